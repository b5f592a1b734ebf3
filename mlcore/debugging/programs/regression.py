# A noisy sine, learned by a small network
# Needs: python -m pip install torch
import torch
from torch import nn

LEARNING_RATE = 0.1
EPOCHS = 40
SEED = 0

torch.set_num_threads(1)

# ====== Data ====== #
torch.manual_seed(0)
x = 4 * torch.rand(192, 1) - 2
y = 1 + torch.sin(2 * x[:, 0]) + 0.2 * torch.randn(192)
train_X, val_X = x[:128], x[128:]
train_y, val_y = y[:128], y[128:]


# ====== Model ====== #
class MLPModel(nn.Module):
    def __init__(self, in_dim, out_dim, hid_dim, act="tanh"):
        super().__init__()
        self.linear1 = nn.Linear(in_dim, hid_dim)
        self.linear2 = nn.Linear(hid_dim, out_dim)
        self.act = act
        if self.act == "tanh":
            self.act = nn.Tanh()

    def forward(self, x):
        return self.linear2(self.act(self.linear1(x)))


def make_optimizer(name, parameters, lr):
    if name == "SGD":
        return torch.optim.SGD(parameters, lr=lr)
    return torch.optim.Adam(parameters, lr=lr)


torch.manual_seed(SEED)
model = MLPModel(in_dim=1, out_dim=1, hid_dim=16)
loss_function = nn.MSELoss()
optimizer = make_optimizer("SGD", model.parameters(), LEARNING_RATE)

# ====== Train ====== #
train_losses, val_losses = [], []
for epoch in range(EPOCHS):
    train_loss = 0.0
    for batch in torch.randperm(len(train_X)).split(16):
        optimizer.zero_grad()
        prediction = model(train_X[batch]).squeeze(1)
        loss = loss_function(prediction, train_y[batch])
        loss.backward()
        optimizer.step()
        train_loss += loss.item() * len(batch)
    train_losses.append(train_loss / len(train_X))

    with torch.no_grad():
        prediction = model(val_X).squeeze(1)
        val_loss = loss_function(prediction, val_y)
    val_losses.append(val_loss.item())
    if epoch % 10 == 0:
        print("epoch", epoch, "training loss", train_losses[-1], "validation loss", val_losses[-1])

# ====== Evaluate ====== #
print("training loss of the last epoch:")
print(train_losses[-1])
