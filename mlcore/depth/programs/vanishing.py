# The gradient on its way back through a deep network
# Needs: python -m pip install torch
import torch
from torch import nn

DEPTH = 5
WIDTH = 32
SEED = 0

torch.set_num_threads(1)
torch.manual_seed(SEED)

# ====== Data: random numbers ====== #
x = torch.randn(64, WIDTH, dtype=torch.float64)
y = torch.randint(0, 2, (64, 1)).double()

# ====== Model ====== #
layers = []
for _ in range(DEPTH):
    layers.append(nn.Linear(WIDTH, WIDTH, dtype=torch.float64))
    layers.append(nn.Sigmoid())
layers.append(nn.Linear(WIDTH, 1, dtype=torch.float64))
model = nn.Sequential(*layers)
weighted = [layer for layer in model if isinstance(layer, nn.Linear)]
loss_function = nn.BCEWithLogitsLoss()

# ====== Forward and backward, once ====== #
loss = loss_function(model(x), y)
loss.backward()

# ====== Evaluate ====== #
norms = [layer.weight.grad.norm().item() for layer in weighted]
for number, norm in enumerate(norms, start=1):
    print("layer", number, "length of the gradient", norm)
print("parameters", sum(p.numel() for p in model.parameters()))
print("first layer's gradient / last layer's:")
print(norms[0] / norms[-1] if norms[-1] > 0 else float("nan"))
