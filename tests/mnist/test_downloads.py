"""Programs that read digits, as downloads: the files are all that they need."""

import subprocess
import sys

import pytest
import torch

from mlcore import export
from mlcore.cnn import convolution
from mlcore.cnn.settings import CnnSettings
from mlcore.depth import residual
from mlcore.depth.settings import ResidualSettings
from mlcore.inside_cnn import shifted_digits
from mlcore.inside_cnn.settings import ShiftedDigitsSettings
from mlcore.mnist import training
from mlcore.mnist.settings import MnistSettings
from tests.common.test_programs import RUN_NOTEBOOK
from tests.support.downloads import ENVIRONMENT

RUNS = [
    (MnistSettings(model="linear", epochs=2, data_seed=3), training.train),
    (MnistSettings(hidden=16, epochs=1, augment=False, optimizer="RMSprop"), training.train),
    (MnistSettings(model="cnn", epochs=1, seed=1), training.train),
    (ResidualSettings(depth=3, epochs=2, seed=1), residual.train),
    (ShiftedDigitsSettings(epochs=1, seed=1), shifted_digits.train),
    (CnnSettings(digit=5, padding=1), convolution.run),
]


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize(("settings", "run"), RUNS)
def test_script_and_notebook_print_the_number_of_the_page_in_an_empty_folder(settings, run, tmp_path):
    """The downloaded script and notebook print the page's number from their own files, without this repository."""
    number = repr(getattr(run(settings), settings.headline))
    (tmp_path / "script").mkdir()
    for name, content in export.to_files(settings).items():
        (tmp_path / "script" / name).write_bytes(content)
    (tmp_path / "notebook").mkdir()
    (tmp_path / "notebook" / "run.ipynb").write_text(export.to_notebook(settings), encoding="utf-8")
    for kind, command in (("script", [f"{settings.slug}.py"]), ("notebook", ["-c", RUN_NOTEBOOK, "run.ipynb"])):
        folder = tmp_path / kind
        done = subprocess.run(
            [sys.executable, "-I", *command], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == number
