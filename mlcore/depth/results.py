"""Results of the experiments on depth: arrays and numbers, no tensors. This module does not import torch."""

from dataclasses import dataclass

import numpy as np

from mlcore.common.verdict import Verdict, judge_classes
from mlcore.depth.settings import ResidualSettings, VanishingSettings


@dataclass(frozen=True, eq=False)
class VanishingResult:
    """Gradients of networks with every activation and start.

    Attributes
    ----------
    settings
        The settings of the run.
    norms
        By activation and start: the length of the gradient of each layer's weight matrix, shape (depth + 1,).
    parameters
        How many weights and biases the network has.
    ratio
        Length in the first layer over that in the last, of the chosen network.
    """

    settings: VanishingSettings
    norms: dict[str, dict[str, np.ndarray]]
    parameters: int
    ratio: float


@dataclass(frozen=True, eq=False)
class ResidualResult:
    """Three networks on the same 1,000 training digits; by network: "shallow", "plain" and "skips".

    Of a run that goes on, some networks may be missing; numbers that were not measured yet are not a number.

    Attributes
    ----------
    losses
        Mean cross-entropy (nats) over all training digits before the first and after every epoch, shape (epochs + 1,).
    errors
        Error rate on the training digits, 0 to 1, shape (epochs + 1,).
    final_loss
        That of the network with skip connections after the last step, ``losses["skips"][-1]``.
    """

    settings: ResidualSettings
    losses: dict[str, np.ndarray]
    errors: dict[str, np.ndarray]
    final_loss: float

    @property
    def is_whole(self) -> bool:
        """Whether all three networks have come to their end."""
        return len(self.errors) == 3 and not any(np.isnan(curve).any() for curve in self.errors.values())

    @property
    def best(self) -> Verdict:
        """How the network ended that reads most of its digits right."""
        best = min(self.errors, key=lambda name: self.errors[name][-1])
        return judge_classes(self.losses[best], 1 - self.errors[best][-1], 10)
