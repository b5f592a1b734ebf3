"""Programs that read digits, as downloads: the files are all that they need."""

import pytest

from mlcore.cnn.settings import CnnSettings
from mlcore.depth.settings import ResidualSettings
from mlcore.inside_cnn.settings import ShiftedDigitsSettings
from mlcore.mnist.settings import MnistSettings
from tests.support.downloads import last_line, notebook, script
from tests.support.training import trained

RUNS = [
    MnistSettings(model="linear", epochs=2, data_seed=3),
    MnistSettings(hidden=16, epochs=1, augment=False, optimizer="RMSprop"),
    MnistSettings(model="cnn", epochs=1, seed=1),
    ResidualSettings(depth=3, epochs=2, seed=1),
    ShiftedDigitsSettings(epochs=1, seed=1),
    CnnSettings(digit=5, padding=1),
]


@pytest.mark.parametrize("settings", RUNS)
def test_script_and_notebook_print_the_number_of_the_page_in_an_empty_folder(settings):
    """The downloaded script and notebook print the page's number from their own files, without this repository."""
    number = repr(getattr(trained(settings), settings.headline))
    assert last_line(script(settings)) == number
    assert last_line(notebook(settings)) == number
