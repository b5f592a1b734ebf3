# Classification: 3 classes of points in the plane
# Needs: python -m pip install numpy torch
import numpy as np
import torch
from torch import nn

TRAIN_SIZE = 2000
HIDDEN = 200
LEARNING_RATE = 0.005
BATCH_SIZE = TRAIN_SIZE  # all points in each step
EPOCHS = 4000
SEED = 0
DATA_SEED = 0

torch.set_num_threads(1)


# ====== Data ====== #
def draw_points(count, part):
    generator = np.random.default_rng([DATA_SEED, part])
    r = generator.uniform(0, 3, count)
    t = generator.uniform(0, 2 * np.pi, count)
    radius = r * (1 + np.cos(t))
    x = np.stack([radius * np.cos(t), radius * np.sin(t)], axis=1)
    y = np.floor(r)
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.long)


train_X, train_y = draw_points(TRAIN_SIZE, part=0)
val_X, val_y = draw_points(1000, part=1)
test_X, test_y = draw_points(1000, part=2)


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


torch.manual_seed(SEED)
model = MLPModel(in_dim=2, out_dim=3, hid_dim=HIDDEN)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)


def accuracy(x, y):
    return (model(x).argmax(dim=1) == y).double().mean().item()


# ====== Train ====== #
train_losses, val_losses, val_accuracies = [], [], []
for epoch in range(EPOCHS):
    model.train()
    train_loss = 0.0
    for batch in torch.randperm(len(train_X)).split(BATCH_SIZE):
        optimizer.zero_grad()
        loss = loss_function(model(train_X[batch]), train_y[batch])
        loss.backward()
        optimizer.step()
        train_loss += loss.item() * len(batch)
    train_losses.append(train_loss / len(train_X))
    if epoch % 200 == 0:
        model.eval()
        with torch.no_grad():
            val_losses.append(loss_function(model(val_X), val_y).item())
            val_accuracies.append(accuracy(val_X, val_y))
        print("epoch", epoch, "training loss", train_losses[-1], "validation accuracy", val_accuracies[-1])

# ====== Validation ====== #
model.eval()
with torch.no_grad():
    final_loss = loss_function(model(train_X), train_y).item()
    print("training accuracy", accuracy(train_X, train_y), "validation accuracy", accuracy(val_X, val_y))

# ====== Test ====== #
with torch.no_grad():
    print("test accuracy", accuracy(test_X, test_y))

# ====== Training loss ====== #
print("loss on the training points:")
print(final_loss)
