# Digits that are moved, read by a CNN
# Needs: python -m pip install numpy torch
from pathlib import Path

import numpy as np
import torch
from torch import nn

PERMUTED = False
LEARNING_RATE = 0.002
BATCH_SIZE = 64
EPOCHS = 5
SEED = 0
DATA_SEED = 0

torch.set_num_threads(1)

# ====== Data: 4,000 of 5,000 digits of MNIST, by Y. LeCun, C. Cortes and C. J. C. Burges ====== #
with np.load(Path(__file__).with_name("digits.npz")) as file:
    images = torch.tensor(file["images"]).unsqueeze(1) / 255  # N x 1 x 28 x 28 grey values, 0 to 1
    labels = torch.tensor(file["labels"], dtype=torch.long)
order = np.random.default_rng(DATA_SEED).permutation(len(labels))
train, val = order[:3600], order[3600:4000]
train_X, train_y = images[train], labels[train]
val_X, val_y = images[val], labels[val]

generator = np.random.default_rng(SEED)
directions = torch.tensor(generator.integers(0, 4, len(val)))
new_order = torch.tensor(generator.permutation(784))


def moved(images, pixels):
    border = nn.functional.pad(images, [pixels] * 4)
    result = torch.empty_like(images)
    for direction, (right, down) in enumerate([(1, 0), (-1, 0), (0, 1), (0, -1)]):
        top, left = pixels - pixels * down, pixels - pixels * right
        chosen = directions == direction
        result[chosen] = border[chosen, :, top : top + 28, left : left + 28]
    return result


def permuted(images):
    return images.view(-1, 784)[:, new_order].view(-1, 1, 28, 28) if PERMUTED else images


# ====== Model ====== #
class CNNModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=5)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=5)
        self.linear = nn.Linear(32 * 4 * 4, 10)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.relu(torch.max_pool2d(self.conv1(x), 2))
        x = self.relu(torch.max_pool2d(self.conv2(x), 2))
        return self.linear(x.flatten(1))


torch.manual_seed(SEED)
model = CNNModel().to(memory_format=torch.channels_last)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)

# ====== Train ====== #
train_losses = []
for epoch in range(EPOCHS):
    train_loss = 0.0
    for batch in torch.randperm(len(train_X)).split(BATCH_SIZE):
        input_X, true_y = permuted(train_X[batch]), train_y[batch]
        optimizer.zero_grad()
        pred_y = model(input_X)
        loss = loss_function(pred_y, true_y)
        loss.backward()
        optimizer.step()
        train_loss += loss.item() * len(batch)
    train_losses.append(train_loss / len(train_X))
    print("epoch", epoch, "training loss", train_losses[-1])

# ====== Validation, on digits that are moved ====== #
accuracies = []
for shift in range(9):
    with torch.no_grad():
        pred_y = model(permuted(moved(val_X, shift)))
    accuracies.append((pred_y.argmax(dim=1) == val_y).double().mean().item())
    print("moved by", shift, "pixels: validation accuracy", accuracies[-1])
print("validation accuracy at 4 pixels:")
print(accuracies[4])
