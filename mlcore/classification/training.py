"""Run the program of a network 2-H-C with cross-entropy; draw what it learned, and count the test points at the end."""

import copy
import math
from functools import partial
from typing import Any

import numpy as np
import torch

from mlcore.classification.point_sets import square_of
from mlcore.classification.results import ClassificationResult, Snapshots
from mlcore.classification.settings import ClassificationSettings as Settings
from mlcore.common.plane import cell_centres
from mlcore.common.program import render_program
from mlcore.common.running import ProgramRun, run_program
from mlcore.common.statistics import wilson_interval
from mlcore.common.training import OnProgress, snapshot_epochs

MAX_SHOWN = 500
MAX_SNAPSHOTS = 21
MAX_CURVE_POINTS = 101
MAX_DRAWN = 8
"""Hidden units that a picture of the network has room for."""
CELLS = 64
CHUNK = 512
"""Points that are asked about at a time: the hidden units of more would not fit into a processor's cache."""


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> ClassificationResult:
    r"""Run the lesson's program; measure validation accuracy along the run and test accuracy at its end.

    .. math:: L = -\frac{1}{N} \sum_i \log \frac{e^{z_{i, y_i}}}{\sum_k e^{z_{i, k}}}

    An epoch goes once through the training points. Each iteration, or step, takes one batch and updates all weights
    once. With all points in one batch this is plain gradient descent, although the optimizer is called SGD.

    Parameters
    ----------
    settings
        Data, size, optimizer and length of the run; ``settings.seed`` draws the weights, the batches and what dropout
        leaves out, ``settings.data_seed`` draws the points.
    on_progress
        Called after every step with the curve "loss"; raising inside it stops the run.

    Raises
    ------
    Diverged
        If the loss stops being a finite number.
    """
    run = run_program(
        render_program(settings),
        MAX_CURVE_POINTS,
        on_progress=on_progress,
        partial_result=partial(result_of, settings),
        steps_per_epoch=math.ceil(settings.train_size / settings.batch_size),
    )
    return result_of(settings, run)


@torch.no_grad()
def result_of(settings: Settings, run: ProgramRun) -> ClassificationResult:
    """Return the result of a run, or of one that has not ended as if it ended now."""
    names, square = run.names, square_of(settings.dataset)
    curves: dict[str, list[float]] = {"losses": [], "accuracies": [], "val_losses": [], "val_accuracies": []}
    last = run.states[-1]
    drawn = weightiest(last["linear1.weight"], last["linear2.weight"])
    keep, path = [], []
    run.model.relu.inplace = True  # of the copy that is only asked: the same answers without a second large tensor
    pictured = set(snapshot_epochs(run.epochs[-1], MAX_SNAPSHOTS))
    for epoch, model in zip(run.epochs, run.models(), strict=True):
        asked = {"": model(names["train_X"]), "val_": logits_of(model, names["val_X"])}
        for (prefix, logits), labels in zip(asked.items(), (names["train_y"], names["val_y"]), strict=True):
            curves[f"{prefix}losses"].append(names["loss_function"](logits, labels).item())
            curves[f"{prefix}accuracies"].append((logits.argmax(1) == labels).double().mean().item())
        if epoch in pictured:
            keep.append(epoch)
            path.append(snapshot(model, names, square, drawn))
    first, second = run.model.linear1, run.model.linear2
    confusions = {
        part: confusion(names[f"{part}_y"].numpy(), path[-1][f"{part}_predictions"], second.out_features)
        for part in ("val", "test")
    }
    right, tests = int(confusions["test"].trace()), int(confusions["test"].sum())
    return ClassificationResult(
        settings=settings,
        curve_epochs=np.array(run.epochs),
        **{name: np.array(values) for name, values in curves.items()},
        snapshot_epochs=np.array(keep),
        snapshots=Snapshots(**{name: np.stack([shot[name] for shot in path]) for name in path[0]}),
        final_loss=curves["losses"][-1],
        test_accuracy=right / tests,
        test_interval=wilson_interval(right, tests),
        train_inputs=names["train_X"][:MAX_SHOWN].numpy().copy(),
        train_labels=names["train_y"][:MAX_SHOWN].to(torch.uint8).numpy(),
        **{f"{part}_inputs": names[f"{part}_X"].numpy() for part in confusions},
        **{f"{part}_labels": names[f"{part}_y"].to(torch.uint8).numpy() for part in confusions},
        **{f"{part}_confusion": counts for part, counts in confusions.items()},
        square=square,
        parameters=sum(parameter.numel() for parameter in run.model.parameters()),
        state={
            f"{name}.{kind}": getattr(layer, kind).numpy().copy()
            for name, layer in (("hidden", first), ("output", second))
            for kind in ("weight", "bias")
        },
    )


def confusion(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """Count points by true class (row) and prediction (column), int64, shape (C, C)."""
    return np.bincount(classes * labels + predictions, minlength=classes**2).reshape(classes, classes)


def logits_of(model: Any, x: torch.Tensor) -> torch.Tensor:
    """Return a model's logits, computed some points at a time, shape (N, C)."""
    return torch.cat([model(some) for some in x.split(CHUNK)])


def weightiest(hidden: torch.Tensor, output: torch.Tensor) -> torch.Tensor:
    """Return which hidden units do most, at most 8, in their own order: by the sizes of what comes in and goes out.

    Parameters
    ----------
    hidden, output
        Weights of the layers, shapes (H, 2) and (C, H).
    """
    size = hidden.norm(dim=1) * output.norm(dim=0)
    return size.topk(min(MAX_DRAWN, len(size))).indices.sort().values


def snapshot(
    model: Any, names: dict[str, Any], square: tuple[float, float, float], drawn: torch.Tensor
) -> dict[str, np.ndarray]:
    """Return one snapshot's part of ``Snapshots``, without the leading T."""
    p = probabilities(model, square)
    every_other = p[::2, ::2].permute(2, 0, 1)
    first, second = model.linear1, model.linear2
    return {
        "regions": likeliest(p),
        "class_maps": shades(torch.arange(len(every_other))[:, None, None], every_other),
        "hidden_weight": first.weight[drawn].numpy().copy(),
        "hidden_bias": first.bias[drawn].numpy().copy(),
        "output_weight": second.weight[:, drawn].numpy().copy(),
        "output_bias": second.bias.numpy().copy(),
        "train_predictions": model(names["train_X"][:MAX_SHOWN]).argmax(1).to(torch.uint8).numpy(),
        **{
            f"{part}_predictions": logits_of(model, names[f"{part}_X"]).argmax(1).to(torch.uint8).numpy()
            for part in ("val", "test")
        },
    }


def regions(model: Any, square: tuple[float, float, float]) -> np.ndarray:
    """Return the likeliest class over the square and its probability, see ``likeliest``."""
    return likeliest(probabilities(model, square))


def probabilities(model: Any, square: tuple[float, float, float]) -> torch.Tensor:
    """Return the probability of each class over the square, shape (64, 64, C)."""
    x1, x2, side = square
    cells = torch.from_numpy(cell_centres(0, side, CELLS) + np.array([x1, x2])).float().reshape(-1, 2)
    return torch.softmax(logits_of(model, cells), dim=1).reshape(CELLS, CELLS, -1)


def likeliest(p: torch.Tensor) -> np.ndarray:
    """Return the likeliest class in each cell and its probability, see ``shades``, of shape (64, 64, C)."""
    top, k = p.max(dim=2)
    return shades(k, top)


def shades(k: torch.Tensor, p: torch.Tensor) -> np.ndarray:
    """Return classes and their probabilities as 85 k + round(84 p), uint8."""
    return (85 * k + (84 * p).round()).to(torch.uint8).numpy()


def plane_of(settings: Settings, names: dict[str, Any]) -> np.ndarray:
    """Return the regions of the model among a program's names, as it answers in evaluation mode."""
    return regions(copy.deepcopy(names["model"]).eval(), square_of(settings.dataset))
