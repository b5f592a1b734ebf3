"""The result of a digits run: arrays and numbers, no tensors. This module does not import torch."""

from dataclasses import dataclass

import numpy as np

from mlcore.mnist.settings import MnistSettings

MAX_LIVE_DIGITS = 200
"""How many digits of each part the pictures of a run that has not ended look at."""


@dataclass(frozen=True, eq=False)
class MnistResult:
    """A finished run; T snapshots, N test images.

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
    test_accuracy
        Share of the test images that the network classifies correctly after the last step, 0 to 1.
    test_interval
        Wilson's 95 % interval of that share.
    test_indices
        Indices of the test images in the data set, int32, shape (N,).
    test_labels, test_predictions
        True and predicted classes, 0 to 9, uint8, shape (N,).
    test_probabilities
        Predicted probability of each class, 0 to 1, float16, shape (N, 10).
    confusion
        Test images by true digit (row) and prediction (column), int64, shape (10, 10).
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
    test_accuracy: float
    test_interval: tuple[float, float]
    test_indices: np.ndarray
    test_labels: np.ndarray
    test_predictions: np.ndarray
    test_probabilities: np.ndarray
    confusion: np.ndarray
    parameters: int
    snapshots: np.ndarray
    state: dict[str, np.ndarray]
