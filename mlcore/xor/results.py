"""What the experiments of the XOR lesson return, without torch, so that charts can name it."""

import math
from dataclasses import dataclass

import numpy as np

from mlcore.common.verdict import Verdict, judge
from mlcore.xor.settings import XorSettings


@dataclass(frozen=True, eq=False)
class Snapshots:
    """What the charts need at each of T epochs, all over the plane (-0.5, 1.5)^2.

    Attributes
    ----------
    hidden_weight, hidden_bias, output_weight, output_bias
        The parameters, shapes (T, H, 2), (T, H), (T, H) and (T,).
    probabilities
        Output p at the four points of ``INPUTS``, shape (T, 4).
    plane
        Output p at the centres of 40x40 cells as round(255 p), uint8, shape (T, 40, 40); rows are x2, low to high.
    pre_activations
        Pre-activation w.x + b of each hidden unit at the centres of 24x24 cells, float16, shape (T, H, 24, 24).
    folded_points
        Hidden activations at the four points, shape (T, 4, H).
    folded_grid
        Hidden activations along 7 lines of constant x1, then 7 of constant x2, of 13 points each,
        float16, shape (T, 14, 13, H).
    """

    hidden_weight: np.ndarray
    hidden_bias: np.ndarray
    output_weight: np.ndarray
    output_bias: np.ndarray
    probabilities: np.ndarray
    plane: np.ndarray
    pre_activations: np.ndarray
    folded_points: np.ndarray
    folded_grid: np.ndarray


@dataclass(frozen=True, eq=False)
class XorResult:
    """A finished run.

    Attributes
    ----------
    settings
        What was asked for.
    losses
        Mean binary cross-entropy (nats) before each step and after the last one, shape (epochs + 1,).
    snapshot_epochs
        Epochs at which ``snapshots`` were taken, shape (T,).
    snapshots
        The path of the network.
    final_loss
        Loss after the last step, ``losses[-1]``.
    solved
        Whether all four points end on their right side of p = 0.5.
    """

    settings: XorSettings
    losses: np.ndarray
    snapshot_epochs: np.ndarray
    snapshots: Snapshots
    final_loss: float
    solved: bool

    @property
    def verdict(self) -> Verdict:
        """How the run ended: done if all four points are right."""
        return judge(self.losses, math.log(2), done=self.solved)
