r"""A curve built from bumps: two sigmoid units make a bump, and a row of bumps follows any continuous curve.

.. math:: \hat y(x) = \sum_k h_k \, [\sigma(s (x - a_k)) - \sigma(s (x - a_{k+1}))]

Source: G. Cybenko, Mathematics of Control, Signals and Systems 2 (1989), for the theorem, which bumps show.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlcore.regression.settings import BumpsSettings as Settings

ENDS = (0.0, 10.0)
PLACES = 201
"""At so many evenly spaced x a sum of bumps is compared with its curve."""

STAIRS = (0.0, 1.0, 2.0, -1.0, 0.5)
"""Heights of a curve of five steps, as wide as the five bumps."""


def wave(x: np.ndarray) -> np.ndarray:
    r"""Return :math:`2 \sin(\pi x / 5)`: one whole wave."""
    return 2 * np.sin(np.pi * x / 5)


def hill(x: np.ndarray) -> np.ndarray:
    r"""Return :math:`2.5 \, e^{-(x - 5)^2 / 4} - 0.5`."""
    return 2.5 * np.exp(-((x - 5) ** 2) / 4) - 0.5


def stairs(x: np.ndarray) -> np.ndarray:
    """Return five level steps, each 2 wide."""
    steps = np.clip(x / 2, 0, len(STAIRS) - 1).astype(int)
    return np.array(STAIRS)[steps]


TARGETS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"wave": wave, "hill": hill, "stairs": stairs}


@dataclass(frozen=True, eq=False)
class BumpsResult:
    """A sum of bumps beside the curve that it is to follow.

    Attributes
    ----------
    x, target, total
        Places, the curve there, and the sum of the bumps, shape (201,).
    error
        Root of the mean squared difference of the two.
    """

    settings: Settings
    x: np.ndarray
    target: np.ndarray
    total: np.ndarray
    error: float


def run(settings: Settings) -> BumpsResult:
    """Add up the bumps of the settings and compare them with their curve."""
    x = places()
    target, total = TARGETS[settings.target](x), bumps(x, len(settings.heights), settings.steepness) @ settings.heights
    return BumpsResult(settings=settings, x=x, target=target, total=total, error=rms(total - target))


def places() -> np.ndarray:
    """Return the x at which a sum is compared with its curve."""
    return np.linspace(*ENDS, PLACES)


def bumps(x: np.ndarray, count: int, steepness: float) -> np.ndarray:
    """Return bumps of height 1 side by side, shape (len(x), count): each the difference of two sigmoids."""
    edges = np.linspace(*ENDS, count + 1)
    sides = 1 / (1 + np.exp(-steepness * (x[:, None] - edges)))
    return sides[:, :-1] - sides[:, 1:]


def rms(differences: np.ndarray) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.mean(differences**2)))


def smallest_error(target: str, count: int, steepness: float) -> float:
    """Return the error of as many bumps with the best heights for a curve, found by least squares."""
    x = places()
    shapes, curve = bumps(x, count, steepness), TARGETS[target](x)
    heights = np.linalg.lstsq(shapes, curve, rcond=None)[0]
    return rms(shapes @ heights - curve)
