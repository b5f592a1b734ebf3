"""The four points of XOR, and the plane around them."""

import torch

from mlcore.common.plane import cell_centres

INPUTS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
PLANE = (-0.5, 1.5)


def cells(across: int) -> torch.Tensor:
    """Return the centres of across x across cells over the plane, shape (across^2, 2), x1 running fastest."""
    return torch.from_numpy(cell_centres(*PLANE, across)).float().reshape(-1, 2)
