# XOR with one hidden layer
# Needs: python -m pip install torch
import torch
from torch import nn

HIDDEN = 2
LEARNING_RATE = 0.5
EPOCHS = 2000
SEED = 0

torch.set_num_threads(1)

# ====== Data ====== #
x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])

# ====== Model ====== #
torch.manual_seed(SEED)
model = nn.Sequential(nn.Linear(2, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, 1))
loss_function = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

# ====== Train ====== #
losses = []
for epoch in range(EPOCHS):
    optimizer.zero_grad()
    loss = loss_function(model(x), y)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    if epoch % 200 == 0:
        print("epoch", epoch, "loss", losses[-1])

# ====== Evaluate ====== #
with torch.no_grad():
    print("answers", torch.sigmoid(model(x)).flatten().tolist())
    print("final loss:")
    print(loss_function(model(x), y).item())
