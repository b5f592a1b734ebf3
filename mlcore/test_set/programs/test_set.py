# Overfitting: a network learns a few noisy points, and is then asked about others
# Needs: python -m pip install numpy torch
import numpy as np
import torch
from torch import nn

TRAIN_SIZE = 80
NOISE = 0.45
HIDDEN = 64
LEARNING_RATE = 0.02
EPOCHS = 500
SEED = 0
DATA_SEED = 0

torch.set_num_threads(1)


# ====== Data: three rings, one inside the other ====== #
def draw_points(count, part):
    generator = np.random.default_rng([DATA_SEED, part])
    y = generator.integers(0, 3, count)
    angle = generator.uniform(0, 2 * np.pi, count)
    radius = 0.5 + 0.9 * y
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    x = x + NOISE * generator.standard_normal(x.shape)
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.long)


all_X, all_y = draw_points(640, part=0)
train_X, train_y = all_X[:TRAIN_SIZE], all_y[:TRAIN_SIZE]
val_X, val_y = draw_points(1000, part=1)
test_X, test_y = draw_points(1000, part=2)

# ====== Model ====== #
torch.manual_seed(SEED)
model = nn.Sequential(
    nn.Linear(2, HIDDEN),
    nn.ReLU(),
    nn.Linear(HIDDEN, 3),
)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)


def accuracy(x, y):
    return (model(x).argmax(dim=1) == y).double().mean().item()


# ====== Train ====== #
train_losses, val_losses = [], []
for epoch in range(EPOCHS):
    model.train()
    optimizer.zero_grad()
    loss = loss_function(model(train_X), train_y)
    loss.backward()
    optimizer.step()
    train_losses.append(loss.item())
    if epoch % 100 == 0:
        model.eval()
        with torch.no_grad():
            val_losses.append(loss_function(model(val_X), val_y).item())
        print("epoch", epoch, "training loss", train_losses[-1], "validation loss", val_losses[-1])

# ====== Validation ====== #
model.eval()
with torch.no_grad():
    train_accuracy, val_accuracy = accuracy(train_X, train_y), accuracy(val_X, val_y)
print("training accuracy", train_accuracy, "validation accuracy", val_accuracy)

# ====== Test ====== #
with torch.no_grad():
    test_accuracy = accuracy(test_X, test_y)
print("test accuracy", test_accuracy)

# ====== How much it overfits ====== #
print("training accuracy - validation accuracy:")
print(train_accuracy - val_accuracy)
