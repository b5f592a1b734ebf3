import torch
from torch import nn, optim

from mlcore.debugging.data import Run, noisy_sine


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
        return optim.SGD(parameters, lr=lr)
    return optim.Adam(parameters, lr=lr)


def train(settings):
    torch.manual_seed(settings.seed)
    (x, y), (x_val, y_val) = noisy_sine()
    model = MLPModel(in_dim=1, out_dim=1, hid_dim=16)
    criterion = nn.MSELoss()
    lr = settings.learning_rate
    optimizer = make_optimizer("SGD", model.parameters(), lr)
    losses, val_losses = [], []

    for _epoch in range(settings.epochs):
        train_loss = 0.0
        for batch in torch.randperm(len(x)).split(16):
            optimizer.zero_grad()
            prediction = model(x[batch]).squeeze(1)
            loss = criterion(prediction, y[batch])
            loss.backward()
            optimizer.step()
            train_loss += loss.item() * len(batch)
        losses.append(train_loss / len(x))

        with torch.no_grad():
            prediction = model(x_val).squeeze(1)
            val_loss = criterion(prediction, y_val)
        val_losses.append(val_loss.item())

    return Run(model, losses, val_losses, losses[-1])
