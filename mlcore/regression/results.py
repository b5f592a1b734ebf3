"""Results of the regression lesson, without torch."""

from dataclasses import dataclass, replace

import numpy as np

from mlcore.common.verdict import Verdict
from mlcore.regression.settings import RegressionSettings as Settings

NAMES = {"linear": "linear model", "mlp": "MLP"}


@dataclass(frozen=True, eq=False)
class Fit:
    """What one model learned, with T snapshots, P places and V validation points.

    Attributes
    ----------
    losses
        Mean squared error over the training points: in each epoch the mean of its batches, each before its step; at
        last over all points after the last step. Shape (epochs + 1,).
    val_losses, val_maes
        Mean squared and mean absolute error over the validation points at the snapshots, shape (T,).
    surface
        Predictions over the plane, float16, shape (T, P).
    val_predictions
        Predictions at the validation points, float16, shape (T, V).
    test_loss, test_mae
        Mean squared and mean absolute error over the test points after the last step.
    parameters
        Number of weights and biases.
    verdict
        How the run ended.
    """

    losses: np.ndarray
    val_losses: np.ndarray
    val_maes: np.ndarray
    surface: np.ndarray
    val_predictions: np.ndarray
    test_loss: float
    test_mae: float
    parameters: int
    verdict: Verdict


@dataclass(frozen=True, eq=False)
class RegressionResult:
    """A finished run.

    Attributes
    ----------
    settings
        Settings of the run.
    snapshot_epochs
        Epochs of the snapshots, shape (T,).
    fits
        What each model learned, "linear" and "mlp", without one that diverged or that has not begun. At least one is
        there.
    diverged, diverged_losses
        Which model diverged and when, in words, and its loss in each epoch before that; empty if none did.
    final_loss
        The MLP's mean squared error over all training points after the last step, ``losses[-1]`` of it; nan without it.
    truth
        The surface without noise at the same places as ``Fit.surface``, shape (P,).
    x, y
        Training inputs, shape (N, D), and targets, shape (N,), as drawn.
    val_targets
        Shape (V,).
    strip
        Where the linear model's squared error over the training points is largest, see ``worst_strip``; zeros
        without it.
    largest_rate
        Learning rate above which plain gradient descent on the linear model diverges, see ``stable_below``.
    kinks, kink_heights
        For one input: where the pre-activation of each hidden unit is 0, and the MLP's prediction there, float16,
        shape (T, H); empty for two inputs, and without the MLP.
    dead_units
        Number of hidden units that are 0 at every training point after the last step: they no longer learn.
    advice
        State of the MLP at the end: "floor", "memorised", "useless", "slow" or "stuck"; empty without it, see
        ``advise``.
    """

    settings: Settings
    snapshot_epochs: np.ndarray
    fits: dict[str, Fit]
    diverged: str
    diverged_losses: np.ndarray
    final_loss: float
    truth: np.ndarray
    x: np.ndarray
    y: np.ndarray
    val_targets: np.ndarray
    strip: tuple[int, int, float, float]
    largest_rate: float
    kinks: np.ndarray
    kink_heights: np.ndarray
    dead_units: int
    advice: str

    @property
    def linear_loss(self) -> float:
        """The linear model's mean squared error over all training points after the last step."""
        return float(self.fits["linear"].losses[-1])

    @property
    def verdict(self) -> Verdict | None:
        """How the MLP's run ended, or that of the linear model if that one alone exploded; None without either."""
        verdicts = [
            replace(fit.verdict, model_name=NAMES[model]) for model, fit in sorted(self.fits.items(), reverse=True)
        ]
        return next((one for one in verdicts if one.ending == "exploded"), verdicts[0] if "mlp" in self.fits else None)
