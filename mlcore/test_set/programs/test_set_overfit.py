# Overfitting the test set: the best of many networks promises too much
# Needs: python -m pip install numpy torch
import numpy as np
import torch
from torch import nn

CANDIDATES = 50
TEST_SIZE = 100
LEARNING_RATE = 0.02
EPOCHS = 300
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


train_X, train_y = draw_points(200, part=0)
val_X, val_y = draw_points(20_000, part=1)
test_X, test_y = draw_points(20_000, part=2)
fresh_X, fresh_y = draw_points(5_000, part=3)

# ====== Model: one network per candidate, their parameters stacked ====== #
networks, seen = [], []
for candidate in range(CANDIDATES):
    torch.manual_seed(1000 * SEED + candidate)
    networks.append(nn.Sequential(nn.Linear(2, 16), nn.Linear(16, 3)))
    seen.append(torch.randperm(200)[:50])
seen = torch.stack(seen)
seen_X, seen_y = train_X[seen], train_y[seen]


class Networks(nn.Module):
    def __init__(self, networks):
        super().__init__()
        self.weight1 = nn.Parameter(torch.stack([network[0].weight.detach().T for network in networks]))
        self.bias1 = nn.Parameter(torch.stack([network[0].bias.detach()[None] for network in networks]))
        self.weight2 = nn.Parameter(torch.stack([network[1].weight.detach().T for network in networks]))
        self.bias2 = nn.Parameter(torch.stack([network[1].bias.detach()[None] for network in networks]))

    def forward(self, x):
        h = torch.relu(torch.baddbmm(self.bias1, x, self.weight1))
        return torch.baddbmm(self.bias2, h, self.weight2)


model = Networks(networks)
loss_function = nn.CrossEntropyLoss(reduction="sum")
optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)

# ====== Train ====== #
for epoch in range(EPOCHS):
    optimizer.zero_grad()
    loss = loss_function(model(seen_X).flatten(0, 1), seen_y.flatten()) / 50  # mean over points, sum over networks
    loss.backward()
    optimizer.step()
    if epoch % 100 == 0:
        print("epoch", epoch, "mean loss", loss.item() / CANDIDATES)


# ====== Evaluate: the accuracy of each candidate on each of many sets of points ====== #
def accuracies(x, y, size):
    right = []
    with torch.no_grad():
        for some in torch.arange(len(y)).split(500):
            points = x[some].expand(CANDIDATES, -1, -1)
            right.append(model(points).argmax(dim=2) == y[some])
    right = torch.cat(right, dim=1)
    sets = len(y) // size
    return right[:, : sets * size].reshape(CANDIDATES, sets, size).double().mean(dim=2).numpy()


val_accuracies = accuracies(val_X, val_y, TEST_SIZE)
print("best validation accuracy", val_accuracies[:, 0].max())

# ====== Test: choose the best candidate by test, on each test set anew ====== #
test_accuracies = accuracies(test_X, test_y, TEST_SIZE)
fresh_accuracies = accuracies(fresh_X, fresh_y, len(fresh_y))[:, 0]
best = test_accuracies.argmax(axis=0)
promised, kept = test_accuracies.max(axis=0).mean(), fresh_accuracies[best].mean()
print("test accuracy of the best", promised, "accuracy of the same on fresh points", kept)
print("the first minus the second:")
print(float(promised - kept))
