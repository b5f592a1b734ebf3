"""The charts of one digit, of many, and of how well they are read: data, encodings and words."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from mlcore.mnist.digits import load_digits
from mlcore.mnist.preprocessing import moved, steps
from pages.lessons.mnist.charts import drawn_digit, scores, tiles
from tests.support.drawn import compiles, svg
from tests.support.specs import in_view, numbers, replayed
from tests.support.tooltips import unasked

THREE = load_digits()[0][1500]
SHARES = np.array([0.0, 0.05, 0.0, 0.9, 0.0, 0.05, 0.0, 0.0, 0.0, 0.0], np.float32)


def pixels(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("RGB"))


def test_the_strip_holds_the_rows_of_the_digit_end_to_end():
    """The rows of the digit are in order, as in view(-1, 784)."""
    image = (np.arange(784) % 256).astype(np.uint8).reshape(28, 28)
    spec = drawn_digit.strip(image)
    flat = pixels(numbers(spec, "flat")["url"][0])[0]
    digit = pixels(numbers(spec, "digit")["url"][0])[::8, ::8]
    np.testing.assert_array_equal(flat.reshape(28, 28, 3), digit)
    assert (digit[0, 0] == 255).all()
    assert "784" in svg(replayed(spec, range(28)))
    assert f"{int((image > 0).sum())} of them inked" in drawn_digit.strip_alt(image)


@pytest.mark.parametrize("columns", [1, 3])
def test_each_step_is_drawn_as_large_as_it_is(columns):
    """All steps have the same scale."""
    chain = steps(moved(THREE, 3, 2, 0))
    spec = in_view(drawn_digit.steps, chain, columns=columns)
    away = (176, 200, 222)
    for number, image in enumerate(chain):
        sheet = pixels(numbers(spec, "step")["url"][number])[::4, ::4]
        assert (sheet != away).any(axis=2).sum() == image.size
    assert svg(spec).count("<image") == 4
    text = drawn_digit.steps_alt(chain)
    assert all(" x ".join(map(str, image.shape)) in text for image in chain)


def test_the_cross_stands_at_the_centre_of_mass():
    """Worked by hand: one inked pixel at row 4, column 9 has its middle 9.5 from the left and 23.5 from below."""
    image = np.zeros((28, 28), np.uint8)
    image[4, 9] = 200
    chain = [image] * 4
    crosses = numbers(drawn_digit.steps(chain), "mass")
    assert crosses["x"] == [9.5 + number * drawn_digit.STRIDE for number in range(4)]
    assert crosses["y"] == [23.5] * 4
    assert compiles(drawn_digit.steps([np.zeros((28, 28), np.uint8)] * 4))


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("names", [("MLP",), ("MLP", "CNN")])
def test_the_answers_show_every_networks_shares(names, columns):
    """Each bar belongs to its network and its digit, also where the bars stand upright."""
    shares = {name: np.roll(SHARES, place) for place, name in enumerate(names)}
    spec = in_view(drawn_digit.answers, shares, 3, columns=columns)
    for place, name in enumerate(names):
        drawn = numbers(spec, name)
        assert drawn["digit"] == list(range(10))
        assert drawn["share"] == pytest.approx(shares[name], abs=1e-4)
        assert [digit for digit, top in enumerate(drawn["top"]) if top] == [3 + place]
        assert numbers(spec, f"{name}_answer")["text"] == [f"{name} reads {3 + place}"]
        assert f"The {name} reads {3 + place} with a probability of 90.0%." in drawn_digit.answers_alt(shares)
        assert drawn["words"][3 + place] == "90.0%"
    assert numbers(spec, "meant")["digit"] == [3]
    assert f"{names[-1]} reads" in svg(spec)


def test_the_band_is_missing_while_nobody_has_said_which_digit_is_meant():
    spec = drawn_digit.answers({"MLP": SHARES}, None)
    assert numbers(spec, "meant") == {}
    assert "MLP reads 3" in svg(spec)


@pytest.mark.parametrize("row", [0, 8, 27])
def test_the_marked_row_of_the_strip_is_the_row_of_the_digit(row):
    """In Vega's own numbers: row r of the digit is pixels 28 r to 28 (r + 1) of the strip."""
    spec = drawn_digit.strip(THREE)
    digit, flat = (view["layer"][1]["transform"] for view in spec["vconcat"])
    calculate = {step["as"]: step["calculate"] for step in digit}
    assert eval(calculate["y"], {"frame": row}) == 28 - row
    assert eval(calculate["y2"], {"frame": row}) == 27 - row
    calculate = {step["as"]: step["calculate"] for step in flat}
    assert eval(calculate["x"], {"frame": row}) == 28 * row
    assert eval(calculate["x2"], {"frame": row}) == 28 * (row + 1)
    assert len(drawn_digit.row_labels()) == 28
    assert drawn_digit.row_labels()[row] == f"Row {row}"


@pytest.mark.parametrize("columns", [1, 3])
def test_the_nearest_digits_stand_over_their_classes(columns):
    labels = np.array([3, 5, 3])
    spec = in_view(drawn_digit.nearest, np.stack([THREE, 255 - THREE, THREE]), labels, columns=columns)
    assert numbers(spec, "known")["name"] == ["a 3", "a 5", "a 3"]
    assert svg(spec).count("<image") == 3
    assert "a 3, a 5, a 3" in drawn_digit.nearest_alt(labels)


def test_a_digit_stands_alone():
    assert svg(drawn_digit.digit(THREE)).count("<image") == 1


def test_tiles_fill_their_rows_from_left_to_right():
    """Tiles do not overlap, and each text is under its digit."""
    lines = [(f"it is a {digit}", "MLP: 3") for digit in range(5)]
    spec = tiles.tiles(np.stack([THREE] * 5), lines, across=3)
    tile = numbers(spec, "tile")
    assert tile["left"] == [0, tiles.WIDTH, 2 * tiles.WIDTH, 0, tiles.WIDTH]
    assert len(set(zip(tile["x"], tile["y"], strict=True))) == 5
    assert tile["line0"] == [f"it is a {digit}" for digit in range(5)]
    drawn = svg(spec)
    assert drawn.count("<image") == 5
    assert "it is a 4" in drawn
    assert "5 digits" in tiles.alt_text(lines)
    assert "it is a 4, MLP: 3" in tiles.alt_text(lines)


def test_the_bars_of_a_tile_are_its_own_ten_probabilities():
    """Each bar belongs to its digit. The true digit is blue, the predicted digit is orange."""
    shares = np.stack([SHARES, np.roll(SHARES, 1)]).astype(np.float16)
    spec = tiles.with_bars(np.stack([THREE] * 2), [("3: 90%",)] * 2, shares, (5, 3), across=4)
    bar = numbers(spec, "bar")
    assert bar["words"][3] == "90.0%"
    assert bar["digit"] == [*range(10)] * 2
    assert [kind for kind, digit in zip(bar["kind"], bar["digit"], strict=True) if digit == 5] == [1, 1]
    assert [kind for kind, digit in zip(bar["kind"], bar["digit"], strict=True) if digit == 3] == [-1, -1]
    heights = np.array(bar["y2"]) - np.array(bar["y"])
    assert heights[3] == pytest.approx(0.9 * tiles.BARS, abs=0.05)
    assert heights.argmax() == 3
    assert compiles(spec)


@pytest.mark.parametrize(
    "spec",
    [
        drawn_digit.steps(steps(THREE)),
        drawn_digit.answers({"MLP": SHARES, "CNN": SHARES}, 3),
        replayed(drawn_digit.strip(THREE), range(28)),
        drawn_digit.digit(THREE),
        tiles.tiles(THREE[None], [("3",)], 3),
        tiles.with_bars(THREE[None], [("3",)], SHARES[None], (3, 3), 3),
        scores.scores({"You": (3, (0.3, 0.95))}, 4),
    ],
)
def test_a_chart_shows_only_the_tooltips_that_it_defines(spec):
    """Without this, a theme shows raw fields such as the text of an image."""
    assert unasked(spec) == 0


def test_a_network_that_is_almost_sure_does_not_say_100_percent():
    shares = np.array([0.9999] + [0.0001 / 9] * 9)
    assert "99.9%" in drawn_digit.answers_alt({"MLP": shares})
    texts = re.findall(r">([^<]+)</text>", svg(drawn_digit.answers({"MLP": shares}, 0)))
    assert texts.count("100%") == 1  # on the axis alone
    assert "99.9%" in " ".join(texts)


def test_scores_show_shares_and_intervals():
    counts = {"You": (3, (0.3, 0.95)), "MLP": (1, (0.05, 0.7))}
    spec = scores.scores(counts, 4)
    score = numbers(spec, "score")
    assert score["share"] == [0.75, 0.25]
    assert (score["low"], score["high"]) == ([0.3, 0.05], [0.95, 0.7])
    assert score["text"] == ["3 / 4", "1 / 4"]
    assert "3 / 4" in svg(spec)
    assert "You: 3 of 4 right, 95% interval 30% to 95%." in scores.alt_text(counts, 4)
