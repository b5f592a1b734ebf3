"""Programs: the short scripts of the lessons, rendered with the learner's settings.

A program is a plain script in ``mlcore/<lesson>/programs``. Beside each ``name.py`` stands the template ``name.jinja``
that renders it with the default settings; a line of a template that begins with ``#%`` is a statement of Jinja.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mlcore.common.settings import Settings

ROOT = Path(__file__).parents[1]

OPTIMIZERS = {
    "SGD": "torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)",
    "Momentum": "torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=0.9)",
    "RMSprop": "torch.optim.RMSprop(model.parameters(), lr=LEARNING_RATE)",
    "Adam": "torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)",
}
ACTIVATIONS = {"linear": "nn.Identity()", "sigmoid": "nn.Sigmoid()", "tanh": "nn.Tanh()", "relu": "nn.ReLU()"}


@dataclass(frozen=True)
class Program:
    """A script as it is rendered with settings.

    Attributes
    ----------
    name
        Its file name without ``.py``.
    text
        The script.
    folder
        The folder that it runs in; data files that it reads are there.
    data
        Names of these files.
    """

    name: str
    text: str
    folder: Path
    data: tuple[str, ...] = ()


@lru_cache
def templates() -> Environment:
    """Return the templates of all lessons."""
    environment = Environment(
        loader=FileSystemLoader(ROOT),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        line_statement_prefix="#%",
    )
    environment.globals.update(optimizers=OPTIMIZERS, activations=ACTIVATIONS)
    return environment


def render_program(settings: Settings, *, edited: bool = True, **other: Any) -> Program:
    """Return the program of an experiment, rendered with its settings.

    Parameters
    ----------
    settings
        An experiment with a program.
    edited
        Whether to exchange what the settings say is exchanged before it runs.
    other
        Values in place of those of the settings, e.g. ``model="linear"`` for the second model of an experiment.

    Raises
    ------
    ValueError
        If the experiment has no program.
    """
    if not settings.program:
        raise ValueError(f"settings must be those of an experiment with a program, got {type(settings).__name__}")
    lesson, _, name = settings.program.rpartition("/")
    values = {"notebook": False, **settings.template_values(), **other}
    program = render_template(lesson or type(settings).__module__.split(".")[1], name, values)
    return replace(program, text=program.text.replace(*settings.edit)) if edited and settings.edit else program


def render_template(lesson: str, name: str, values: Mapping[str, object]) -> Program:
    """Return the program ``mlcore/<lesson>/programs/<name>.jinja``, rendered with values."""
    folder = ROOT / lesson / "programs"
    text = templates().get_template(f"{lesson}/programs/{name}.jinja").render(values)
    data = tuple(sorted(file.name for file in folder.iterdir() if file.suffix == ".npz" and file.name in text))
    return Program(name, text, folder, data)
