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
train_X, train_y = three_rings(60)
val_X, val_y = three_rings(20)
test_X, test_y = three_rings(20)


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
    return right.double().mean().item()


torch.manual_seed(SEED)
model = MLPModel(in_dim=2, out_dim=3, hid_dim=32)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

# ====== Train ====== #
train_losses, weights = [], []
val_accuracies, test_accuracies = [], []
for epoch in range(EPOCHS):
    model.train()
    train_loss = 0.0
    for batch in torch.randperm(len(train_X)).split(16):
        optimizer.zero_grad()
        logits = model(train_X[batch])
        loss = loss_function(logits, train_y[batch])
        loss.backward()
        optimizer.step()
        train_loss += loss.item() * len(batch)
    train_losses.append(train_loss / len(train_X))

    val_accuracies.append(accuracy(model, val_X, val_y))
    test_accuracies.append(accuracy(model, test_X, test_y))
    weights.append(copy.deepcopy(model.state_dict()))
    if epoch % 10 == 0:
        print("epoch", epoch, "training loss", train_losses[-1], "validation accuracy", val_accuracies[-1])

# ====== Test ====== #
best = val_accuracies.index(max(val_accuracies))
model.load_state_dict(weights[best])
print("epoch", best, "test accuracy:")
print(accuracy(model, test_X, test_y))
