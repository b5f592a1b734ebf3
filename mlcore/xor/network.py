"""The four points of XOR and the network that learns them."""

import torch
from torch import nn

from mlcore.common.plane import cell_centres
from mlcore.common.training import ACTIVATIONS

INPUTS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
PLANE = (-0.5, 1.5)


class Net(nn.Module):
    r"""Two inputs, H hidden units, one output: the model of the lesson's program with names for its layers.

    .. math:: h = \varphi(W_1 x + b_1), \qquad z = w_2 \cdot h + b_2, \qquad p = \sigma(z)

    ``forward`` maps x, shape (N, 2), to the logits z, shape (N, 1); the loss applies the sigmoid.
    """

    def __init__(self, hidden: int, activation: str) -> None:
        super().__init__()
        self.hidden = nn.Linear(2, hidden)
        self.activation = ACTIVATIONS[activation]()
        self.output = nn.Linear(hidden, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.output(self.activation(self.hidden(x)))


def cells(across: int) -> torch.Tensor:
    """Return the centres of across x across cells over the plane, shape (across^2, 2), x1 running fastest."""
    return torch.from_numpy(cell_centres(*PLANE, across)).float().reshape(-1, 2)
