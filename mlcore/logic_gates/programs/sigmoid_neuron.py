# A logic gate by gradient descent
# Needs: python -m pip install torch
import torch
from torch import nn

LEARNING_RATE = 1.0
EPOCHS = 200
SEED = 0

torch.set_num_threads(1)

# ====== Data: AND ====== #
x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[0.0], [0.0], [0.0], [1.0]])

# ====== Model: one neuron with two inputs ====== #
torch.manual_seed(SEED)
model = nn.Linear(2, 1)
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
    if epoch % 20 == 0:
        print("epoch", epoch, "loss", losses[-1])

# ====== Evaluate ====== #
with torch.no_grad():
    print("weights", model.weight.tolist(), "bias", model.bias.item())
    print("answers", torch.sigmoid(model(x)).flatten().tolist())
    print("final loss:")
    print(loss_function(model(x), y).item())
