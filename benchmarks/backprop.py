"""Backpropagation by hand against PyTorch's loop, and against finite differences: python -m benchmarks.backprop"""

import numpy as np
import torch
from torch import nn, optim

from benchmarks.timing import in_turn, report
from mlcore.backprop.gradient_cost import GradientBenchmark
from mlcore.backprop.numpy_backprop import Weights, train_step
from mlcore.xor.network import INPUTS, TARGETS

STEPS, LEARNING_RATE, RUNS = 1000, 0.5, 9
WIDTHS = (2, 8, 32)


def seeded() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1)).double()


def by_hand() -> None:
    hidden, bias, output, c = (p.detach().numpy().copy() for p in seeded().parameters())
    weights = Weights(hidden, bias, output[0], c[0])
    x, y = INPUTS.double().numpy(), TARGETS[:, 0].double().numpy()
    for _ in range(STEPS):
        weights = train_step(weights, x, y, "tanh", LEARNING_RATE)


def pytorch() -> None:
    model = seeded()
    x, y = INPUTS.double(), TARGETS.double()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = optim.SGD(model.parameters(), lr=LEARNING_RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()


if __name__ == "__main__":
    torch.set_num_threads(1)
    with np.errstate(all="raise"):
        times = in_turn(by_hand, pytorch, RUNS)
    report(f"2-2-1 on XOR, {STEPS:,} steps, NumPy by hand and PyTorch", *times, goal="over 3")
    for width in WIDTHS:
        bench = GradientBenchmark(width, depth=2)
        what = f"all {bench.parameters:,} gradients, backpropagation and finite differences"
        report(what, *in_turn(bench.backprop, bench.differences, RUNS), goal="over 1, growing with the parameters")
