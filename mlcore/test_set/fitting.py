"""One network that learns a few noisy points: its course, its regions, and how it does on other points."""

import copy
from functools import partial
from typing import Any

import numpy as np
import torch

from mlcore.classification.point_sets import SQUARE
from mlcore.classification.training import logits_of, regions
from mlcore.common.program import render_program
from mlcore.common.running import ProgramRun, run_program
from mlcore.common.statistics import wilson_interval
from mlcore.common.training import OnProgress
from mlcore.test_set.results import CellResult
from mlcore.test_set.settings import CellSettings as Settings

MAX_SNAPSHOTS = 26


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> CellResult:
    """Run the lesson's program and look at its network along the way.

    Parameters
    ----------
    settings
        Size of the network, number of points, and the remedies. With more points, those of the smaller set are among
        them; ``settings.data_seed`` draws them, ``settings.seed`` the start weights and what dropout leaves out.
    on_progress
        Called after every step with the curve "loss"; raising inside it stops the run. Its partial results are the
        result as if the run ended then.

    Raises
    ------
    Diverged
        If the loss stops being a finite number.
    """
    run = run_program(
        render_program(settings), MAX_SNAPSHOTS, on_progress=on_progress, partial_result=partial(result_of, settings)
    )
    return result_of(settings, run)


@torch.no_grad()
def result_of(settings: Settings, run: ProgramRun) -> CellResult:
    """Return the result of a run, or of one that has not ended as if it ended now."""
    names = run.names
    curves: dict[str, list[float]] = {"losses": [], "accuracies": [], "val_losses": [], "val_accuracies": []}
    planes, right = [], []
    for model in run.models():
        for prefix, part in (("", "train"), ("val_", "val")):
            logits, labels = logits_of(model, names[f"{part}_X"]), names[f"{part}_y"]
            curves[f"{prefix}losses"].append(names["loss_function"](logits, labels).item())
            curves[f"{prefix}accuracies"].append(accuracy(logits, labels))
            if part == "train":
                right.append((logits.argmax(1) == labels).numpy())
        planes.append(regions(model, SQUARE))
    run.model.load_state_dict(names.get("best_state", run.states[-1]))
    kept = {part: accuracy(run.model(names[f"{part}_X"]), names[f"{part}_y"]) for part in ("train", "val", "test")}
    tests = len(names["test_y"])
    return CellResult(
        settings=settings,
        snapshot_epochs=np.array(run.epochs),
        **{name: np.array(values) for name, values in curves.items()},
        regions=np.stack(planes),
        train_inputs=names["train_X"].numpy().copy(),
        train_labels=names["train_y"].to(torch.uint8).numpy(),
        right=np.stack(right),
        kept_epoch=names.get("best_epoch", run.epochs[-1]),
        train_accuracy=kept["train"],
        val_accuracy=kept["val"],
        gap=kept["train"] - kept["val"],
        test_accuracy=kept["test"],
        test_interval=wilson_interval(round(kept["test"] * tests), tests),
    )


def accuracy(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the share of right answers, as the program does."""
    return (logits.argmax(dim=1) == labels).double().mean().item()


def plane_of(settings: Settings, names: dict[str, Any]) -> np.ndarray:
    """Return the regions of the model among a program's names, as it answers in evaluation mode."""
    return regions(copy.deepcopy(names["model"]).eval(), SQUARE)
