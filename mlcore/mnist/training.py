"""Handwritten digits: run the lesson's program and look at what its network learned."""

import math
from functools import partial

import numpy as np
import torch
from torch import nn

from mlcore.common.program import render_program
from mlcore.common.running import ProgramRun, run_program
from mlcore.common.training import OnProgress, half_precision
from mlcore.mnist.network import Digits, evaluate
from mlcore.mnist.results import MAX_LIVE_DIGITS, MnistResult, SplitPredictions
from mlcore.mnist.settings import MnistSettings as Settings

MAX_CHECKPOINTS = 16
MAX_UNITS = 32


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> MnistResult:
    r"""Run the program of the lesson, and look at the kept states of its network.

    .. math:: L = -\frac{1}{N} \sum_i \log \frac{e^{z_{i, y_i}}}{\sum_k e^{z_{i, k}}}

    Parameters
    ----------
    settings
        Data, model, optimizer and length of the run. ``settings.seed`` determines the weights, the order of the images
        and their small moves; ``settings.data_seed`` determines the split.
    on_progress
        Called after every step with the curve "loss", one value per epoch so far. An exception raised in it stops the
        run. Its partial results measure a few digits only: all of them would take longer than the training.

    Raises
    ------
    Diverged
        If the loss stops being a finite number.
    DigitsUnavailable
        If the full data set is requested and cannot be downloaded.
    """
    settings.prepare()
    run = run_program(
        render_program(settings),
        MAX_CHECKPOINTS,
        on_progress=on_progress,
        partial_result=partial(result_of, settings, max_digits=MAX_LIVE_DIGITS),
        steps_per_epoch=math.ceil(settings.sizes[0] / settings.batch_size),
    )
    return result_of(settings, run)


@torch.no_grad()
def result_of(settings: Settings, run: ProgramRun, max_digits: int | None = None) -> MnistResult:
    """Return the result of a run, or of one that has not ended as if it ended now.

    Parameters
    ----------
    settings, run
        The run.
    max_digits
        How many digits of each part to look at; all of them if nothing is said.
    """
    names = run.names
    training, validation, test = (
        Digits(names[f"{part}_X"][:max_digits], names[f"{part}_y"][:max_digits]) for part in ("train", "val", "test")
    )
    places = names.get("test", range(len(names["labels"]), len(names["labels"]) + len(names["test_y"])))
    curves: dict[str, list[float]] = {"loss": [], "val_loss": [], "accuracy": [], "val_accuracy": []}
    path = []
    for model in run.models():
        record(curves, model, training, validation)
        path.append(first_layer(model))
    return MnistResult(
        settings=settings,
        snapshot_epochs=np.array(run.epochs),
        losses=np.array(curves["loss"]),
        val_losses=np.array(curves["val_loss"]),
        accuracies=np.array(curves["accuracy"]),
        val_accuracies=np.array(curves["val_accuracy"]),
        final_loss=curves["loss"][-1],
        validation=predictions_of(run.model, validation, names["val"][:max_digits]),
        test=predictions_of(run.model, test, np.array(places[:max_digits])),
        parameters=sum(parameter.numel() for parameter in run.model.parameters()),
        snapshots=np.stack(path),
        state={name: tensor.contiguous().numpy() for name, tensor in run.states[-1].items()},
    )


def predictions_of(model: nn.Module, digits: Digits, indices: np.ndarray) -> SplitPredictions:
    """Return what a network says to some digits."""
    _, logits = evaluate(model, digits)
    return SplitPredictions(
        indices=indices.astype(np.int32),
        labels=digits.labels.to(torch.uint8).numpy(),
        predictions=logits.argmax(1).to(torch.uint8).numpy(),
        probabilities=half_precision(logits.softmax(1)),
    )


def record(curves: dict[str, list[float]], model: nn.Module, training: Digits, validation: Digits) -> None:
    """Append one snapshot to the curves."""
    for prefix, digits in (("", training), ("val_", validation)):
        loss, logits = evaluate(model, digits)
        curves[f"{prefix}loss"].append(loss)
        curves[f"{prefix}accuracy"].append((logits.argmax(1) == digits.labels).float().mean().item())


@torch.no_grad()
def first_layer(model: nn.Module) -> np.ndarray:
    """Return the weights of the first units as images, float16, shape (units, height, width)."""
    weight = next(model.parameters())[:MAX_UNITS]
    return half_precision(weight.reshape(-1, *(weight.shape[2:] or (28, 28))))
