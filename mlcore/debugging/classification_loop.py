import copy

import torch
from torch import nn, optim

from mlcore.debugging.data import Run, three_rings


class MLPModel(nn.Module):
    def __init__(self, in_dim, out_dim, hid_dim):
        super().__init__()
        self.linear1 = nn.Linear(in_dim, hid_dim)
        self.linear2 = nn.Linear(hid_dim, out_dim)
        self.dropout = nn.Dropout(0.3)

    def forward(self, x):
        hidden = self.dropout(torch.relu(self.linear1(x)))
        return self.linear2(hidden)


def accuracy(model, x, y):
    model.eval()
    with torch.no_grad():
        right = model(x).argmax(dim=1) == y
    return right.float().mean().item()


def train(settings):
    torch.manual_seed(settings.seed)
    (x, y), val_set, test_set = three_rings()
    model = MLPModel(in_dim=2, out_dim=3, hid_dim=32)
    criterion = nn.CrossEntropyLoss()
    lr = settings.learning_rate
    optimizer = optim.SGD(model.parameters(), lr=lr)
    losses, weights = [], []
    val_acc, test_acc = [], []

    for _epoch in range(settings.epochs):
        model.train()
        train_loss = 0.0
        for batch in torch.randperm(len(x)).split(16):
            optimizer.zero_grad()
            logits = model(x[batch])
            loss = criterion(logits, y[batch])
            loss.backward()
            optimizer.step()
            train_loss += loss.item() * len(batch)
        losses.append(train_loss / len(x))

        val_acc.append(accuracy(model, *val_set))
        test_acc.append(accuracy(model, *test_set))
        weights.append(copy.deepcopy(model.state_dict()))

    best = val_acc.index(max(val_acc))
    model.load_state_dict(weights[best])
    reported = test_acc[best]
    return Run(model, losses, val_acc, reported, test_acc, best)
