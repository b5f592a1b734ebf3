"""A run with all its pictures, recorded and drawn live, against its bare program: python -m benchmarks.programs"""

import contextlib
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from benchmarks.timing import in_turn, report
from mlcore.classification.settings import ClassificationSettings
from mlcore.common.program import render_program
from mlcore.common.settings import Settings
from mlcore.regression.settings import RegressionSettings
from mlcore.xor.settings import XorSettings
from workers.remote import Reporter, start_worker


def bare(settings: Settings) -> None:
    """Run the program, or the programs of both models, and nothing else."""
    models: list[dict[str, Any]] = [{}]
    if isinstance(settings, RegressionSettings):
        models = [{"model": "linear"}, {"model": "mlp"}]
    for other in models:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(render_program(settings, **other).text, "<bare>", "exec"), {"__name__": "__main__"})


def trained(settings: Settings, folder: Path | None = None) -> Callable[[], object]:
    """Return what trains as a worker does; with a folder it reports there, and draws the pictures so far."""
    options: dict[str, Any] = {"on_progress": Reporter(folder)} if folder else {}
    return lambda: settings.run(**options)


def main() -> None:
    start_worker(niceness=0)
    torch.set_num_threads(1)
    for settings in (XorSettings(), RegressionSettings(epochs=1000), ClassificationSettings(epochs=1000)):
        name = f"{settings.slug}, {settings.epochs:,} epochs"
        pair = in_turn(partial(bare, settings), trained(settings), runs=5)
        report(f"{name}: the bare program against the run with its pictures", *pair, goal="at most 1.25")
        with TemporaryDirectory() as folder:
            pair = in_turn(trained(settings), trained(settings, Path(folder)), runs=5)
            report(f"{name}: the run against the run that is drawn live", *pair, goal="at most 1.05")


if __name__ == "__main__":
    main()
