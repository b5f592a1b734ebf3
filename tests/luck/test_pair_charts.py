"""Charts of two runs of XOR: both planes, both losses, and what is said about their difference."""

import json
from functools import lru_cache

import numpy as np
import pytest

from mlcore.xor.settings import XorSettings
from pages.lessons.luck.charts import pair as charts
from pages.ui.charts import theme
from tests.support.drawn import compiles
from tests.support.specs import in_view, numbers, replayed
from tests.support.training import trained


@lru_cache
def run(**values):
    """Return a result as a page gets it from a worker."""
    return trained(XorSettings(**{"epochs": 100, **values}))


@pytest.mark.parametrize("hidden", [1, 2, 8])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_every_width_makes_a_chart_that_compiles(hidden, columns):
    """The chart compiles at every width. A shared parameter that is defined twice leaves it empty."""
    first, second = run(hidden=hidden), run(hidden=hidden, activation="relu")
    spec = in_view(charts.replay, first, second, "activation", columns=columns)
    moving = replayed(spec, first.snapshot_epochs)
    json.dumps(moving, allow_nan=False)
    assert spec["columns"] == columns
    assert len(spec["concat"]) == 3
    assert compiles(moving)


def test_each_plane_shows_its_own_run():
    """Each plane and each loss is that of its own run, so run B does not stand next to itself."""
    first, second = run(), run(learning_rate=5.0)
    spec = charts.replay(first, second, "learning_rate")
    for part, result in (("_a", first), ("_b", second)):
        assert numbers(spec, f"plane{part}")["url"] == [theme.png(plane[::-1]) for plane in result.snapshots.plane]
        p = np.array(numbers(spec, f"point{part}")["p"])
        np.testing.assert_allclose(p, result.snapshots.probabilities.T, atol=6e-4)
    loss = numbers(spec, "loss")
    for label, result in (("A", first), ("B", second)):
        mine = [(x, y) for x, y, of in zip(loss["x"], loss["y"], loss["label"], strict=True) if of == label]
        assert mine == list(enumerate(result.losses.tolist()))
    titles = [view["title"] for view in spec["concat"]]
    assert titles[:2] == ["A: Learning rate 0.5", "B: Learning rate 5.0"]


def test_two_runs_without_a_difference_are_said_to_agree_digit_for_digit():
    first = run()
    words = charts.difference(first, first, "learning_rate")
    assert "digit for digit" in words
    assert repr(first.final_loss) in words


def test_the_difference_names_both_verdicts_and_when_the_answers_part():
    """The first epoch with a large gap, and not the first with any gap."""
    first, second = run(epochs=2000), run(epochs=2000, learning_rate=0.01)
    words = charts.difference(first, second, "learning_rate")
    assert f"A: Learning rate 0.5 solves XOR (loss {first.final_loss:.4f})" in words
    assert f"B: Learning rate 0.01 fails (loss {second.final_loss:.4f}, no better than a guess)" in words
    gaps = np.abs(first.snapshots.probabilities - second.snapshots.probabilities).max(axis=1)
    parted = next(t for t, gap in enumerate(gaps) if gap > 0.1)
    assert parted > 0
    assert f"by epoch {first.snapshot_epochs[parted]:,} " in words


def test_runs_of_two_seeds_are_not_said_to_start_from_the_same_weights():
    words = charts.difference(run(epochs=500), run(epochs=500, seed=1), "seed")
    assert "They start from other weights" in words
    assert "same weights" not in words


def test_runs_that_stay_close_are_not_said_to_part():
    words = charts.difference(run(), run(learning_rate=0.499), "learning_rate")
    assert "never differ by more than 0.1" in words


def test_the_accessible_name_holds_the_difference():
    first, second = run(seed=3), run(seed=3, optimizer="Adam")
    alt_text = charts.alt_text(first, second, "optimizer")
    assert "from seed 3" in alt_text
    assert "B: Optimizer Adam" in alt_text
    assert "`" not in charts.alt_text(first, first, "optimizer")
