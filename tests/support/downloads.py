"""What a download prints, run by itself as a learner runs it."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mlcore import export
from mlcore.common.settings import Settings
from workers.disk_cache import CPU_VARIABLES, cached

ENVIRONMENT = {name: os.environ[name] for name in CPU_VARIABLES if name in os.environ}
"""Empty, but limited to the same instructions of the processor."""

RUN_NOTEBOOK = """
import json, sys, matplotlib
matplotlib.use("agg")
names = {"__name__": "__main__"}
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        exec(cell["source"], names)
"""
"""Runs the code cells in order as Jupyter does, in one namespace."""


@dataclass(frozen=True)
class Download:
    """Files in a folder of their own, and the arguments with which Python runs them."""

    files: dict[str, bytes]
    arguments: tuple[str, ...]


def script(settings: Settings) -> Download:
    """Return the script of an experiment."""
    return Download(export.to_files(settings), (f"{settings.slug}.py",))


def notebook(settings: Settings) -> Download:
    """Return the notebook of an experiment."""
    return Download({"run.ipynb": export.to_notebook(settings).encode()}, ("-c", RUN_NOTEBOOK, "run.ipynb"))


def output(download: Download) -> tuple[str, str]:
    """Return what a download prints, and its errors, in a process that cannot see this repository.

    As the results of training do, they stay on disk as long as nothing changes that they depend on.
    """
    return cached(os.environ["RUN_CACHE"], run, download)


def run(download: Download) -> tuple[str, str]:
    """Run a download."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in download.files.items():
            (Path(folder) / name).write_bytes(content)
        command = [sys.executable, "-I", *download.arguments]
        done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)
    return done.stdout, done.stderr


def last_line(download: Download) -> str:
    """Return the last line that a download prints: the number that its page announces."""
    printed, errors = output(download)
    assert printed, errors
    return printed.splitlines()[-1]
