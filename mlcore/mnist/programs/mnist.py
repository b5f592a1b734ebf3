# Handwritten digits with a multi-layer perceptron
# Needs: python -m pip install numpy torch
from pathlib import Path

import numpy as np
import torch
from torch import nn

HIDDEN = 200
LEARNING_RATE = 0.005
BATCH_SIZE = 128
EPOCHS = 30
SEED = 0
DATA_SEED = 0

torch.set_num_threads(1)

# ====== Data: MNIST, by Y. LeCun, C. Cortes and C. J. C. Burges ====== #
with np.load(Path(__file__).with_name("digits.npz")) as file:
    images = torch.tensor(file["images"]).unsqueeze(1) / 255  # N x 1 x 28 x 28 grey values, 0 to 1
    labels = torch.tensor(file["labels"], dtype=torch.long)
order = np.random.default_rng(DATA_SEED).permutation(len(labels))
train, val, test = np.split(order, [3600, 4000])
train_X, train_y = images[train], labels[train]
val_X, val_y = images[val], labels[val]
test_X, test_y = images[test], labels[test]


def moved(images):  # by up to 10 %, 10 degrees and 1.5 pixels
    zoom, turn, right, down = torch.empty(4, len(images)).uniform_(-1, 1)
    zoom, turn, right, down = 1 + 0.1 * zoom, np.pi / 18 * turn, right * 1.5 / 14, down * 1.5 / 14
    cos, sin = zoom * torch.cos(turn), zoom * torch.sin(turn)
    maps = torch.stack([cos, -sin, right, sin, cos, down], dim=1).view(-1, 2, 3)
    places = nn.functional.affine_grid(maps, images.shape, align_corners=False)
    return nn.functional.grid_sample(images, places, align_corners=False)


# ====== Model ====== #
class MLPModel(nn.Module):
    def __init__(self, in_dim, out_dim, hid_dim):
        super().__init__()
        self.linear1 = nn.Linear(in_dim, hid_dim)
        self.linear2 = nn.Linear(hid_dim, out_dim)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = x.view(-1, 784)
        x = self.relu(self.linear1(x))
        return self.linear2(x)


torch.manual_seed(SEED)
model = MLPModel(in_dim=784, out_dim=10, hid_dim=HIDDEN)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)


def predict(images):
    model.eval()
    with torch.no_grad():
        return torch.cat([model(part) for part in images.split(100)])


def accuracy(images, labels):
    return (predict(images).argmax(dim=1) == labels).double().mean().item()


# ====== Train ====== #
train_losses, val_accuracies = [], []
for epoch in range(EPOCHS):
    model.train()
    train_loss = 0.0
    for batch in torch.randperm(len(train_X)).split(BATCH_SIZE):
        input_X, true_y = train_X[batch], train_y[batch]
        input_X = moved(input_X)
        optimizer.zero_grad()
        pred_y = model(input_X)
        loss = loss_function(pred_y, true_y)
        loss.backward()
        optimizer.step()
        train_loss += loss.item() * len(batch)
    train_losses.append(train_loss / len(train_X))
    if epoch % 5 == 0:
        val_accuracies.append(accuracy(val_X, val_y))
        print("epoch", epoch, "training loss", train_losses[-1], "validation accuracy", val_accuracies[-1])

# ====== Validation ====== #
print("validation accuracy", accuracy(val_X, val_y))

# ====== Test ====== #
print("test accuracy", accuracy(test_X, test_y))

# ====== Training loss ====== #
print("loss on the training digits as they are:")
print(loss_function(predict(train_X), train_y).item())
