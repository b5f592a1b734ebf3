"""Overfitting the test set: choose the best of k networks by test or by validation accuracy, then test it again."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from mlcore.classification.point_sets import FRESH, TEST, TRAINING, VALIDATION, draw_points
from mlcore.classification.results import Chosen, OverfitResult
from mlcore.classification.settings import OverfitSettings as Settings
from mlcore.classification.training import Net, Points
from mlcore.common.statistics import wilson_interval
from mlcore.common.training import OnProgress, Progress

TRAIN_SIZE, SEEN, FRESH_SIZE, POOL = 200, 50, 5000, 20_000
HIDDEN, CLASSES = 16, 3
EPOCHS, LEARNING_RATE = 300, 0.02


class Candidates(nn.Module):
    """K networks 2-16-3 side by side: their parameters are stacked, so that one step moves them all.

    ``forward`` maps x, shape (N, 2) or (K, N, 2), to the logits of every network, shape (K, N, 3).
    """

    def __init__(self, networks: list[Net]) -> None:
        super().__init__()
        stacked, _ = torch.func.stack_module_state(networks)
        self.hidden_weight = nn.Parameter(stacked["hidden.weight"].transpose(1, 2))
        self.hidden_bias = nn.Parameter(stacked["hidden.bias"].unsqueeze(1))
        self.output_weight = nn.Parameter(stacked["output.weight"].transpose(1, 2))
        self.output_bias = nn.Parameter(stacked["output.bias"].unsqueeze(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.expand(len(self.hidden_bias), -1, -1)
        h = F.relu(torch.baddbmm(self.hidden_bias, x, self.hidden_weight))
        return torch.baddbmm(self.output_bias, h, self.output_weight)


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> OverfitResult:
    """Train the candidates on few points of the cardioids, then choose.

    Parameters
    ----------
    settings
        How many candidates, and how many points to test and to validate on. Candidates differ in their start weights
        and in which 50 of the 200 training points they see, both drawn by ``settings.seed``; ``settings.data_seed``
        draws the points.
    on_progress
        Called after every step with the curve "loss", the mean over all candidates; raising inside it stops the run.
    """
    training, validation, test, fresh = (
        draw_part(settings, count, part)
        for count, part in ((TRAIN_SIZE, TRAINING), (POOL, VALIDATION), (POOL, TEST), (FRESH_SIZE, FRESH))
    )
    networks, seen = [], []
    for number in range(settings.candidates):
        torch.manual_seed(1000 * settings.seed + number)
        networks.append(Net(HIDDEN, CLASSES))
        seen.append(torch.randperm(TRAIN_SIZE)[:SEEN])
    model = Candidates(networks)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    inputs, labels = training.inputs[torch.stack(seen)], training.labels[torch.stack(seen)]
    losses: list[float] = []

    for step in range(1, EPOCHS + 1):
        optimizer.zero_grad()
        logits = model(inputs)
        loss = F.cross_entropy(logits.flatten(0, 1), labels.flatten())
        (settings.candidates * loss).backward()  # each network gets the gradient of its own mean loss
        optimizer.step()

        losses.append(loss.item())
        if on_progress:
            on_progress(Progress(step, EPOCHS, {"loss": losses}))

    size = settings.test_size
    on_validation, on_test = accuracies(model, validation, size), accuracies(model, test, size)
    on_fresh = accuracies(model, fresh, FRESH_SIZE)[:, 0]
    shares = winning_shares(settings.candidates)
    test_of_best = shares @ by_rank(on_test, on_test)
    fresh_of_best = shares @ by_rank(on_test, np.broadcast_to(on_fresh[:, None], on_test.shape))
    return OverfitResult(
        settings=settings,
        val_accuracies=on_validation[:, 0],
        test_accuracies=on_test[:, 0],
        fresh_accuracies=on_fresh,
        by_test=chosen(int(on_test[:, 0].argmax()), on_test[:, 0], on_fresh, size),
        by_validation=chosen(int(on_validation[:, 0].argmax()), on_test[:, 0], on_fresh, size),
        repeats=on_test.shape[1],
        test_of_best=test_of_best,
        fresh_of_best=fresh_of_best,
        test_of_honest=shares @ by_rank(on_validation, on_test),
        optimism=float(test_of_best[-1] - fresh_of_best[-1]),
    )


def draw_part(settings: Settings, count: int, part: int) -> Points:
    """Return one part of the data; shuffle the labels if the settings say so."""
    inputs, labels = draw_points("cardioids", count, 0.0, settings.data_seed, part)
    if settings.shuffled:
        labels = np.random.default_rng([settings.data_seed, part]).permutation(labels)
    return Points(torch.from_numpy(inputs), torch.from_numpy(labels))


@torch.no_grad()
def accuracies(model: Candidates, points: Points, size: int) -> np.ndarray:
    """Cut points into R sets of one size; return the accuracy of each candidate on each set, shape (K, R)."""
    sets = len(points.labels) // size
    right = [
        (model(inputs).argmax(2) == labels)  # 500 points at a time: all together would need much memory
        for inputs, labels in zip(points.inputs.split(500), points.labels.split(500), strict=True)
    ]
    return torch.cat(right, dim=1)[:, : sets * size].unflatten(1, (sets, size)).double().mean(2).numpy()


def chosen(number: int, on_test: np.ndarray, on_fresh: np.ndarray, test_size: int) -> Chosen:
    """Return the accuracies of one candidate with their intervals."""
    return Chosen(
        number=number,
        test=float(on_test[number]),
        test_interval=wilson_interval(round(on_test[number] * test_size), test_size),
        fresh=float(on_fresh[number]),
        fresh_interval=wilson_interval(round(on_fresh[number] * FRESH_SIZE), FRESH_SIZE),
    )


def by_rank(score: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Return the value of the best, second best, ... candidate by score, mean over the sets, shape (K,).

    Parameters
    ----------
    score, value
        One number a candidate and set of points, shape (K, R); of equal scores the first candidate's counts as better.
    """
    return np.take_along_axis(value, np.argsort(-score, axis=0, kind="stable"), axis=0).mean(axis=1)


def winning_shares(count: int) -> np.ndarray:
    r"""Return how often the candidate of each rank is the best of k, over all ways to take k of K, shape (K, K).

    Row k - 1 and column j hold the share of rank j (from 0): it wins if it is taken and none of the j better ones is.

    .. math:: P_k(j) = \binom{K - 1 - j}{k - 1} \Big/ \binom{K}{k}
    """
    ranks, sizes = range(count), range(1, count + 1)
    return np.array([[math.comb(count - 1 - j, k - 1) / math.comb(count, k) for j in ranks] for k in sizes])
