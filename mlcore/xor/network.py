"""The four points of XOR, and the plane around them, as tensors."""

import torch

from mlcore.common.plane import cell_centres
from mlcore.xor import points
from mlcore.xor.points import PLANE

INPUTS = torch.from_numpy(points.INPUTS).float()
TARGETS = torch.from_numpy(points.TARGETS).float()[:, None]


def cells(across: int) -> torch.Tensor:
    """Return the centres of across x across cells over the plane, shape (across^2, 2), x1 running fastest."""
    return torch.from_numpy(cell_centres(*PLANE, across)).float().reshape(-1, 2)
