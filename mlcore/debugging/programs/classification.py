# Three rings of points, told apart by a network with dropout
# Needs: python -m pip install torch
import copy
import math

import torch
from torch import nn

LEARNING_RATE = 0.1
EPOCHS = 40
SEED = 0

torch.set_num_threads(1)


# ====== Data: sorted by class, as in many files ====== #
def three_rings(size):
    k = torch.arange(3).repeat_interleave(size)
    angle = 2 * math.pi * torch.rand(len(k))
    radius = k + torch.rand(len(k))
    x = radius[:, None] * torch.stack([angle.cos(), angle.sin()], dim=1)
    return x + 0.25 * torch.randn(len(k), 2), k


torch.manual_seed(0)
x, y = three_rings(60)
x_val, y_val = three_rings(20)
x_test, y_test = three_rings(20)


# ====== Model ====== #
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


torch.manual_seed(SEED)
model = MLPModel(in_dim=2, out_dim=3, hid_dim=32)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

# ====== Train ====== #
losses, weights = [], []
val_acc, test_acc = [], []
for epoch in range(EPOCHS):
    model.train()
    train_loss = 0.0
    for batch in torch.randperm(len(x)).split(16):
        optimizer.zero_grad()
        logits = model(x[batch])
        loss = loss_function(logits, y[batch])
        loss.backward()
        optimizer.step()
        train_loss += loss.item() * len(batch)
    losses.append(train_loss / len(x))

    val_acc.append(accuracy(model, x_val, y_val))
    test_acc.append(accuracy(model, x_test, y_test))
    weights.append(copy.deepcopy(model.state_dict()))
    if epoch % 10 == 0:
        print("epoch", epoch, "loss", losses[-1], "validation accuracy", val_acc[-1])

# ====== Test ====== #
best = val_acc.index(max(val_acc))
model.load_state_dict(weights[best])
print("epoch", best, "test accuracy", test_acc[best])
print(test_acc[best])
