"""Charts and words of a loop with a bug: of runs that end, diverge or stop with an error."""

import json
import math
import re
from functools import lru_cache

import numpy as np
import pytest

from mlcore.debugging.bugs import BUGS
from mlcore.debugging.results import DebuggingResult, Observed
from mlcore.debugging.settings import DebuggingSettings
from pages.lessons.debugging.charts import trained as charts
from pages.ui.charts import theme
from tests.support.drawn import compiles
from tests.support.specs import in_view, numbers
from tests.support.training import trained

WITHOUT, WITH = charts.names()


@lru_cache
def run(case, **values):
    """Return a result as a page gets it from a worker."""
    return trained(DebuggingSettings(case=case, **{"epochs": 10, **values}))


def drawn(spec, name, label):
    """Return the points of a curve."""
    values = numbers(spec, name)
    rows = zip(values["x"], values["y"], values["label"], strict=True)
    return [(x, y) for x, y, own in rows if own == label]


@pytest.mark.parametrize(("case", "columns"), [*((case, 1) for case in BUGS), ("A", 2), ("D", 2)])
def test_every_case_makes_charts_that_compile(case, columns):
    """A case whose loop records nothing also has valid charts."""
    spec = in_view(charts.draw, run(case), columns=columns)
    assert compiles(spec)
    assert len(spec["concat"]) == 3
    assert spec["columns"] == columns


@pytest.mark.parametrize("case", ["A", "D"])
def test_both_loops_are_drawn_epoch_by_epoch(case):
    """Each curve has the values of its own loop, from epoch 1."""
    result = run(case)
    spec = charts.draw(result)
    for name, field in (("loss", "losses"), ("validation", "validation")):
        for label, loop in ((WITHOUT, result.fixed), (WITH, result.broken)):
            assert drawn(spec, name, label) == list(zip(range(1, 11), getattr(loop, field), strict=True))


def test_of_a_crash_only_the_other_loop_is_drawn():
    spec = charts.draw(run("B"))
    assert drawn(spec, "loss", WITH) == drawn(spec, "fit", WITH) == []
    assert len(drawn(spec, "loss", WITHOUT)) == 10


def test_the_kept_epoch_is_marked_on_the_test_curve():
    """Case H differs only in the kept epoch."""
    result = run("H", epochs=20, seed=1)
    spec = charts.draw(result)
    marks = numbers(spec, "chosen")
    curve = dict(drawn(spec, "test", WITH))
    assert result.fixed.chosen != result.broken.chosen
    assert marks["x"] == [result.fixed.chosen + 1, result.broken.chosen + 1]
    assert [curve[x] for x in marks["x"]] == marks["y"]
    assert marks["y"][1] == max(curve.values())
    assert marks["colour"] == list(theme.SERIES[:2])
    assert len(set(marks["shape"])) == 2


def test_a_regression_shows_data_and_what_was_learned():
    result = run("F")
    spec = charts.draw(result)
    assert drawn(spec, "fit", WITH) == list(zip(np.linspace(-2, 2, 81), result.broken.fit, strict=True))
    assert numbers(spec, "dots")["y"] == pytest.approx(result.y, abs=1e-4)


def loops(fixed, broken):
    """Return curves of two loops as both() gets them."""
    series = charts.both((WITHOUT, WITH), np.array(fixed), np.array(broken))
    rows = list(zip(series["x"], series["y"], series["label"], strict=True))
    return [[(x, y) for x, y, own in rows if own == label] for label in (WITHOUT, WITH)]


def test_a_curve_ends_where_it_diverges():
    """A loss of 1e30 does not flatten the other curve, and NaN is not drawn."""
    fixed, broken = loops([1.0, 0.5, 0.4], [2.0, 20.0, 1e30])
    assert [x for x, _ in fixed] == [1, 2, 3]
    assert broken == [(1, 2.0), (2, 20.0)]
    fixed, broken = loops([np.inf, np.nan], [0.5, np.nan])
    assert (fixed, broken) == ([], [(1, 0.5)])


@pytest.mark.parametrize("case", ["A", "D"])
def test_a_run_that_diverged_still_has_charts(case):
    spec = charts.draw(run(case, learning_rate=100))
    assert compiles(spec)


def test_what_is_left_out_of_a_chart_is_said():
    """The largest value of case K reveals the bug, so the page names it."""
    assert charts.out_of_range(run("A")) == charts.out_of_range(run("B")) == ""
    losses = run("K").broken.losses
    assert losses[0] > charts.MAX_FACTOR * run("K").fixed.losses.max()
    assert f"its largest value is {losses[0]:.4g}, in epoch 1." in charts.out_of_range(run("K"))
    words = charts.out_of_range(run("A", learning_rate=100))
    assert words.startswith(f"In epoch 1 the training loss {WITHOUT} stopped being a finite number")


@pytest.mark.parametrize("case", ["A", "D"])
def test_no_mark_has_the_raw_tooltip_of_streamlits_theme(case):
    """Only the curves have tooltips, with the names of their quantities."""
    spec = charts.draw(run(case))
    assert spec["config"]["mark"]["tooltip"] is None
    tooltips = re.findall(r'"tooltip": (\[[^]]*\])', json.dumps(spec))
    assert len(tooltips) == 3
    assert all(text.count('"title"') == text.count('"field"') for text in tooltips)


@pytest.mark.parametrize(
    ("value", "text"),
    [(math.nan, "no finite number"), (-math.inf, "no finite number"), (2.2e27, "more than a million"), (-0.0, "0")],
)
def test_numbers_that_nobody_can_read_are_said_in_words(value, text):
    assert charts.short(value) == text


def test_the_words_of_a_run_that_diverged_have_no_nan():
    words = charts.alt_text(run("A", learning_rate=100))
    assert "no finite number" in words
    assert "nan" not in words


def test_the_words_hold_both_ends_of_both_curves():
    result = run("A")
    words = charts.alt_text(result)
    for loop in (result.fixed, result.broken):
        assert f"{loop.losses[0]:.4g} → {loop.losses[-1]:.4g}" in words
        assert f"{loop.validation[-1]:.4g}" in words
    assert "10 epochs" in words


def test_the_words_for_a_crash_say_that_nothing_was_recorded():
    assert charts.alt_text(run("E")).endswith("with the bug nothing was recorded before the error.")


def test_charts_and_words_are_in_the_visitors_language():
    spec = in_view(charts.draw, run("A"), columns=1, translate=str.upper)
    assert set(numbers(spec, "loss")["label"]) == {WITHOUT.upper(), WITH.upper()}
    titles = re.findall(r'"title": "([^"]{3,})"', json.dumps(spec["concat"], ensure_ascii=False))
    assert len(titles) >= 3
    assert all(title == title.upper() for title in titles)


def test_a_traceback_shows_the_lines_of_the_loop_as_they_stand():
    """The line numbers are those of the source on the page."""
    lines = charts.traceback(run("I")).splitlines()
    source = BUGS["I"].broken.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert [line.strip() for line in lines[1::2][:2]] == ["line 51, in <module>", "line 31, in forward"]
    assert lines[2].strip() == source[50].strip()
    assert lines[4].strip() == source[30].strip()
    assert lines[-1] == "TypeError: 'str' object is not callable"


def test_the_numbers_of_an_explanation_are_those_of_the_run():
    loop = Observed(
        losses=np.array([1.0, 3.0, 2.0]),
        validation=np.array([0.5, 1 / 3, 0.25]),
        test=np.array([0.5, 0.75, 0.25]),
        chosen=1,
        reported="2.0",
        clues={"small": 0.125},
    )
    crash = Observed(reported="KeyError: 1")
    settings = DebuggingSettings(learning_rate=0.5)
    found = charts.evidence(DebuggingResult(settings, loop, crash, x=np.empty(0), y=np.empty(0), baseline=1.0))
    assert {name: found[f"fixed_{name}"] for name in ("first", "last", "rise", "mean", "growth")} == {
        "first": "1",
        "last": "2",
        "rise": "2",
        "mean": "2",
        "growth": "0.5",
    }
    assert [found[f"fixed_{name}"] for name in ("val_first", "val", "moved", "third", "kept")] == [
        "0.5",
        "0.25",
        "0.25",
        "1",
        "0.75",
    ]
    assert (found["fixed_small"], found["fixed_reported"], found["rate"]) == ("0.125", "2.0", "0.5")
    assert (found["broken_last"], found["broken_reported"]) == ("–", "KeyError: 1")
