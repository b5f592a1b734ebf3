"""Fillings of the lessons' programs: the default one, and one for every pair of options."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, product
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import numpy as np

from mlcore.common.program import Program, render_program
from mlcore.common.settings import Settings
from mlcore.mnist.digits import load_digits
from mlcore.mnist.settings import EXAMPLE
from tests.support.tables import EXPERIMENTS

PROGRAMS: list[type[Settings]] = [settings for settings in EXPERIMENTS if settings.program]
"""Experiments with a program."""

FEW = (600, 100, 4300)
"""Digits to train on, to validate, and the rest of the bundled ones."""


def few_digits() -> str:
    """Return a folder with a few digits in the files in which torchvision keeps MNIST."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    raw = Path(folder) / "MNIST" / "raw"
    raw.mkdir(parents=True)
    order = np.random.default_rng(0).permutation(5000)
    for part, chosen in (("train", order[: sum(FEW[:2])]), ("t10k", order[-100:])):
        for name, array in zip(("images-idx3", "labels-idx1"), load_digits(), strict=True):
            head = np.array([0x0800 + array.ndim, len(chosen), *array.shape[1:]], dtype=">i4").tobytes()
            (raw / f"{part}-{name}-ubyte").write_bytes(head + array[chosen].tobytes())
    return Path(folder).as_posix()


SMALL: dict[str, dict[str, Any]] = {
    "xor_seeds": {"seeds": 3},
    "regression": {"samples": 40, "batch_size": 1600, "hidden": 4},
    "classification": {"train_size": 60, "batch_size": 8000, "hidden": 4},
    "mnist": {"hidden": 8, "batch_size": 1024, "sizes": FEW, "cache": few_digits()},
    "residual": {"depth": 4},
    "test_set": {"hidden": 4},
    "test_set_overfit": {"candidates": 3},
    "debugging": {"epochs": 10},
}
"""Settings that make a program quick where the text that they render does not matter."""

OTHER_TEXT: dict[str, dict[str, list[Any]]] = {
    "regression": {"batch_size": [16, 1600], "noise": [0.0, 0.5], "model": ["linear", "mlp"]},
    "classification": {"batch_size": [32, 8000], "noise": [0.0, 0.3], "dropout": [0.0, 0.5]},
    "residual": {"skip": [False, True]},
    "shifted_digits": {"model": ["mlp", "cnn"]},
    "test_set": {"weight_decay": [0.0, 0.01], "dropout": [0.0, 0.5]},
    "cnn": {"drawing": ["", EXAMPLE]},
}
"""Numbers, and values that are no settings, which render other lines and not only other numbers."""


def options(settings: type[Settings]) -> dict[str, list[Any]]:
    """Return the choices of each field whose value decides which lines a program has."""
    found: dict[str, list[Any]] = {}
    for name, field in settings.model_fields.items():
        if get_origin(field.annotation) is Literal:
            found[name] = list(get_args(field.annotation))
        elif field.annotation is bool:
            found[name] = [False, True]
    return {**found, **OTHER_TEXT.get(settings.slug, {})}


def pairs(settings: type[Settings]) -> Iterator[dict[str, Any]]:
    """Yield the defaults and values for every pair of options, with few epochs where there are any; all is small."""
    choices = options(settings)
    start = {**({"epochs": 2} if "epochs" in settings.model_fields else {}), **SMALL.get(settings.slug, {})}
    yield start
    if len(choices) == 1:
        yield from ({**start, name: value} for name in choices for value in choices[name])
    for first, second in combinations(choices, 2):
        for one, other in product(choices[first], choices[second]):
            yield {**start, first: one, second: other}


def program_of(settings: type[Settings], values: dict[str, Any]) -> Program:
    """Return a program rendered with values, of which some may be no settings, without the bugs of a lesson."""
    own = {name: value for name, value in values.items() if name in settings.model_fields}
    return render_program(
        settings(**own), edited=False, **{name: value for name, value in values.items() if name not in own}
    )


def before_training(program: Program) -> dict[str, Any]:
    """Return the names that a program has defined when its loop begins: data, and a model with its start weights."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(program.text.partition("# ====== Train ====== #")[0], names)
    return names


@lru_cache
def rendered_programs(settings: type[Settings]) -> list[Program]:
    """Return a program for every pair of options, each text once."""
    programs = {program.text: program for program in (program_of(settings, values) for values in pairs(settings))}
    return list(programs.values())
