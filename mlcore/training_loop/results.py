"""Result of the lesson about the training loop, without torch."""

from dataclasses import dataclass

import numpy as np

from mlcore.training_loop.settings import TrainingLoopSettings as Settings


@dataclass(frozen=True, eq=False)
class TrainingLoopResult:
    """What the program's lists hold after a run.

    Attributes
    ----------
    settings
        Settings of the run.
    losses
        ``list_train_loss``: mean loss (nats) over the batches of each epoch, each before its step, shape (epochs,).
    val_losses, accuracies
        ``list_val_loss`` and ``list_acc``: loss and share of right answers over the validation digits after each epoch,
        shape (epochs,).
    steps
        Steps of the optimizer in all: epochs times batches.
    final_loss
        The last of ``losses``.
    test_accuracy
        Share of the test digits that are read right after the last epoch, 0 to 1.
    """

    settings: Settings
    losses: np.ndarray
    val_losses: np.ndarray
    accuracies: np.ndarray
    steps: int
    final_loss: float
    test_accuracy: float
