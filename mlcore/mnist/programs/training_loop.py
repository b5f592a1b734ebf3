# A training loop on handwritten digits, one line at a time
# Needs: python -m pip install numpy torch
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

HIDDEN = 200
LEARNING_RATE = 0.1
BATCH_SIZE = 64
EPOCHS = 10
SEED = 0

torch.set_num_threads(1)
torch.manual_seed(SEED)

# ====== Data: 3,000 of 5,000 digits of MNIST, by Y. LeCun, C. Cortes and C. J. C. Burges ====== #
with np.load(Path(__file__).with_name("digits.npz")) as file:
    images = torch.tensor(file["images"]).unsqueeze(1) / 255  # N x 1 x 28 x 28 grey values, 0 to 1
    labels = torch.tensor(file["labels"], dtype=torch.long)
order = torch.randperm(len(labels))
train, val, test = order[:1600], order[1600:2000], order[2000:3000]
train_X, train_y = images[train], labels[train]
val_X, val_y = images[val], labels[val]
test_X, test_y = images[test], labels[test]
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
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

# ====== Train ====== #
train_losses, val_losses, val_accuracies = [], [], []
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
    train_losses.append(train_loss / len(train_loader))

    model.eval()
    with torch.no_grad():
        pred_y = model(val_X.view(-1, 784))
    val_losses.append(loss_function(pred_y, val_y).item())
    val_accuracies.append((pred_y.argmax(dim=1) == val_y).double().mean().item())
    print("epoch", epoch, "training loss", train_losses[-1], "validation accuracy", val_accuracies[-1])

# ====== Test ====== #
with torch.no_grad():
    pred_y = model(test_X.view(-1, 784))
print("test accuracy", (pred_y.argmax(dim=1) == test_y).double().mean().item())

# ====== Training loss ====== #
print("training loss of the last epoch:")
print(train_losses[-1])
