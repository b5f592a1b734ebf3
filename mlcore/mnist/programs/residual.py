# A deep network on digits, with and without skip connections
# Needs: python -m pip install numpy torch
from pathlib import Path

import numpy as np
import torch
from torch import nn

DEPTH = 16
SKIP = True
LEARNING_RATE = 0.001
EPOCHS = 10
SEED = 0

torch.set_num_threads(1)
torch.manual_seed(SEED)

# ====== Data: 1,000 digits of MNIST, by Y. LeCun, C. Cortes and C. J. C. Burges ====== #
with np.load(Path(__file__).with_name("digits.npz")) as file:
    images, labels = file["images"], file["labels"]
chosen = np.random.default_rng(SEED).choice(len(labels), 1000, replace=False)
train_X = torch.from_numpy(images[chosen]).view(-1, 784) / 255  # grey values from 0 to 1
train_y = torch.from_numpy(labels[chosen]).long()


# ====== Model ====== #
class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.linear = nn.Linear(dim, dim)
        self.norm = nn.BatchNorm1d(dim, track_running_stats=False)
        nn.init.kaiming_normal_(self.linear.weight, nonlinearity="relu")

    def forward(self, x):
        y = torch.relu(self.norm(self.linear(x)))
        return x + y if SKIP else y


blocks = [Block(32) for _ in range(DEPTH)]
model = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), *blocks, nn.Linear(32, 10))
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)

# ====== Train ====== #
torch.manual_seed(SEED)  # the same batches for every depth
list_train_loss = []
for epoch in range(EPOCHS):
    train_loss = 0.0
    for batch in torch.randperm(len(train_X)).split(50):
        optimizer.zero_grad()
        pred_y = model(train_X[batch])
        loss = loss_function(pred_y, train_y[batch])
        loss.backward()
        optimizer.step()
        train_loss += loss.item() * len(batch) / len(train_X)
    list_train_loss.append(train_loss)
    print("epoch", epoch, "loss", train_loss)

# ====== Evaluate on the training digits: errors here are not overfitting ====== #
with torch.no_grad():
    pred_y = model(train_X)
print("training error", (pred_y.max(dim=1)[1] != train_y).sum().item() / len(train_y))
print(loss_function(pred_y, train_y).item())
