# XOR from many seeds: all networks take every step together
# Needs: python -m pip install torch
import torch
from torch import nn

SEEDS = range(0, 256)
HIDDEN = 2
LEARNING_RATE = 0.5
EPOCHS = 2000

torch.set_num_threads(1)

# ====== Data: the same four points for every network ====== #
x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]).repeat(len(SEEDS), 1, 1)
y = torch.tensor([[0.0], [1.0], [1.0], [0.0]]).repeat(len(SEEDS), 1, 1)

# ====== Model: one network per seed, their parameters stacked ====== #
networks = []
for seed in SEEDS:
    torch.manual_seed(seed)
    networks.append(nn.Sequential(nn.Linear(2, HIDDEN), nn.Linear(HIDDEN, 1)))


class Networks(nn.Module):
    def __init__(self, networks):
        super().__init__()
        self.weight1 = nn.Parameter(torch.stack([network[0].weight.detach().T for network in networks]))
        self.bias1 = nn.Parameter(torch.stack([network[0].bias.detach()[None] for network in networks]))
        self.weight2 = nn.Parameter(torch.stack([network[1].weight.detach().T for network in networks]))
        self.bias2 = nn.Parameter(torch.stack([network[1].bias.detach()[None] for network in networks]))

    def forward(self, x):
        h = torch.tanh(torch.baddbmm(self.bias1, x, self.weight1))
        return torch.baddbmm(self.bias2, h, self.weight2)


model = Networks(networks)
loss_function = nn.BCEWithLogitsLoss(reduction="sum")
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

# ====== Train ====== #
for epoch in range(EPOCHS):
    optimizer.zero_grad()
    loss = loss_function(model(x), y) / 4  # mean over the 4 points, summed over the networks
    loss.backward()
    optimizer.step()
    if epoch % 200 == 0:
        print("epoch", epoch, "mean loss", loss.item() / len(SEEDS))

# ====== Evaluate ====== #
with torch.no_grad():
    right = ((model(x) > 0) == (y > 0.5)).all(dim=(1, 2))
print("seeds that solve XOR:")
print(right.sum().item())
