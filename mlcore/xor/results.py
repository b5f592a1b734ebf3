"""What the experiments of the XOR lesson return, without torch, so that charts can name it."""

from dataclasses import dataclass

import numpy as np

from mlcore.xor.settings import XorSeedsSettings, XorSettings, XorWidthsSettings


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


@dataclass(frozen=True, eq=False)
class XorSeedsResult:
    """K runs of one network from the seeds 0 to K - 1.

    Attributes
    ----------
    settings
        What was asked for.
    successes, interval
        How many seeds solve XOR, and Wilson's 95 % interval of their share.
    outcomes
        Outcome of each seed, one of ``OUTCOMES`` of the seeds, K of them.
    snapshot_epochs
        Epochs at which the losses were recorded, shape (T,).
    losses
        Mean binary cross-entropy (nats), float32, shape (T, K); not finite where a run diverged.
    dead
        How many hidden units of each network have a pre-activation of 0 or less at all four points, shape (K,).
    plateaus
        The least loss with one answer for 4, 3 and 2 of the points.
    examples
        At most 8 of the seeds that fail, some of each outcome and height of the loss, shape (E,).
    planes
        Output p of these at the centres of 40x40 cells as round(255 p), uint8, shape (E, 40, 40); rows are x2, low to
        high, columns x1, over the plane (-0.5, 1.5)^2.
    """

    settings: XorSeedsSettings
    successes: int
    interval: tuple[float, float]
    outcomes: list[str]
    snapshot_epochs: np.ndarray
    losses: np.ndarray
    dead: np.ndarray
    plateaus: dict[int, float]
    examples: np.ndarray
    planes: np.ndarray


@dataclass(frozen=True, eq=False)
class XorWidthsResult:
    """The finished runs of 4 activations and 8 widths.

    Attributes
    ----------
    settings
        What was asked for.
    successes
        For each activation how many seeds solve XOR with 1, 2, ..., 8 hidden units.
    intervals
        Wilson's 95 % intervals of the shares, in the same order.
    """

    settings: XorWidthsSettings
    successes: dict[str, list[int]]
    intervals: dict[str, list[tuple[float, float]]]
