# Two weights of one linear neuron go downhill
# Needs: python -m pip install torch
import torch
from torch import nn

LEARNING_RATE = 0.02
EPOCHS = 100

torch.set_num_threads(1)

# ====== Data ====== #
x = torch.tensor([[1.0, 4.0], [1.0, -4.0]])
y = torch.tensor([[3.0], [-1.0]])

# ====== Model ====== #
model = nn.Linear(2, 1, bias=False)
nn.utils.vector_to_parameters(torch.tensor([-2.4, 1.8]), model.parameters())
loss_function = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

# ====== Train ====== #
losses, path = [], []
for epoch in range(EPOCHS):
    path.append(nn.utils.parameters_to_vector(model.parameters()).tolist())
    optimizer.zero_grad()
    loss = loss_function(model(x), y)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    if epoch % 10 == 0:
        print("epoch", epoch, "loss", losses[-1], "at", path[-1])

# ====== Evaluate ====== #
with torch.no_grad():
    print("final loss:")
    print(loss_function(model(x), y).item())
