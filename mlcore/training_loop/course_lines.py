"""The lines that the course's notebook has around the five lines of a loop, by topic. This module imports no torch."""

LINES = {
    "DataLoader": (
        "train_set = TensorDataset(train_X, train_y)",
        "len(train_set), train_set[0][0].shape, train_set[0][1]",
        "train_loader = DataLoader(train_set, batch_size=300, shuffle=True)",
        "len(train_loader)",
        "[len(y) for X, y in train_loader]",
    ),
    "squeeze": (
        "x.shape",
        "x.squeeze().shape",
        "x[:1].squeeze().shape",
        "x[:1].squeeze(1).shape",
    ),
    "view(-1, 784)": (
        "x.view(-1, 784).shape",
        "x.view(64, -1).shape",
        "x.numel() / 784",
        "x.view(-1, 785)",
    ),
    "nn.Linear": (
        "linear = nn.Linear(in_features=2, out_features=1, bias=True)",
        "linear.weight.shape, linear.bias.shape",
        "nn.Linear(2, 1, bias=False).bias is None",
        "relu = nn.ReLU()",
        "torch.equal(relu(x - 0.5), torch.relu(x - 0.5))",
        "list(relu.parameters())",
    ),
    "class MLPModel": (
        "class MLPModel(nn.Module):\n"
        "    def __init__(self, in_dim, out_dim, hid_dim):\n"
        "        super().__init__()\n"
        "        self.linear1 = nn.Linear(in_dim, hid_dim)\n"
        "        self.linear2 = nn.Linear(hid_dim, out_dim)",
        "sum(p.numel() for p in MLPModel(784, 10, 200).parameters())",
        "sum(p.numel() for p in MLPModel(2, 1, 200).parameters())",
        "class Hasty(nn.Module):\n    def __init__(self):\n        self.linear1 = nn.Linear(784, 10)",
        "Hasty()",
    ),
    "detach().numpy()": (
        "loss = loss_function(pred_y, true_y)",
        "loss",
        "loss.numpy()",
        "loss.detach().numpy()",
        "loss.item()",
    ),
    "len(train_loader)": (
        "batches = DataLoader(TensorDataset(train_X, train_y), batch_size=300)",
        "losses = [loss_function(model(X), y).item() for X, y in batches]",
        "sizes = [len(y) for X, y in batches]",
        "sum(losses) / len(batches)",
        "sum(loss * size for loss, size in zip(losses, sizes)) / sum(sizes)",
    ),
    "Tensor().long()": (
        "torch.Tensor(val_y)",
        "loss_function(model(train_X[:8]), torch.Tensor(val_y))",
        "torch.Tensor(val_y).long()",
        "loss_function(model(train_X[:8]), torch.Tensor(val_y).long())",
    ),
    "max(dim=1)[1]": (
        "pred_y.shape",
        "pred_y.max(dim=1)[0].shape, pred_y.max(dim=1)[1].shape",
        "torch.equal(pred_y.max(dim=1)[1], pred_y.argmax(dim=1))",
        "chosen = pred_y.max(dim=1)[1]",
        "accuracy_score(true_y, chosen)",
        "(chosen == true_y).double().mean()",
    ),
    "i % 200 == 0": (
        "list_epoch, list_acc_epoch = [], []",
        "for i in range(4000):\n    list_epoch.append(i)\n    if i % 200 == 0:\n        list_acc_epoch.append(i)",
        "len(list_epoch), len(list_acc_epoch)",
        "list_acc_epoch[:3], list_acc_epoch[-1]",
    ),
}
