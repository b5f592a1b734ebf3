"""Four networks: an MLP and a CNN on digits as they are and on digits with permuted pixels, judged on moved digits."""

import math
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import torch

from mlcore.common.program import render_program
from mlcore.common.running import ProgramRun, run_program
from mlcore.common.statistics import wilson_interval
from mlcore.common.training import OnProgress
from mlcore.inside_cnn.results import ShiftedDigitsResult
from mlcore.inside_cnn.settings import ShiftedDigitsSettings as Settings

SHIFTS = range(9)
NAMES = {"mlp": "MLP", "cnn": "CNN"}
NETWORKS = [*product((False, True), NAMES)]
"""Whether the pixels are permuted, and which network, in the order of their training."""

STEPS_PER_EPOCH = math.ceil(3600 / 64)
MAX_LIVE_DIGITS = 200
"""How many digits the partial results of a run measure: all would take as long as the training."""


class NetworkPredictions(NamedTuple):
    """What a network takes the first N digits for at S shifts, shape (S, N), and its number of parameters."""

    predictions: torch.Tensor
    parameters: int


Networks = dict[tuple[bool, str], NetworkPredictions]


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> ShiftedDigitsResult:
    """Run the program of each network, one after the other, and judge it on the validation digits.

    Parameters
    ----------
    settings
        ``seed`` determines weights, batches, permutation and direction of each shift; ``data_seed`` the split.
    on_progress
        Called after every step; raising inside it stops the run. Its partial results have the networks that have begun.

    Raises
    ------
    Diverged
        If a loss stops being a finite number.
    """
    judged: Networks = {}

    def result_with(network: tuple[bool, str], run: ProgramRun, max_digits: int | None = None) -> ShiftedDigitsResult:
        *_, model = run.models()
        parameters = sum(parameter.numel() for parameter in model.parameters())
        judged[network] = NetworkPredictions(predictions(model, run.names, max_digits), parameters)
        return result_of(settings, run.names, judged)

    for number, (is_permuted, name) in enumerate(NETWORKS):
        run = run_program(
            render_program(settings, model=name, permuted=is_permuted),
            2,
            on_progress=on_progress,
            partial_result=partial(result_with, (is_permuted, name), max_digits=MAX_LIVE_DIGITS),
            curve="",
            model_name=NAMES[name],
            steps_per_epoch=STEPS_PER_EPOCH,
            part=(number, len(NETWORKS)),
        )
        result = result_with((is_permuted, name), run)
    return result


@torch.no_grad()
def predictions(model: Any, names: dict[str, Any], max_digits: int | None) -> torch.Tensor:
    """Return what a model takes the digits for, shape (S, N); where pixels are permuted, S is 1 for no shift."""
    shifts = SHIFTS[:1] if names["PERMUTED"] else SHIFTS
    images = (names["permuted"](names["moved"](names["val_X"], shift))[:max_digits] for shift in shifts)
    return torch.stack([model(some).argmax(dim=1) for some in images])


def result_of(settings: Settings, names: dict[str, Any], judged: Networks) -> ShiftedDigitsResult:
    """Return the result of the networks that are judged so far, on all validation digits or on the first ones."""
    images, labels = names["val_X"], names["val_y"]
    shares, intervals = {}, {}
    for network, (answers, _) in judged.items():
        count = answers.shape[1]
        right = (answers == labels[:count]).sum(dim=1).tolist()
        shares[network] = np.array(right) / count
        intervals[network] = [wilson_interval(number, count) for number in right]
    plain = {name: network for (is_permuted, name), network in judged.items() if not is_permuted}
    permuted = [name for is_permuted, name in judged if is_permuted]
    fewest = min(network.predictions.shape[1] for network in plain.values())
    is_right = {name: network.predictions[:, :fewest] == labels[:fewest] for name, network in plain.items()}
    every = torch.stack([*is_right.values()]).all(dim=0)
    example = int(every[0].float().argmax())
    moved = torch.stack([names["moved"](images, shift)[example, 0] for shift in SHIFTS])
    return ShiftedDigitsResult(
        settings=settings,
        shifts=list(SHIFTS),
        accuracies={name: shares[False, name] for name in plain},
        intervals={name: np.array(intervals[False, name]) for name in plain},
        only={name: (right & ~every).sum(dim=1).numpy() for name, right in is_right.items() if len(is_right) == 2},
        permuted_accuracies={name: float(shares[True, name][0]) for name in permuted},
        permuted_intervals={name: intervals[True, name][0] for name in permuted},
        parameters={name: network.parameters for name, network in plain.items()},
        examples=grey_levels(moved),
        permuted_example=grey_levels(moved[0].flatten()[names["new_order"]].view(28, 28)),
        example_label=int(labels[example]),
        example_predictions={name: network.predictions[:, example].numpy() for name, network in plain.items()},
    )


def grey_levels(images: torch.Tensor) -> np.ndarray:
    """Return images from 0 to 1 as grey levels from 0 to 255, uint8."""
    return (255 * images).round().to(torch.uint8).numpy()
