# The path of training through the nine parameters of an XOR network
# Needs: python -m pip install torch
import torch
from torch import nn

LEARNING_RATE = 0.5
EPOCHS = 500
SEED = 0

torch.set_num_threads(1)
torch.manual_seed(SEED)

# ====== Data ====== #
x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])

# ====== Model ====== #
model = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
loss_function = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

# ====== Two directions among w11, w12, w21, w22, b1, b2, v1, v2, c ====== #
directions = torch.eye(9)[[6, 7]]  # v1 and v2

# ====== Train ====== #
losses, path = [], []
for epoch in range(EPOCHS):
    parameters = nn.utils.parameters_to_vector(model.parameters()).detach()
    path.append((directions @ parameters).tolist())
    optimizer.zero_grad()
    loss = loss_function(model(x), y)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    if epoch % 50 == 0:
        print("epoch", epoch, "loss", loss.item(), "at", path[-1])

# ====== Evaluate ====== #
with torch.no_grad():
    print("answers", torch.sigmoid(model(x)).flatten().tolist())
    print(loss_function(model(x), y).item())
