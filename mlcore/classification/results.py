"""Results of the classification lesson's experiments, without torch."""

from dataclasses import dataclass

import numpy as np

from mlcore.classification.settings import ClassificationSettings, ModesSettings
from mlcore.common.verdict import Verdict, judge_classes


@dataclass(frozen=True, eq=False)
class Snapshots:
    """Predictions at each of T snapshots, for the charts.

    Attributes
    ----------
    regions
        Over the square, 64x64 cells, rows x2, low to high: 85 k + round(84 p) for the likeliest class k and its
        probability p, uint8, shape (T, 64, 64).
    train_predictions
        Class of the training points that are shown, uint8, shape (T, n).
    val_predictions, test_predictions
        Class of all validation and of all test points, uint8, shape (T, 1000).
    class_maps
        Over the same square, 32x32 cells: 85 k + round(84 p) for each class k and its probability p, uint8, shape
        (T, C, 32, 32).
    hidden_weight, hidden_bias
        Parameters of the U hidden units that are drawn, float32, shapes (T, U, 2) and (T, U).
    output_weight, output_bias
        Parameters of the output units, as far as they belong to these, float32, shapes (T, C, U) and (T, C).
    """

    regions: np.ndarray
    train_predictions: np.ndarray
    val_predictions: np.ndarray
    test_predictions: np.ndarray
    class_maps: np.ndarray
    hidden_weight: np.ndarray
    hidden_bias: np.ndarray
    output_weight: np.ndarray
    output_bias: np.ndarray


@dataclass(frozen=True, eq=False)
class ClassificationResult:
    """A finished run; M points on a curve, T snapshots, C classes.

    Attributes
    ----------
    settings
        Settings of the run.
    curve_epochs
        Epochs of the curves, int64, shape (M,).
    losses, val_losses
        Mean cross-entropy (nats) over all training and over all validation points, shape (M,).
    accuracies, val_accuracies
        Share of the same points classified correctly, 0 to 1, shape (M,).
    snapshot_epochs
        Epochs at which ``snapshots`` were taken, some of ``curve_epochs``, int64, shape (T,).
    snapshots
        Predictions of the network at these epochs.
    final_loss
        Loss over all training points after the last step, ``losses[-1]``.
    test_accuracy, test_interval
        Share of the test points classified correctly after the last step, 0 to 1, and its Wilson 95 % interval.
    train_inputs, train_labels
        The first training points, at most 500, for the charts: float32 (n, 2) and uint8 (n,).
    val_inputs, val_labels, test_inputs, test_labels
        The validation and the test points: float32 (1000, 2) and uint8 (1000,).
    val_confusion, test_confusion
        The same points by true class (row) and prediction (column) after the last step, int64, shape (C, C).
    square
        The square that the charts show: least x1, least x2, side.
    parameters
        Number of weights and biases.
    state
        The parameters after the last step by name, float32: hidden.weight (H, 2), hidden.bias (H,),
        output.weight (C, H), output.bias (C,).
    """

    settings: ClassificationSettings
    curve_epochs: np.ndarray
    losses: np.ndarray
    val_losses: np.ndarray
    accuracies: np.ndarray
    val_accuracies: np.ndarray
    snapshot_epochs: np.ndarray
    snapshots: Snapshots
    final_loss: float
    test_accuracy: float
    test_interval: tuple[float, float]
    train_inputs: np.ndarray
    train_labels: np.ndarray
    val_inputs: np.ndarray
    val_labels: np.ndarray
    test_inputs: np.ndarray
    test_labels: np.ndarray
    val_confusion: np.ndarray
    test_confusion: np.ndarray
    square: tuple[float, float, float]
    parameters: int
    state: dict[str, np.ndarray]

    @property
    def verdict(self) -> Verdict:
        """How the run ended."""
        return judge_classes(self.losses, self.accuracies[-1], len(self.val_confusion))


@dataclass(frozen=True)
class BackwardMemory:
    """What one way of computing the logits stores for ``backward``.

    Attributes
    ----------
    requires_grad
        Whether ``backward`` could start from the logits.
    nodes
        Number of operations in their graph.
    kilobytes
        Size of the tensors that the forward pass saved for these operations and that are still in memory.
    same_again
        Whether the same points gave the same logits a second time.
    """

    requires_grad: bool
    nodes: int
    kilobytes: float
    same_again: bool


@dataclass(frozen=True, eq=False)
class ModesResult:
    """A trained network that classifies the same validation points many times.

    Attributes
    ----------
    settings
        Settings of the run.
    train_accuracies, eval_accuracies
        Accuracy on 500 validation points, 0 to 1, measured 30 times after ``model.train()`` and 30 times after
        ``model.eval()``, shape (30,).
    memory
        By the way of computing the logits of the validation points: "train()", "train(), no_grad()", "eval()",
        "eval(), no_grad()" and "eval(), detach()".
    final_loss
        Cross-entropy (nats) over all training points in evaluation mode.
    """

    settings: ModesSettings
    train_accuracies: np.ndarray
    eval_accuracies: np.ndarray
    memory: dict[str, BackwardMemory]
    final_loss: float
