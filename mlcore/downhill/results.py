"""Results of the downhill lesson's race, without torch."""

import math
from dataclasses import dataclass

import numpy as np

from mlcore.common.verdict import Verdict, judge
from mlcore.downhill.settings import RaceSettings, Y


@dataclass(frozen=True, eq=False)
class RaceResult:
    """A race; numbers of an optimizer that flew away may be infinite or no numbers.

    Of a race that goes on, an optimizer that has not come to its end has fewer losses, and its path ends at one place.

    Attributes
    ----------
    settings
        The settings of the race.
    snapshot_epochs
        Epochs at which the weights were looked at, shape (T,).
    paths
        By optimizer, both weights at these epochs, shape (T, 2).
    losses
        By optimizer, mean squared error before each step and after the last one, shape (epochs + 1,).
    """

    settings: RaceSettings
    snapshot_epochs: np.ndarray
    paths: dict[str, np.ndarray]
    losses: dict[str, np.ndarray]

    @property
    def final_loss(self) -> float:
        """The loss of ``settings.optimizer`` after its last step; of one that has not begun, no number."""
        return float([math.nan, *self.losses[self.settings.optimizer]][-1])

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """How each optimizer that has come to its end ended, beside a neuron that gives both points one answer."""
        ended = {name: losses for name, losses in self.losses.items() if len(losses) > self.settings.epochs}
        return {name: judge(losses, float(np.var(Y))) for name, losses in ended.items()}
