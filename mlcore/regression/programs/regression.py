# Regression: an MLP on a noisy surface
# Needs: python -m pip install numpy torch
import numpy as np
import torch
from torch import nn

SAMPLES = 1600
NOISE = 0.5
HIDDEN = 200
LEARNING_RATE = 0.005
EPOCHS = 4000
SEED = 0
DATA_SEED = 0

torch.set_num_threads(1)

# ====== Data ====== #
generator = np.random.default_rng(DATA_SEED)
x = generator.uniform(0, 10, (2400, 2))
y = 2 * np.sin(x[:, 0]) + np.log(x[:, 1] ** 2 / 2)
y = y + NOISE * generator.standard_normal(2400)
inputs = torch.tensor(x, dtype=torch.float32)
targets = torch.tensor(y, dtype=torch.float32).unsqueeze(1)
train_X, train_y = inputs[:SAMPLES], targets[:SAMPLES]
val_X, val_y = inputs[1600:2000], targets[1600:2000]
test_X, test_y = inputs[2000:], targets[2000:]


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
model = MLPModel(in_dim=2, out_dim=1, hid_dim=HIDDEN)
loss_function = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

# ====== Train ====== #
train_losses, val_losses = [], []
for epoch in range(EPOCHS):
    model.train()
    optimizer.zero_grad()
    loss = loss_function(model(train_X), train_y)
    loss.backward()
    optimizer.step()
    train_losses.append(loss.item())
    if epoch % 200 == 0:
        model.eval()
        with torch.no_grad():
            val_losses.append(loss_function(model(val_X), val_y).item())
        print("epoch", epoch, "training loss", train_losses[-1], "validation loss", val_losses[-1])

# ====== Validation ====== #
model.eval()
with torch.no_grad():
    final_loss = loss_function(model(train_X), train_y).item()
    val_loss = loss_function(model(val_X), val_y).item()
print("training loss", final_loss, "validation loss", val_loss)

# ====== Test ====== #
with torch.no_grad():
    error = model(test_X) - test_y
print("test loss", (error**2).mean().item(), "mean absolute error", error.abs().mean().item())

# ====== Training loss ====== #
print("loss on the training points:")
print(final_loss)
