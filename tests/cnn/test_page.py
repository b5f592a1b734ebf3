"""The lesson on convolution as a visitor sees it, without a browser."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from mlcore.cnn import convolution as cnn
from mlcore.cnn import receptive_cell, receptive_field
from mlcore.cnn.settings import CnnSettings, ReceptiveCellSettings, ReceptiveFieldSettings
from mlcore.mnist.drawings import encode
from pages.lessons.cnn.challenges import CHALLENGES

STRONGER = "2 -1 -1 / -1 2 -1 / -1 -1 2"


def test_a_link_shows_the_bar_and_the_answers_that_it_names(visit):
    """The chart follows the settings of the link, not only the widgets."""
    visitor = visit("cnn", {"receptive_cell.angle": "35", "receptive_cell.cell": "complex"})
    result = receptive_cell.run(ReceptiveCellSettings(angle=35, cell="complex"))
    assert any("Degrees: 35" in alt and f"complex {result.response:.0%}" in alt for alt in visitor.charts)


def test_turning_the_bar_and_growing_the_disc_change_the_answer(visit):
    visitor = visit("cnn")
    visitor.set("receptive_cell.angle", 150)
    assert any("simple 88%" in alt for alt in visitor.charts)
    visitor.set("receptive_cell.stimulus", "disc").set("receptive_cell.radius", 6)
    assert any("disc of light. Radius in pixels: 6" in alt for alt in visitor.charts)
    assert "Stephen Kuffler" in visitor.text


def test_a_moving_bar_is_a_replay(visit):
    visitor = visit("cnn", {"receptive_cell.stimulus": "moving bar"})
    assert any("moves across the retina" in alt for alt in visitor.charts)


@pytest.mark.parametrize("values", [{}, {"padding": 2, "stride": 3, "dilation": 4}])
def test_the_page_gives_the_loops_number_and_the_size_that_torch_gives(visit, values):
    visitor = visit("cnn", {f"cnn.{name}": str(value) for name, value in values.items()})
    result = cnn.run(CnnSettings(**values))
    rows, columns = result.output.shape
    assert visitor.number == repr(result.strongest)
    assert f"really gives **{rows} × {columns}**" in visitor.text
    assert re.search(r"agree to 1[2-5] decimals\nwith those of the loop", visitor.text)
    assert not re.search(r"\de-\d", visitor.text)


def test_a_known_kernel_is_a_click_away_and_travels_in_its_setting(visit):
    visitor = visit("cnn")
    visitor.press("_kernel.outline")
    assert visitor.value("cnn.kernel") == cnn.KERNELS["outline"]
    assert visitor.number == repr(cnn.run(CnnSettings(kernel=cnn.KERNELS["outline"])).strongest)


@pytest.mark.parametrize("text", ["1 2 3", "nine", "99 0 0 / 0 0 0 / 0 0 0"])
def test_a_kernel_that_is_none_ends_in_a_sentence(visit, text):
    """The page names the error and the kernel that it uses instead."""
    visitor = visit("cnn").set("cnn.kernel", text)
    assert not visitor.app.exception
    assert visitor.text.count("nine numbers from -9 to 9") == 1
    assert f"The page uses `{CnnSettings().kernel}` instead." in visitor.text
    assert visitor.number == repr(cnn.run(CnnSettings()).strongest)
    visitor.set("cnn.kernel", STRONGER)
    assert "nine numbers from" not in visitor.text


def test_after_a_slip_the_last_kernel_stays(visit):
    """While a kernel is typed, the page keeps the last valid one."""
    visitor = visit("cnn").set("cnn.kernel", STRONGER)
    number = visitor.number
    visitor.set("cnn.kernel", "1 2")
    assert visitor.number == number
    assert f"The page uses `{STRONGER}` instead." in visitor.text


def test_the_nine_cells_and_the_text_are_one_kernel(visit):
    """A change in one of the nine cells changes the text, and a change of the text changes the cells."""
    visitor = visit("cnn")
    cells = [f"_cell.cnn.{i}.{j}" for i in range(3) for j in range(3)]
    assert [visitor.value(cell) for cell in cells] == [-1, 0, 1, -2, 0, 2, -1, 0, 1]
    visitor.set("_cell.cnn.1.1", 8.5)
    assert visitor.value("cnn.kernel") == "-1 0 1 / -2 8.5 2 / -1 0 1"
    assert visitor.number == repr(cnn.run(CnnSettings(kernel="-1 0 1 / -2 8.5 2 / -1 0 1")).strongest)
    visitor.set("cnn.kernel", STRONGER)
    assert [visitor.value(cell) for cell in cells] == [2, -1, -1, -1, 2, -1, -1, -1, 2]


def test_a_kernel_of_many_digits_keeps_them_when_another_cell_is_changed(visit):
    """Blur has sixteenths; a field that shows fewer digits must not round them away."""
    visitor = visit("cnn").press("_kernel.blur")
    visitor.set("_cell.cnn.1.1", 1.0)
    assert visitor.value("cnn.kernel") == "0.0625 0.125 0.0625 / 0.125 1 0.125 / 0.0625 0.125 0.0625"


def test_a_broken_link_says_what_it_ignored(visit):
    visitor = visit("cnn", {"cnn.kernel": "bad", "cnn.stride": "9"})
    assert "`cnn.kernel=bad` in the link was ignored" in visitor.text
    assert not visitor.app.exception


def test_a_drawing_in_the_link_takes_the_digits_place(visit):
    drawing = np.zeros((28, 28), np.uint8)
    drawing[4:24, 13:15] = 255
    visitor = visit("cnn", {"cnn.drawing": encode(drawing)})
    assert any("slides over a drawing" in alt for alt in visitor.charts)
    assert visitor.number == repr(cnn.run(CnnSettings(drawing=encode(drawing))).strongest)


def test_the_receptive_field_follows_its_settings(visit):
    visitor = visit("cnn", {"receptive_field.kernel_size": "5", "receptive_field.pooling": "true"})
    assert any("5, 6, 14, 16 pixels, by autograd" in alt for alt in visitor.charts)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_is_open_at_the_defaults_and_solved_by_its_solution(challenge):
    """The defaults do not reach the goal, and the solution does."""
    run: dict[type, Callable] = {
        CnnSettings: cnn.run,
        ReceptiveCellSettings: receptive_cell.run,
        ReceptiveFieldSettings: receptive_field.run,
    }
    kind = type(challenge.solution)
    assert challenge.check(kind(), run[kind](kind())) != ""
    assert challenge.check(challenge.solution, run[kind](challenge.solution)) == ""


def test_a_challenge_is_solved_on_the_page(visit):
    visitor = visit("cnn")
    assert visitor.note("slanted") != "Solved"
    visitor.set("cnn.kernel", STRONGER)
    assert visitor.note("slanted") == "Solved"
