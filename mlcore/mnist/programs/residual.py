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

# ====== Data: 1,000 digits of MNIST, by Y. LeCun, C. Cortes and C. J. C. Burges ====== #
with np.load(Path(__file__).with_name("digits.npz")) as file:
    images, labels = file["images"], file["labels"]
chosen = np.random.default_rng(SEED).choice(len(labels), 1000, replace=False)
train_X = torch.tensor(images[chosen]).view(-1, 784) / 255  # grey values from 0 to 1
train_y = torch.tensor(labels[chosen], dtype=torch.long)


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


torch.manual_seed(SEED)
blocks = [Block(32) for _ in range(DEPTH)]
model = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), *blocks, nn.Linear(32, 10))
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)

# ====== Train ====== #
torch.manual_seed(SEED)  # the same batches for every depth
train_losses = []
for epoch in range(EPOCHS):
    train_loss = 0.0
    for batch in torch.randperm(len(train_X)).split(50):
        optimizer.zero_grad()
        pred_y = model(train_X[batch])
        loss = loss_function(pred_y, train_y[batch])
        loss.backward()
        optimizer.step()
        train_loss += loss.item() * len(batch)
    train_losses.append(train_loss / len(train_X))
    print("epoch", epoch, "training loss", train_losses[-1])

# ====== Evaluate on the training digits ====== #
with torch.no_grad():
    pred_y = model(train_X)
print("training error", (pred_y.argmax(dim=1) != train_y).double().mean().item())
print("final loss:")
print(loss_function(pred_y, train_y).item())
