"""Bumps by hand: their sum, its error, and a picture that computes the same in the browser."""

import numpy as np
import pytest

from mlcore.regression import bumps
from mlcore.regression.settings import MAX_HEIGHT, BumpsSettings
from pages.lessons.regression.charts import bumps as charts
from tests.support.drawn import Drawn

WIDTH, TALL = charts.WIDTHS[3], charts.TALL[3]
SOME = [
    BumpsSettings(),
    BumpsSettings(h1=1.1, h2=2.5, h3=0, h4=-2.5, h5=-1.1, steepness=2),
    BumpsSettings(target="hill", h1=-3, h5=3, steepness=1),
    BumpsSettings(target="stairs", h2=1, h3=2, h4=-1, h5=0.5, steepness=50),
]
each = pytest.mark.parametrize("settings", SOME, ids=lambda settings: settings.target)


def drawn(settings):
    """Return the picture of settings as the browser draws it."""
    numbers = {name: getattr(settings, name) for name in charts.FIELDS}
    return Drawn(charts.draw(bumps.run(settings)), **numbers)


def test_a_steep_bump_is_its_height_inside_and_zero_outside():
    """Worked by hand: far from its sides a bump is h times 1, and 0 elsewhere; at a side it is half as high."""
    result = bumps.run(BumpsSettings(h2=3, h3=0, steepness=50))
    height = dict(zip(result.x.round(2).tolist(), result.total, strict=True))
    assert [height[x] for x in (1.0, 2.0, 3.0, 4.0, 9.0)] == pytest.approx([0, 1.5, 3, 1.5, 0], abs=1e-6)


def test_the_stairs_are_followed_exactly_by_bars_of_their_heights():
    """Only the sides are left, where a sum of sigmoids rises and stairs jump."""
    soft, steep = (bumps.run(SOME[3].model_copy(update={"steepness": s})) for s in (5, 50))
    away = np.abs(steep.x / 2 - np.round(steep.x / 2)) > 0.1
    np.testing.assert_allclose(steep.total[away], steep.target[away], atol=1e-3)
    assert steep.error < soft.error


def test_the_smallest_error_falls_with_more_bumps():
    errors = [bumps.smallest_error("wave", count, 50) for count in (5, 10, 20, 50)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0] / 10


@each
def test_the_picture_writes_the_error_of_mlcore(settings):
    """The browser adds up the bumps by itself."""
    assert drawn(settings).texts(0) == [f"error {bumps.run(settings).error:.2f}"]


@each
def test_the_picture_draws_the_sum_and_the_curve_of_mlcore(settings):
    result = bumps.run(settings)
    lines = drawn(settings).items(0, "line")
    for number, values in enumerate((result.target, result.total)):
        points = lines[number * bumps.PLACES : (number + 1) * bumps.PLACES]
        heights = [MAX_HEIGHT - point["y"] * 2 * MAX_HEIGHT / TALL for point in points]
        np.testing.assert_allclose(heights, values, atol=1e-3)


def test_each_bar_has_a_grip_at_its_own_height():
    settings = SOME[1]
    grips = [item for item in drawn(settings).items(0, "symbol") if item.get("opacity") == 0]
    expected = [(MAX_HEIGHT - height) * TALL / (2 * MAX_HEIGHT) for height in settings.heights]
    assert [grip["y"] for grip in grips] == pytest.approx(expected)
    assert [grip["x"] for grip in grips] == pytest.approx([WIDTH * (place + 0.5) / 5 for place in range(5)])


def test_a_grip_moves_its_own_bar_alone():
    drags = {param["name"]: param["on"] for param in charts.parameters() if param["name"] in ("h1_", "h5_")}
    assert "'h1'" in drags["h1_"][0]["events"]
    assert "'h5'" not in drags["h1_"][0]["events"]
    assert drags["h5_"][0]["update"].endswith(": h5_")


def test_the_words_name_the_heights_and_the_error():
    result = bumps.run(SOME[1])
    assert "1.1, 2.5, 0, -2.5, -1.1" in charts.alt_text(result)
    assert f"{result.error:.2f}" in charts.alt_text(result)
