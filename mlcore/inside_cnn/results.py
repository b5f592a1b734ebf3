"""Results of the experiments on the inside of a CNN: arrays and numbers. This module does not import torch."""

from dataclasses import dataclass

import numpy as np

from mlcore.inside_cnn.settings import FoolingSettings, OcclusionSettings, ShiftedDigitsSettings


@dataclass(frozen=True, eq=False)
class OcclusionResult:
    """Feature maps, probabilities and occlusion map of a trained CNN for one digit.

    Attributes
    ----------
    image
        The digit, 0 (paper) to 1 (ink), shape (28, 28).
    filters
        Weights of the first layer, shape (16, 5, 5).
    first_maps, second_maps
        Feature maps of both layers after pooling and ReLU, shapes (16, 12, 12) and (32, 4, 4).
    probabilities
        Probabilities of the ten classes, shape (10,).
    occluded
        Probability of the correct class with the patch centred on each pixel, 0 to 1, shape (28, 28).
    lowest
        The smallest of those.
    read_there
        The digit that the network reads with the patch at that place.
    """

    settings: OcclusionSettings
    image: np.ndarray
    filters: np.ndarray
    first_maps: np.ndarray
    second_maps: np.ndarray
    probabilities: np.ndarray
    occluded: np.ndarray
    lowest: float
    read_there: int


@dataclass(frozen=True, eq=False)
class ShiftedDigitsResult:
    """Accuracies of an MLP and a CNN on the same validation digits; S shifts. While they are trained, some are missing.

    Attributes
    ----------
    shifts
        In pixels.
    accuracies
        By network, "mlp" and "cnn": accuracy at each shift, 0 to 1, shape (S,).
    intervals
        Wilson's 95 % intervals of these accuracies, shape (S, 2).
    only
        By network: how many digits only this one reads right at each shift, shape (S,); empty for one network alone.
    permuted_accuracies, permuted_intervals
        By network: accuracy after training on permuted pixels, and its interval.
    parameters
        By network, its number of weights and biases.
    examples
        The first digit that both networks read correctly, at each shift, uint8, shape (S, 28, 28).
    permuted_example
        The same digit with its pixels permuted, uint8, shape (28, 28).
    example_label
        Its class.
    example_predictions
        By network: predicted class of the example at each shift, shape (S,).
    """

    settings: ShiftedDigitsSettings
    shifts: list[int]
    accuracies: dict[str, np.ndarray]
    intervals: dict[str, np.ndarray]
    only: dict[str, np.ndarray]
    permuted_accuracies: dict[str, float]
    permuted_intervals: dict[str, tuple[float, float]]
    parameters: dict[str, int]
    examples: np.ndarray
    permuted_example: np.ndarray
    example_label: int
    example_predictions: dict[str, np.ndarray]

    @property
    def moved_accuracy(self) -> float:
        """The accuracy of the CNN at a shift of 4 pixels."""
        return float(self.accuracies["cnn"][4])


@dataclass(frozen=True, eq=False)
class FoolingResult:
    """A digit changed by each step size from 0 to S - 1 grey levels, and how a trained network reads it.

    Attributes
    ----------
    image
        The digit as it is, grey values 0 to 255, uint8, shape (28, 28).
    gradient
        Derivative of the loss by each pixel of that digit, shape (28, 28).
    images
        The changed digits, grey values 0 to 255, uint8, shape (S, 28, 28).
    probabilities
        How the network reads them, shape (S, 10).
    random
        The same for random signs of the same sizes, shape (S, 10).
    smallest
        The smallest step size at which the network reads the target, or -1.
    smallest_at_once
        The same where the change is made in a single step along the gradient.
    """

    settings: FoolingSettings
    image: np.ndarray
    gradient: np.ndarray
    images: np.ndarray
    probabilities: np.ndarray
    random: np.ndarray
    smallest: int
    smallest_at_once: int
