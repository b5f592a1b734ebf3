"""``xor.train`` against the loop that a student writes, which evaluates every epoch: python -m benchmarks.xor_train"""

import torch
from torch import nn, optim

from benchmarks.timing import in_turn, report
from mlcore.xor.network import INPUTS, TARGETS
from mlcore.xor.settings import XorSettings
from mlcore.xor.training import train

SETTINGS = XorSettings()


class StudentNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, SETTINGS.hidden)
        self.fc2 = nn.Linear(SETTINGS.hidden, 1)

    def forward(self, x):
        return self.fc2(torch.tanh(self.fc1(x)))


def student() -> None:
    torch.manual_seed(SETTINGS.seed)
    net = StudentNet()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = optim.SGD(net.parameters(), lr=SETTINGS.learning_rate)
    losses, accuracies = [], []
    for _ in range(SETTINGS.epochs):
        net.train()
        optimizer.zero_grad()
        loss = criterion(net(INPUTS), TARGETS)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        net.eval()
        with torch.no_grad():
            predicted = (torch.sigmoid(net(INPUTS)) > 0.5).float()
            accuracies.append((predicted == TARGETS).float().mean().item())


if __name__ == "__main__":
    torch.set_num_threads(1)
    report("xor.train, 2,000 epochs", *in_turn(lambda: train(SETTINGS), student, runs=9), goal="at least 1.3")
