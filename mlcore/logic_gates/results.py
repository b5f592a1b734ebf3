"""The result of training a sigmoid neuron on a gate. Charts import this module, so it does not import torch."""

import math
from dataclasses import dataclass

import numpy as np

from mlcore.common.verdict import Verdict, judge
from mlcore.logic_gates.certificates import CERTIFICATES
from mlcore.logic_gates.settings import GateSettings as Settings
from mlcore.logic_gates.truth_tables import TRUTH_TABLES

NEAR_LEAST_LOSS = 0.02
"""How near to its least loss a neuron has done all it can on a gate that it cannot compute."""


@dataclass(frozen=True, eq=False)
class GateSnapshots:
    """What the charts need at each of T epochs.

    Attributes
    ----------
    weight, bias
        The parameters, shapes (T, 2) and (T,).
    probabilities
        Output p at the four points of ``INPUTS``, shape (T, 4).
    plane
        Output p at the centres of 40x40 cells over (-0.5, 1.5)^2 as round(255 p), uint8, shape (T, 40, 40); rows are
        x2, low to high.
    """

    weight: np.ndarray
    bias: np.ndarray
    probabilities: np.ndarray
    plane: np.ndarray


@dataclass(frozen=True, eq=False)
class GateResult:
    """A finished run.

    Attributes
    ----------
    settings
        The settings of the run.
    losses
        Mean binary cross-entropy (nats) before each step and after the last one, shape (epochs + 1,).
    snapshot_epochs
        Epochs at which ``snapshots`` were taken, shape (T,).
    snapshots
        The path of the neuron.
    final_loss
        Loss after the last step, ``losses[-1]``.
    solved
        Whether all four points end on their right side of p = 0.5.
    """

    settings: Settings
    losses: np.ndarray
    snapshot_epochs: np.ndarray
    snapshots: GateSnapshots
    final_loss: float
    solved: bool

    @property
    def verdict(self) -> Verdict:
        """How the run ended: done if all points are right, or as near to a guess as any weights of XOR and XNOR are."""
        ones = sum(TRUTH_TABLES[self.settings.gate]) / 4
        guess = -sum(share * math.log(share) for share in (ones, 1 - ones) if share)
        rested = self.settings.gate in CERTIFICATES and self.final_loss < guess + NEAR_LEAST_LOSS
        return judge(self.losses, guess, done=self.solved or rested)
