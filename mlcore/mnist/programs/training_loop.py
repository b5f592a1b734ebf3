# A training loop on handwritten digits, one line at a time
# Needs: python -m pip install numpy torch

from pathlib import Path

import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

BATCH_SIZE = 64
HIDDEN = 200
LEARNING_RATE = 0.1
EPOCHS = 10
SEED = 0

torch.set_num_threads(1)
torch.manual_seed(SEED)

# ====== Data ====== #
with np.load(Path(__file__).with_name("digits.npz")) as digits:
    images = torch.from_numpy(digits["images"]).float().unsqueeze(1) / 255
    labels = torch.from_numpy(digits["labels"]).long()
order = torch.randperm(len(labels))
train_X, val_X, test_X = images[order[:1600]], images[order[1600:2000]], images[order[2000:3000]]
train_y, val_y, test_y = labels[order[:1600]], labels[order[1600:2000]], labels[order[2000:3000]]
train_loader = DataLoader(TensorDataset(train_X, train_y), batch_size=BATCH_SIZE, shuffle=True)


# ====== Model ====== #
class MLPModel(nn.Module):
    def __init__(self, in_dim, out_dim, hid_dim):
        super().__init__()
        self.linear1 = nn.Linear(in_dim, hid_dim)
        self.linear2 = nn.Linear(hid_dim, out_dim)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.linear1(x)
        x = self.relu(x)
        return self.linear2(x)


model = MLPModel(in_dim=784, out_dim=10, hid_dim=HIDDEN)
loss_function = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=LEARNING_RATE)

# ====== Train and validate ====== #
list_epoch, list_train_loss, list_val_loss, list_acc = [], [], [], []
for epoch in range(EPOCHS):
    model.train()
    train_loss = 0.0
    for input_X, true_y in train_loader:
        input_X = input_X.squeeze(1)
        input_X = input_X.view(-1, 784)
        optimizer.zero_grad()
        pred_y = model(input_X)
        loss = loss_function(pred_y, true_y)
        loss.backward()
        optimizer.step()
        train_loss += loss.item()
    list_epoch.append(epoch)
    list_train_loss.append(train_loss / len(train_loader))

    model.eval()
    with torch.no_grad():
        pred_y = model(val_X.view(-1, 784))
    list_val_loss.append(loss_function(pred_y, val_y).item())
    pred_y = pred_y.max(dim=1)[1]
    list_acc.append((pred_y == val_y).double().mean().item())
    print("epoch", epoch, "loss", list_train_loss[-1], "validation accuracy", list_acc[-1])

# ====== Test ====== #
with torch.no_grad():
    pred_y = model(test_X.view(-1, 784)).max(dim=1)[1]
print("test accuracy", (pred_y == test_y).double().mean().item())
print(list_train_loss[-1])
