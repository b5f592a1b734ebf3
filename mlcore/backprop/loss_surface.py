"""A slice of the loss of a 2-2-1 network on XOR, and the path that training takes over it."""

from functools import partial

import numpy as np
import torch
from torch import nn

from mlcore.backprop.results import LossSurfaceResult
from mlcore.backprop.settings import PLACES
from mlcore.backprop.settings import LossSurfaceSettings as Settings
from mlcore.common.program import fill
from mlcore.common.training import ACTIVATIONS, OnProgress
from mlcore.common.watching import Watched, watch
from mlcore.xor.network import INPUTS, TARGETS

MAX_SNAPSHOTS = 31
CELLS = 48
MARGIN = 2.0


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> LossSurfaceResult:
    """Run the lesson's program, which trains on all four points at once; look at the loss around every snapshot.

    Parameters
    ----------
    settings
        Activation, optimizer and length of the run, and the slice; ``settings.seed`` draws weights and directions.
    on_progress
        Called after every step; raising inside it stops the run.

    Raises
    ------
    Diverged
        If the loss stops being a finite number.
    """
    run = watch(fill(settings), MAX_SNAPSHOTS, on_progress=on_progress, picture=partial(result_of, settings))
    return result_of(settings, run)


def result_of(settings: Settings, run: Watched) -> LossSurfaceResult:
    """Return the result of a run, or of one that has not ended as if it ended now."""
    places = [place(model) for model in run.models()]
    with torch.no_grad():
        loss = run.names["loss_function"](run.model(INPUTS), TARGETS).item()
    return seen(settings, np.array([*run.losses, loss]), np.array(run.epochs), np.array(places))


def place(model: nn.Sequential) -> np.ndarray:
    """Return all nine parameters as one vector."""
    return nn.utils.parameters_to_vector(model.parameters()).detach().double().numpy()


def seen(settings: Settings, losses: np.ndarray, keep: np.ndarray, places: np.ndarray) -> LossSurfaceResult:
    """Return the run with the loss on the slice around each snapshot; places of shape (T, 9)."""
    axes = directions(settings.directions, settings.seed)
    path = places @ axes.T
    low, high = square(path)
    steps = (np.arange(CELLS) + 0.5) / CELLS
    across, up = np.meshgrid(low[0] + steps * (high - low)[0], low[1] + steps * (high - low)[1])
    cells = np.stack([across, up], axis=-1)
    surfaces = [
        loss_at(at + (cells - seen_at) @ axes, settings.activation) for at, seen_at in zip(places, path, strict=True)
    ]
    return LossSurfaceResult(
        settings, losses, keep, path, low, high, np.array(surfaces, dtype=np.float32), float(losses[-1])
    )


def directions(name: str, seed: int) -> np.ndarray:
    """Return two directions of length 1 at a right angle, shape (2, 9): those of two parameters, or random ones.

    Raises
    ------
    ValueError
        If there are no such directions.
    """
    if name == "random":
        return np.linalg.qr(np.random.default_rng(seed).standard_normal((9, 2)))[0].T
    if name not in PLACES:
        raise ValueError(f"name must be one of {', '.join(PLACES)} or random, got {name!r}")
    return np.eye(9)[list(PLACES[name])]


def square(path: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return two corners of a square around a path, shape (T, 2), with a margin on every side."""
    centre = (path.min(axis=0) + path.max(axis=0)) / 2
    reach = np.ptp(path, axis=0).max() / 2 + MARGIN
    return centre - reach, centre + reach


def loss_at(parameters: np.ndarray, activation: str) -> np.ndarray:
    """Return the loss of many networks at once: parameters of shape (..., 9), losses of shape (...)."""
    p = torch.from_numpy(parameters)
    weight = p[..., :4].unflatten(-1, (2, 2))
    h = ACTIVATIONS[activation]()(INPUTS.double() @ weight.mT + p[..., None, 4:6])
    logits = (h @ p[..., 6:8, None])[..., 0] + p[..., 8:]
    losses = nn.functional.binary_cross_entropy_with_logits(
        logits, TARGETS[:, 0].double().expand_as(logits), reduction="none"
    )
    return losses.mean(dim=-1).numpy()
