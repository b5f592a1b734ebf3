"""Overfitting the test set: choose the best of k networks by test or by validation accuracy, then test it again."""

import math
from functools import partial

import numpy as np
import torch

from mlcore.common.program import render_program
from mlcore.common.running import ProgramRun, run_program
from mlcore.common.statistics import wilson_interval
from mlcore.common.training import OnProgress
from mlcore.test_set.results import Chosen, OverfitResult
from mlcore.test_set.settings import OverfitSettings as Settings

FRESH_SIZE = 5000
CHUNK = 500


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> OverfitResult:
    """Run the program that trains all candidates together on few points of the cardioids, then choose.

    Parameters
    ----------
    settings
        How many candidates, and how many points to test and to validate on. Candidates differ in their start weights
        and in which 50 of the 200 training points they see, both drawn by ``settings.seed``; ``settings.data_seed``
        draws the points.
    on_progress
        Called after every step; raising inside it stops the run. Its partial results use one pair of a test and a
        validation set only: all of them would take too long.
    """
    run = run_program(
        render_program(settings), 2, on_progress=on_progress, partial_result=partial(so_far, settings), curve=""
    )
    return result_of(settings, *(run.names[f"{part}_accuracies"] for part in ("val", "test", "fresh")))


@torch.no_grad()
def so_far(settings: Settings, run: ProgramRun) -> OverfitResult:
    """Return the result as if the run ended now, measured on the first test and validation set alone."""
    *_, model = run.models()
    found = []
    for part, size in (("val", settings.test_size), ("test", settings.test_size), ("fresh", FRESH_SIZE)):
        x, y = run.names[f"{part}_X"][:size], run.names[f"{part}_y"][:size]
        answers = [model(some.expand(settings.candidates, -1, -1)).argmax(dim=2) for some in x.split(CHUNK)]
        found.append((torch.cat(answers, dim=1) == y).double().mean(dim=1).numpy())
    on_validation, on_test, on_fresh = found
    return result_of(settings, on_validation[:, None], on_test[:, None], on_fresh)


def result_of(
    settings: Settings, on_validation: np.ndarray, on_test: np.ndarray, on_fresh: np.ndarray
) -> OverfitResult:
    """Return what follows from the accuracies of the candidates: on R validation and test sets, and on fresh points."""
    size = settings.test_size
    shares = winning_shares(settings.candidates)
    return OverfitResult(
        settings=settings,
        val_accuracies=on_validation[:, 0],
        test_accuracies=on_test[:, 0],
        fresh_accuracies=on_fresh,
        by_test=chosen(int(on_test[:, 0].argmax()), on_test[:, 0], on_fresh, size),
        by_validation=chosen(int(on_validation[:, 0].argmax()), on_test[:, 0], on_fresh, size),
        repeats=on_test.shape[1],
        test_of_best=shares @ by_rank(on_test, on_test),
        fresh_of_best=shares @ by_rank(on_test, np.broadcast_to(on_fresh[:, None], on_test.shape)),
        test_of_honest=shares @ by_rank(on_validation, on_test),
        optimism=float(on_test.max(axis=0).mean() - on_fresh[on_test.argmax(axis=0)].mean()),
    )


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
