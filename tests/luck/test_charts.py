"""Charts of many seeds: where each loss ends, what failures look like, and the share by width."""

import json
import re
from types import SimpleNamespace

import numpy as np
import pytest

from mlcore.common.statistics import wilson_interval
from mlcore.luck.settings import XorSeedsSettings, XorWidthsSettings
from pages.lessons.luck.charts import seeds as charts
from pages.lessons.luck.charts import widths as widths_charts
from pages.ui.charts import theme
from tests.support.drawn import svg
from tests.support.specs import in_view, numbers
from tests.support.tooltips import unasked

OUTCOMES = ["solved", "plateau", "dead", "solved", "unfinished", "diverged", "dead", "solved"]
FINAL = [0.01, 0.347, 0.693, 0.02, 0.55, np.nan, 0.477, 0.03]


def result(outcomes=tuple(OUTCOMES), final=tuple(FINAL)):
    """Return a small result with known numbers, as a page gets it from a worker."""
    failed = [seed for seed, outcome in enumerate(outcomes) if outcome != "solved"]
    final = np.array(final, dtype=np.float32)
    return SimpleNamespace(
        settings=XorSeedsSettings(seeds=len(outcomes), epochs=100),
        successes=outcomes.count("solved"),
        interval=wilson_interval(outcomes.count("solved"), len(outcomes)),
        outcomes=list(outcomes),
        snapshot_epochs=np.array([0, 50, 100]),
        losses=np.stack([np.full(len(outcomes), 0.7, np.float32), (0.7 + final) / 2, final]),
        gradients=np.stack([np.full(len(outcomes), 0.2), np.full(len(outcomes), 0.01), 0.05 * final]),
        dead=np.zeros(len(outcomes), int),
        plateaus={4: 0.693, 3: 0.477, 2: 0.347},
        examples=np.array(failed, dtype=int),
        planes=np.arange(len(failed) * 1600, dtype=np.uint16).astype(np.uint8).reshape(-1, 40, 40),
    )


def compiles(spec) -> None:
    json.dumps(spec, allow_nan=False)
    assert svg(spec)
    assert unasked(spec) == 0


@pytest.mark.parametrize("columns", [1, 3])
def test_charts_of_many_seeds_can_be_drawn(columns):
    """A chart that Vega refuses leaves an empty place on the page."""
    compiles(in_view(charts.endings, result(), columns=columns))
    compiles(in_view(charts.gallery, result(), columns=columns))


@pytest.mark.parametrize("columns", [1, 3])
def test_a_single_failure_and_none_can_be_drawn(columns):
    compiles(in_view(charts.gallery, result(("solved", "plateau"), (0.01, 0.35)), columns=columns))
    compiles(in_view(charts.endings, result(("solved", "solved"), (0.01, 0.02)), columns=columns))


def test_every_seed_with_a_loss_is_a_dot_in_the_row_of_its_outcome():
    """Each seed with a loss is a dot in the row of its own outcome. Another row contradicts its replay."""
    dots = numbers(charts.endings(result()), "seed")
    found = {seed: (row, loss) for seed, row, loss in zip(dots["seed"], dots["row"], dots["loss"], strict=True)}
    assert sorted(found) == [0, 1, 2, 3, 4, 6, 7]  # seed 5 diverged
    assert found[6] == ("dead units · 2", pytest.approx(0.477))
    assert found[3] == ("solved · 3", pytest.approx(0.02))
    assert dots["solved"] == [row.startswith("solved") for row in dots["row"]]


def test_the_levels_are_those_of_the_run():
    level = numbers(charts.endings(result()), "level")
    assert dict(zip(level["name"], level["loss"], strict=True)) == {
        "4 alike": 0.693,
        "3 alike": 0.477,
        "2 alike": 0.347,
    }


def test_the_verdict_counts_every_outcome_and_gives_the_interval():
    words = charts.verdict(result())
    low, high = wilson_interval(3, 8)
    assert f"3 of 8 seeds solve XOR: 37.5% (95% interval {100 * low:.1f}% to {100 * high:.1f}%)" in words
    assert "1 plateau, 2 dead units, 1 unfinished, 1 diverged" in words
    assert "others" not in charts.verdict(result(("solved", "solved"), (0.01, 0.02)))


def test_nearly_all_is_not_called_all():
    """A share of 255 of 256 was once rounded to 100 %."""
    words = charts.verdict(result(("solved",) * 255 + ("plateau",), (0.01,) * 255 + (0.35,)))
    assert "255 of 256 seeds solve XOR: 99.6%" in words


def test_a_tile_shows_the_plane_the_points_and_the_loss_of_its_seed():
    """Points on the wrong corners, an upside-down plane, or the loss of another seed."""
    given = result()
    spec = charts.gallery(given)
    tile, dot, curve = (numbers(spec, name) for name in ("tile", "dot", "curve"))
    assert tile["name"] == ["Seed 1", "Seed 2", "Seed 4", "Seed 5", "Seed 6"]
    assert tile["words"][1] == "dead units, loss 0.6930"
    assert tile["url"][2] == theme.png(given.planes[2][::-1])
    x, y = tile["x"][2], tile["y"][2]
    corners = [
        (round((px - x) / 150 * 2 - 0.5, 3), round(1.5 - (py - y) / 150 * 2, 3))
        for px, py in zip(dot["x"][8:12], dot["y"][8:12], strict=True)
    ]
    assert corners == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert dot["class"][8:12] == [0, 1, 1, 0]
    heights = [(tile["y"][2] + charts.SIDE + charts.STRIP - py) / charts.STRIP for py in curve["y"][6:9]]
    np.testing.assert_allclose(heights, given.losses[:, 4], atol=1e-3)


@pytest.mark.parametrize("across", [1, 2, 4])
def test_tiles_do_not_overlap(across):
    left, top = charts.origins(8, across)
    boxes = list(zip(left.tolist(), top.tolist(), strict=True))
    for a, (x, y) in enumerate(boxes):
        for x2, y2 in boxes[a + 1 :]:
            assert abs(x - x2) >= charts.SIDE or abs(y - y2) >= charts.NAME + charts.SIDE + charts.STRIP


def test_the_accessible_name_of_the_gallery_says_how_each_seed_ends():
    words = charts.gallery_alt(result())
    assert "seed 1 plateau, loss 0.3470" in words
    assert "seed 5 diverged;" in words
    assert "seed 6 dead units, loss 0.4770" in words


@pytest.fixture
def shares():
    """Shares with known counts."""
    counts = {name: [place * hidden for hidden in range(1, 9)] for place, name in enumerate(("linear", "tanh", "relu"))}
    return SimpleNamespace(
        settings=XorWidthsSettings(seeds=16),
        successes=counts,
        intervals={name: [wilson_interval(count, 16) for count in row] for name, row in counts.items()},
        lost=0,
    )


@pytest.mark.parametrize("columns", [1, 3])
def test_shares_by_width_can_be_drawn(shares, columns):
    compiles(in_view(widths_charts.shares, shares, columns=columns))


def test_each_share_stands_at_its_width_with_its_interval(shares):
    """Each share stands at its own width, with the interval of its own activation's counts."""
    share = numbers(widths_charts.shares(shares), "share")
    rows = list(zip(*(share[name] for name in ("label", "hidden", "x", "y", "low", "high", "count")), strict=True))
    label, hidden, x, y, low, high, count = rows[8 + 3]
    assert (label, hidden, count, y) == ("tanh", 4, 4, 0.25)
    assert (low, high) == wilson_interval(4, 16)
    assert abs(x - hidden) < 0.5
    assert all(low <= y <= high for _, _, _, y, low, high, _ in rows)


def test_the_accessible_name_of_the_shares_lists_them(shares):
    assert "ReLU 12.5%, 25.0%, 37.5%, 50.0%, 62.5%, 75.0%, 87.5%, 100.0%" in widths_charts.alt_text(shares)


def test_runs_that_exploded_are_counted_beside_the_shares(shares):
    """The words count runs that exploded. Otherwise a share of 0 looks like networks that cannot solve XOR."""
    assert widths_charts.lost(shares) == ""
    shares.lost = 123
    assert "Runs that diverged or exploded: 123 of 384." in widths_charts.alt_text(shares)


def test_shares_that_are_not_there_yet_are_not_drawn(shares):
    """While the run goes on, networks that are not trained yet are neither drawn nor named, and nothing fails."""
    shares.successes = {"linear": [0] * 8, "tanh": [0, 12], "relu": []}
    shares.intervals = {name: [wilson_interval(count, 16) for count in row] for name, row in shares.successes.items()}
    spec = widths_charts.shares(shares)
    compiles(spec)
    share = numbers(spec, "share")
    assert list(zip(share["label"], share["hidden"], strict=True))[8:] == [("tanh", 1), ("tanh", 2)]
    words = widths_charts.alt_text(shares)
    assert "tanh 0.0%, 75.0%." in words
    assert "ReLU" not in words


@pytest.mark.parametrize("columns", [1, 3])
def test_the_course_of_one_seed_shows_its_own_loss_and_gradient(columns):
    """The chart of one seed shows its own numbers. Those of another seed make a slow run look stuck."""
    given = result()
    spec = in_view(charts.course, given, 4, columns=columns)
    compiles(spec)
    for name, values in (("loss", given.losses), ("gradient", given.gradients)):
        curve = numbers(spec, name)
        assert curve["x"] == [0, 50, 100]
        np.testing.assert_allclose(curve["y"], values[:, 4], rtol=5e-3)
    assert numbers(spec, "level")["loss"] == [0.693, 0.477, 0.347]


def test_a_gradient_of_zero_and_a_run_that_diverged_can_be_drawn():
    """A logarithmic axis knows no 0, and JSON no number that is not finite."""
    given = result()
    given.gradients[-1, 6] = 0
    compiles(charts.course(given, 6))
    compiles(charts.course(given, 5))
    assert charts.stuck_or_slow(given, 5) == "Seed 5 diverged."


def test_what_a_gradient_speaks_for_follows_from_its_numbers():
    """Seed 1: 0.01 to 0.017, so it grows. Seed 2 is dead. Seed 4 shrinks when it ends at 0.001."""
    given = result()
    assert "from 0 to" not in charts.stuck_or_slow(given, 1)
    assert "from epoch 50 to 100" in charts.stuck_or_slow(given, 1)
    assert "The gradient grows" in charts.stuck_or_slow(given, 1)
    assert "dead units have no gradient" in charts.stuck_or_slow(given, 2)
    given.gradients[-1, 4] = 0.001
    assert "The gradient shrinks" in charts.stuck_or_slow(given, 4)


@pytest.mark.parametrize("outcome", ["exploded", "useless"])
def test_a_run_with_too_long_steps_is_not_called_slow(outcome):
    """Its gradient grows too, and it is on its way to nothing."""
    given = result(("solved", outcome), (0.01, 36.0))
    given.gradients[-1, 1] = 2.5
    said = charts.stuck_or_slow(given, 1)
    assert "to 36.0000" in said
    assert "its steps are too long" in said
    assert "The gradient" not in said
    assert f"1 {charts.outcomes()[outcome]}" in charts.verdict(given)


def test_a_small_gradient_is_written_as_one_writes_it_by_hand():
    """A learner of twelve does not know what 2e-07 is."""
    given = result()
    given.gradients[-1, 4] = 1.23e-7
    assert "to 1.2 · 10⁻⁷." in charts.stuck_or_slow(given, 4)
    picture = svg(charts.course(given, 4))
    assert "10⁻⁶" in picture
    assert not re.search(r">\d*e[-+−]\d", picture)
