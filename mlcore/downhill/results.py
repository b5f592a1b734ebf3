"""Results of the downhill lesson's race, without torch."""

from dataclasses import dataclass

import numpy as np

from mlcore.downhill.settings import RaceSettings


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
    final_loss
        That of ``settings.optimizer`` after the last step.
    """

    settings: RaceSettings
    snapshot_epochs: np.ndarray
    paths: dict[str, np.ndarray]
    losses: dict[str, np.ndarray]
    final_loss: float
