"""Results of the experiments on training, validation and test set, without torch."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from mlcore.common.verdict import Verdict, judge_classes
from mlcore.test_set.settings import HIDDEN, SIZES, CellSettings, MapSettings, OverfitSettings


@dataclass(frozen=True, eq=False)
class CellResult:
    """A finished run of one network; T snapshots, n training points.

    Attributes
    ----------
    settings
        Settings of the run.
    snapshot_epochs
        Epochs of the snapshots, int64, shape (T,).
    losses, val_losses
        Mean cross-entropy (nats) over all training and over all validation points, shape (T,).
    accuracies, val_accuracies
        Share of the same points classified correctly, 0 to 1, shape (T,).
    regions
        Over the square, 64x64 cells, as in ``mlcore.classification.results.Snapshots``, uint8, shape (T, 64, 64).
    train_inputs, train_labels
        The training points: float32 (n, 2) and uint8 (n,).
    right
        Whether each training point is classified correctly, bool, shape (T, n).
    kept_epoch
        The epoch whose weights the program keeps: the last one, or with early stopping the best by validation loss.
    train_accuracy, val_accuracy
        Accuracy with the weights that are kept.
    gap
        ``train_accuracy`` minus ``val_accuracy``.
    test_accuracy, test_interval
        Share of the 1,000 test points that these weights classify correctly, and its Wilson 95 % interval.
    """

    settings: CellSettings
    snapshot_epochs: np.ndarray
    losses: np.ndarray
    val_losses: np.ndarray
    accuracies: np.ndarray
    val_accuracies: np.ndarray
    regions: np.ndarray
    train_inputs: np.ndarray
    train_labels: np.ndarray
    right: np.ndarray
    kept_epoch: int
    train_accuracy: float
    val_accuracy: float
    gap: float
    test_accuracy: float
    test_interval: tuple[float, float]

    @property
    def verdict(self) -> Verdict:
        """How the run ended."""
        return judge_classes(self.losses, self.accuracies[-1], 3)


@dataclass(frozen=True, eq=False)
class MapResult:
    """The accuracies of all networks of a map, perhaps of some only while the others train.

    Attributes
    ----------
    settings
        Settings of the run.
    accuracies, val_accuracies
        Share of the training and of the validation points classified correctly, by number of training points (row) and
        of hidden units (column), as ``SIZES`` and ``HIDDEN`` name them; not a number where there is none yet.
    """

    settings: MapSettings
    accuracies: np.ndarray
    val_accuracies: np.ndarray

    @classmethod
    def empty(cls, settings: MapSettings) -> Self:
        """Return a map of which no network is trained yet."""
        return cls(settings, *(np.full((len(SIZES), len(HIDDEN)), np.nan) for _ in range(2)))

    @property
    def gaps(self) -> np.ndarray:
        """Training minus validation accuracy."""
        return self.accuracies - self.val_accuracies


@dataclass(frozen=True)
class Chosen:
    """The best of all K candidates on one set of points.

    Attributes
    ----------
    number
        Index of the candidate, from 0.
    test, fresh
        Share of the test points and of 5,000 fresh points that it classifies correctly, 0 to 1.
    test_interval, fresh_interval
        Their Wilson 95 % intervals, which ignore the choice.
    """

    number: int
    test: float
    test_interval: tuple[float, float]
    fresh: float
    fresh_interval: tuple[float, float]


@dataclass(frozen=True, eq=False)
class OverfitResult:
    """The accuracies of K candidates, and of the best among them.

    Attributes
    ----------
    settings
        Settings of the run.
    val_accuracies, test_accuracies, fresh_accuracies
        Of every candidate, 0 to 1, shape (K,), on one validation set, one test set and 5,000 fresh points.
    by_test, by_validation
        The candidate that is best on this test set, and the one that is best on this validation set.
    repeats
        Number of pairs of a test and a validation set of this size; the next three are means over them.
    test_of_best, fresh_of_best
        Test and fresh accuracy of the best of k by test, for k = 1 to K, mean over all ways to take k of the
        candidates, shape (K,).
    test_of_honest
        Test accuracy of the best of k by validation, the same mean, shape (K,).
    optimism
        Test minus fresh accuracy of the best of all K by test, the same mean.
    """

    settings: OverfitSettings
    val_accuracies: np.ndarray
    test_accuracies: np.ndarray
    fresh_accuracies: np.ndarray
    by_test: Chosen
    by_validation: Chosen
    repeats: int
    test_of_best: np.ndarray
    fresh_of_best: np.ndarray
    test_of_honest: np.ndarray
    optimism: float
