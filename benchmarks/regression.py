"""The regression lesson's program at batch 128 against a student's and scikit-learn's: python -m benchmarks.regression

The course's net, 2-200-1, on its 1,600 points. The student reads the *same* batches through a ``DataLoader`` and
looks at the validation points every epoch; the losses must come out the same. The loader collects every batch point
by point, which costs more than the training itself.

scikit-learn's ``MLPRegressor`` runs the same net, batch size and epochs with plain SGD on one thread. Its
backpropagation is written by hand in NumPy, without autograd and without an optimizer that works for any model; but
it checks and slices its input at every step. At this size both spend most of a step outside of the arithmetic, and
they come out about alike.
"""

import warnings
from typing import Any

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor
from threadpoolctl import threadpool_limits
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.timing import in_turn, report
from mlcore.common.program import render_program
from mlcore.common.running import run_program
from mlcore.regression.settings import RegressionSettings

SETTINGS = RegressionSettings(batch_size=128, epochs=20)
PROGRAM = render_program(SETTINGS)
START: dict[str, Any] = {}
exec(PROGRAM.text.partition("# ====== Train ====== #")[0], START)
TRAIN_X, TRAIN_Y, VAL_X, VAL_Y = (START[name] for name in ("train_X", "train_y", "val_X", "val_y"))


def ours() -> list[float]:
    """Train as the lesson does and return the loss of each epoch."""
    return run_program(PROGRAM, 2).losses


class SameBatches:
    """The batches that ``ours`` draws, an epoch each time they are asked for."""

    def __len__(self) -> int:
        return -(-len(TRAIN_X) // SETTINGS.batch_size)

    def __iter__(self):
        return iter([batch.tolist() for batch in torch.randperm(len(TRAIN_X)).split(SETTINGS.batch_size)])


def student() -> list[float]:
    """Train the same net through DataLoaders, validating every epoch, and return the loss of each epoch."""
    torch.manual_seed(SETTINGS.seed)
    model = START["MLPModel"](in_dim=2, out_dim=1, hid_dim=SETTINGS.hidden)
    optimizer = optim.SGD(model.parameters(), lr=SETTINGS.learning_rate)
    criterion = nn.MSELoss()
    generator = torch.Generator()  # of the workers that are not used: the loaders draw nothing from the common one
    training = DataLoader(TensorDataset(TRAIN_X, TRAIN_Y), batch_sampler=SameBatches(), generator=generator)
    validation = DataLoader(TensorDataset(VAL_X, VAL_Y), batch_size=SETTINGS.batch_size, generator=generator)
    losses = []
    for _ in range(SETTINGS.epochs):
        model.train()
        train_loss = 0.0
        for x, y in training:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            train_loss += loss.item()
        losses.append(train_loss / len(training))
        model.eval()
        with torch.no_grad():
            val_loss = 0.0
            for x, y in validation:
                val_loss += criterion(model(x), y).item() * len(x)
    return losses


def scikit_learn() -> None:
    """Train the same net with scikit-learn for as many epochs."""
    model = MLPRegressor(
        hidden_layer_sizes=(SETTINGS.hidden,),
        solver="sgd",
        alpha=0,
        batch_size=SETTINGS.batch_size,
        learning_rate_init=SETTINGS.learning_rate,
        max_iter=SETTINGS.epochs,
        tol=0,
        n_iter_no_change=SETTINGS.epochs,
        momentum=0,
        random_state=SETTINGS.seed,
    )
    model.fit(TRAIN_X.numpy(), TRAIN_Y[:, 0].numpy())


def main() -> None:
    torch.set_num_threads(1)
    difference = np.abs(np.array(ours()) - student()).max()
    print(f"largest difference between our losses and the student's over {SETTINGS.epochs} epochs: {difference:g}")
    report(f"{SETTINGS.epochs} epochs at batch 128, ours against a student's", *in_turn(ours, student, 7), "at least 2")
    what = f"{SETTINGS.epochs} epochs at batch 128, ours against scikit-learn's"
    report(what, *in_turn(ours, scikit_learn, 7), "none, reported")


if __name__ == "__main__":
    warnings.simplefilter("ignore", ConvergenceWarning)
    with threadpool_limits(1):
        main()
