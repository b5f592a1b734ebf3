"""The time that all gradients of a network take: by finite differences, and by one backward pass."""

import time
from collections.abc import Callable

import torch
from torch import nn

from mlcore.backprop.results import Cost
from mlcore.backprop.settings import GradientCostSettings as Settings

EXAMPLES = 16
EPSILON = 1e-5
WIDTHS = (1, 2, 4, 8, 16, 32)
REPEATS = 5


def mlp(width: int, depth: int) -> nn.Sequential:
    """Return a network 2-width-...-width-1 with tanh units."""
    layers: list[nn.Module] = [nn.Linear(2, width), nn.Tanh()]
    for _ in range(depth - 1):
        layers += [nn.Linear(width, width), nn.Tanh()]
    return nn.Sequential(*layers, nn.Linear(width, 1))


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def fastest(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the seconds of the fastest of some calls after a warm-up; other work on the machine makes calls slower."""
    work()
    return min(seconds(work) for _ in range(repeats))


class GradientBenchmark:
    """A network with a batch of examples, and two ways to compute its gradients."""

    def __init__(self, width: int, depth: int) -> None:
        torch.manual_seed(0)
        self.model = mlp(width, depth)
        self.x, self.y = torch.randn(EXAMPLES, 2), torch.randint(0, 2, (EXAMPLES, 1)).float()
        self.criterion = nn.BCEWithLogitsLoss()
        self.parameters = sum(p.numel() for p in self.model.parameters())

    @torch.no_grad()
    def forward(self) -> torch.Tensor:
        """Return the loss."""
        return self.criterion(self.model(self.x), self.y)

    def backprop(self) -> None:
        """Compute all derivatives by one forward and one backward pass; they are in ``p.grad``."""
        self.model.zero_grad()
        self.criterion(self.model(self.x), self.y).backward()

    @torch.no_grad()
    def differences(self) -> list[torch.Tensor]:
        """Return all derivatives by two forward passes for each parameter."""
        found = []
        for p in self.model.parameters():
            place, gradient = p.view(-1), torch.empty(p.numel())
            for i, before in enumerate(place.tolist()):
                place[i] = before + EPSILON
                above = self.forward()
                place[i] = before - EPSILON
                gradient[i] = (above - self.forward()) / (2 * EPSILON)
                place[i] = before
            found.append(gradient.view_as(p))
        return found


def measure(settings: Settings) -> Cost:
    """Time one network on this machine; the time of finite differences is calculated from that of a forward pass."""
    bench = GradientBenchmark(settings.width, settings.depth)
    forward = fastest(bench.forward)
    return Cost(bench.parameters, forward, fastest(bench.backprop), 2 * bench.parameters * forward)


def growth(measurement: int) -> list[Cost]:
    """Time both ways on this machine for networks with two hidden layers of growing width.

    Parameters
    ----------
    measurement
        Number of the measurement; a new number starts a new one.
    """
    costs = []
    for width in WIDTHS:
        bench = GradientBenchmark(width, depth=2)
        forward, backprop = fastest(bench.forward), fastest(bench.backprop)
        costs.append(Cost(bench.parameters, forward, backprop, fastest(bench.differences)))
    return costs
