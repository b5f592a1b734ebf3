# One step of gradient descent, in plain numbers and by PyTorch
# Needs: python -m pip install numpy torch
import math

import numpy as np
import torch
from torch import nn

X1 = 0.8
X2 = -0.5
Y = 1.0
LEARNING_RATE = 0.5
SEED = 28

torch.set_num_threads(1)

# ====== Parameters: 9 numbers with two decimals ====== #
w11, w12, b1, w21, w22, b2, v1, v2, c = (np.random.default_rng(SEED).integers(-150, 151, 9) / 100).tolist()

# ====== Forward in numbers ====== #
z1 = w11 * X1 + w12 * X2 + b1
z2 = w21 * X1 + w22 * X2 + b2
h1, h2 = math.tanh(z1), math.tanh(z2)
z = v1 * h1 + v2 * h2 + c
p = 1 / (1 + math.exp(-z))
# The same as -y ln p - (1 - y) ln(1 - p), also where rounding makes p a 0 or a 1
loss_in_numbers = math.log1p(math.exp(z)) - Y * z
print("loss in numbers", loss_in_numbers)

# ====== Backward in numbers ====== #
dz = p - Y
dv1, dv2, dc = dz * h1, dz * h2, dz
dh1, dh2 = dz * v1, dz * v2
dz1, dz2 = dh1 * (1 - h1 * h1), dh2 * (1 - h2 * h2)
dw11, dw12, db1 = dz1 * X1, dz1 * X2, dz1
dw21, dw22, db2 = dz2 * X1, dz2 * X2, dz2
print("gradients in numbers", [[dw11, dw12], [dw21, dw22]], [db1, db2], [dv1, dv2], dc)

# ====== The same by PyTorch ====== #
x = torch.tensor([[X1, X2]], dtype=torch.float64)
y = torch.tensor([[Y]], dtype=torch.float64)
model = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1)).double()
with torch.no_grad():
    model[0].weight[:] = torch.tensor([[w11, w12], [w21, w22]], dtype=torch.float64)
    model[0].bias[:] = torch.tensor([b1, b2], dtype=torch.float64)
    model[-1].weight[:] = torch.tensor([[v1, v2]], dtype=torch.float64)
    model[-1].bias[:] = torch.tensor([c], dtype=torch.float64)
loss_function = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

optimizer.zero_grad()
loss = loss_function(model(x), y)
loss.backward()
print("loss by PyTorch", loss.item())
print("gradients by PyTorch", [parameter.grad.tolist() for parameter in model.parameters()])
optimizer.step()

# ====== Evaluate ====== #
print("v1 in numbers", v1 - LEARNING_RATE * dv1, "by PyTorch", model[-1].weight[0, 0].item())
with torch.no_grad():
    print("loss after the step:")
    print(loss_function(model(x), y).item())
