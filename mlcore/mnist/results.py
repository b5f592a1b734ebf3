"""The result of a digits run: arrays and numbers, no tensors. This module does not import torch."""

from dataclasses import dataclass

import numpy as np

from mlcore.common.statistics import wilson_interval
from mlcore.common.verdict import Verdict, judge_classes
from mlcore.mnist.settings import MnistSettings

MAX_LIVE_DIGITS = 200
"""How many digits of each part the partial results of a run measure."""


@dataclass(frozen=True, eq=False)
class SplitPredictions:
    """What a network says to the digits of one part of the split, N images.

    Attributes
    ----------
    indices
        Of the images in the data set, int32, shape (N,).
    labels, predictions
        True and predicted classes, 0 to 9, uint8, shape (N,).
    probabilities
        Predicted probability of each class, 0 to 1, float16, shape (N, 10).
    """

    indices: np.ndarray
    labels: np.ndarray
    predictions: np.ndarray
    probabilities: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """Whether each prediction is right, bool, shape (N,)."""
        return self.predictions == self.labels

    @property
    def accuracy(self) -> float:
        """The share of right predictions, 0 to 1."""
        return int(self.right.sum()) / len(self.labels)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of that share."""
        return wilson_interval(int(self.right.sum()), len(self.labels))

    @property
    def confusion(self) -> np.ndarray:
        """The images by true digit (row) and prediction (column), int64, shape (10, 10)."""
        return np.bincount(10 * self.labels.astype(int) + self.predictions, minlength=100).reshape(10, 10)


@dataclass(frozen=True, eq=False)
class MnistResult:
    """A finished run; T snapshots.

    Attributes
    ----------
    settings
        The settings of the run.
    snapshot_epochs
        Epochs of the snapshots, int64, shape (T,).
    losses, val_losses
        Mean cross-entropy (nats) over all unmoved training images and over all validation images, shape (T,).
    accuracies, val_accuracies
        Share of these images that the network classifies correctly, 0 to 1, shape (T,).
    final_loss
        Loss over all training images after the last step, ``losses[-1]``.
    validation, test
        What the network says to these digits after the last step.
    parameters
        Number of weights and biases of the network.
    snapshots
        Weights of the first layer as images, float16, shape (T, units, height, width): 10 units of 28x28 pixels
        (linear), the first 32 hidden units or fewer of 28x28 (mlp), 16 filters of 5x5 (cnn).
    state
        The parameters after the last step by name, float32; ``build(...).load_state_dict`` takes them as tensors.
    """

    settings: MnistSettings
    snapshot_epochs: np.ndarray
    losses: np.ndarray
    val_losses: np.ndarray
    accuracies: np.ndarray
    val_accuracies: np.ndarray
    final_loss: float
    validation: SplitPredictions
    test: SplitPredictions
    parameters: int
    snapshots: np.ndarray
    state: dict[str, np.ndarray]

    @property
    def verdict(self) -> Verdict:
        """How the run ended."""
        return judge_classes(self.losses, self.accuracies[-1], 10)

    @property
    def test_accuracy(self) -> float:
        """The share of the test images that the network classifies correctly after the last step, 0 to 1."""
        return self.test.accuracy

    @property
    def test_interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of that share."""
        return self.test.interval
