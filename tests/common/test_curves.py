"""Curves: which points are kept, how several are told apart, and the curve of a run that has not finished."""

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.common.training import snapshot_epochs
from pages.ui.charts import curves, theme
from pages.ui.charts.spec import with_data
from tests.support.drawn import compiles, svg
from tests.support.specs import in_view, numbers


def report(**values):
    """Return a report of a run, each curve with a value every ten epochs."""
    return {
        "step": 50,
        "steps": 200,
        "curves": {name: (list(range(0, 10 * len(curve), 10)), curve) for name, curve in values.items()},
    }


@given(st.integers(1, 20_000))
def test_a_curve_keeps_its_first_and_last_point_and_at_most_300(count):
    """A curve keeps at most 300 points, the first and the last among them: the last is the number on the page."""
    xs, ys = curves.thinned(np.arange(count), 2 * np.arange(count))
    assert (xs[0], xs[-1]) == (0, count - 1)
    assert len(xs) == min(count, 300)
    assert (ys == 2 * xs).all()
    assert (np.diff(xs) > 0).all()
    assert np.ptp(np.diff(xs)) <= 1 if count > 1 else True


def test_a_short_curve_keeps_every_point():
    found = curves.points({"loss": (np.array([0, 1, 2]), np.array([3.0, 1.0, 2.0]))})
    assert found == {"x": [0, 1, 2], "y": [3.0, 1.0, 2.0], "label": ["loss"] * 3}


def test_points_of_several_curves_keep_their_labels():
    """Curves of different lengths, as accuracies measured less often, must not lend each other points."""
    found = curves.points({"a": (np.arange(2), np.array([5.0, 6.0])), "b": (np.arange(3), np.array([7.0, 8.0, 9.0]))})
    assert list(zip(found["label"], found["x"], found["y"], strict=True)) == [
        ("a", 0, 5.0),
        ("a", 1, 6.0),
        ("b", 0, 7.0),
        ("b", 1, 8.0),
        ("b", 2, 9.0),
    ]


def spec_of(labels, cursor=True):
    series = {label: (np.arange(5), np.linspace(1, 0, 5) + k) for k, label in enumerate(labels)}
    values = curves.points(series)
    chart = curves.curves("loss", labels, "Loss", "Epoch", cursor=cursor)
    return with_data(chart.to_dict(), loss=values)


def encoding_of(spec):
    """Return the encoding of the curves, under which lies what is clicked."""
    return spec["layer"][1]["encoding"]


@pytest.mark.parametrize("labels", [("loss",), ("training", "validation"), ("a", "b", "c", "d")])
def test_curves_differ_in_colour_and_in_dash(labels):
    """Colour alone is lost on some eyes and on a bad projector."""
    encoding = encoding_of(spec_of(labels))
    for channel, looks in (("color", theme.SERIES), ("strokeDash", theme.DASHES)):
        assert encoding[channel]["scale"]["domain"] == list(labels)
        assert encoding[channel]["scale"]["range"] == list(looks[: len(labels)])


def test_a_legend_is_drawn_only_where_there_is_something_to_tell_apart():
    alone, two = (encoding_of(spec_of(labels))["color"]["legend"] for labels in (("loss",), ("a", "b")))
    assert alone is None
    assert two["orient"] == "top"


def test_the_cursor_stands_at_the_epoch_of_the_replay():
    spec = spec_of(("loss",))
    at_three = {**spec, "params": [*spec["params"], {"name": "epoch", "value": 3}]}
    picture = svg(at_three)
    assert 'aria-label="x: 3"' in picture
    assert theme.CURSOR in picture


@given(st.integers(2, 10_000), st.integers(2, 51), st.floats(0, 1))
def test_a_click_leads_to_the_frame_of_the_nearest_epoch(epochs, most, share):
    """All places of the chart lead somewhere, and none to an epoch that is further away than another."""
    shots, clicked = snapshot_epochs(epochs, most), share * epochs
    frames = [place["moment"] for place in curves.targets(shots) if place["start"] <= clicked <= place["end"]]
    assert frames
    nearest = min(abs(epoch - clicked) for epoch in shots)
    assert all(abs(shots[frame] - clicked) == pytest.approx(nearest) for frame in frames)


def test_a_curve_without_a_replay_needs_no_epoch():
    """Vega draws nothing at all when an expression names a parameter that does not exist."""
    spec = spec_of(("loss",), cursor=False)
    assert "epoch" not in json.dumps(spec)
    assert len(spec["layer"]) == 1
    assert compiles(spec)


def test_an_unfinished_run_shows_its_losses_so_far_at_their_epochs():
    values = numbers(curves.partial(report(loss=[0.7, 0.6, 0.5])), "partial")
    assert (values["x"], values["y"]) == ([0, 10, 20], [0.7, 0.6, 0.5])


def test_an_unfinished_run_shows_both_losses_but_no_accuracy_on_their_scale():
    spec = curves.partial(report(loss=[0.7, 0.6], linear_loss=[0.8, 0.75], accuracy=[0.1, 0.9]))
    values = numbers(spec, "partial")
    assert values["y"] == [0.7, 0.6, 0.8, 0.75]
    assert values["label"] == ["training"] * 2 + ["training, linear model"] * 2


@pytest.mark.parametrize("losses", [{"loss": [0.7]}, {"loss": [0.7, 0.6], "linear_loss": []}])
def test_the_first_report_of_a_run_makes_a_chart_that_compiles(losses):
    """One loss may come later than the other: an empty curve must not break the page."""
    spec = curves.partial(report(**losses))
    assert compiles(spec)
    assert set(numbers(spec, "partial")["label"]) == {"training"}


def test_the_chart_of_an_unfinished_run_is_built_once_a_shape():
    """It is drawn four times a second for every visitor who waits."""
    first, second = (curves.partial(report(loss=losses)) for losses in ([0.7, 0.6], [0.5, 0.4]))
    assert first["layer"] is second["layer"]


def test_the_words_for_an_unfinished_run_hold_its_last_loss_and_change_only_with_the_curve():
    """New words make the browser draw the chart anew; a step that leaves the curve as it is must not change them."""
    before, after = (dict(report(loss=[0.7, 0.5123], linear_loss=[9.0]), step=step) for step in (50, 51))
    assert "0.5123 after 10 epochs" in curves.partial_alt(before)
    assert curves.partial_alt(before) == curves.partial_alt(after)


@pytest.mark.parametrize("losses", [{}, {"loss": []}])
def test_the_words_are_those_of_the_first_model_until_the_second_has_begun(losses):
    """The regression lesson trains its linear model first."""
    assert "0.4321 after 10 epochs" in curves.partial_alt(report(linear_loss=[0.7, 0.4321], **losses))


def test_an_unfinished_run_is_shown_in_the_visitors_language():
    spec = in_view(curves.partial, report(loss=[0.7, 0.6]), translate=str.upper)
    assert set(numbers(spec, "partial")["label"]) == {"TRAINING"}
    assert spec["title"] == spec["title"].upper()


def test_a_curve_keeps_its_style_where_it_is_asked_to():
    """A curve takes the colour and dash that it is given, so one model looks the same on two charts."""
    chart = curves.curves("loss", ("b", "d"), "Loss", "Epoch", styles=(1, 3)).to_dict()
    encoding = encoding_of(chart)
    assert encoding["color"]["scale"]["range"] == [theme.SERIES[1], theme.SERIES[3]]
    assert encoding["strokeDash"]["scale"]["range"] == [theme.DASHES[1], theme.DASHES[3]]


def test_a_partial_curve_that_explodes_is_drawn_as_far_as_it_is_finite_on_a_logarithmic_axis():
    """JSON knows no infinity, and one value of 1e38 on a linear axis hides all others."""
    spec = curves.partial(report(loss=[4.0, 1e5, 1e38, float("inf"), float("nan")], linear_loss=[2.0, 1.0, 0.5]))
    drawn = numbers(spec, "partial")
    assert drawn["y"] == [4.0, 1e5, 1e38, 2.0, 1.0, 0.5]
    assert dict.fromkeys(drawn["label"]) == dict.fromkeys(["training", "training, linear model"])
    assert spec["layer"][0]["encoding"]["y"]["scale"]["type"] == "log"
    assert "Infinity" not in json.dumps(spec)
    assert "<svg" in svg(spec)


def test_a_partial_curve_is_as_wide_as_the_charts_of_its_page():
    """While a network trains, its curve is one cell wide on a phone and two elsewhere, so no phone scrolls sideways."""
    widths = [in_view(curves.partial, report(loss=[0.7, 0.6]), columns=columns)["width"] for columns in (1, 2, 3)]
    assert widths == [theme.CELL, 2 * theme.CELL, 2 * theme.CELL]


def test_a_partial_curve_that_falls_has_a_linear_axis_with_plain_numbers():
    """Vega writes 60 as 6e+1 where it is left to choose."""
    spec = curves.partial(report(loss=[61.0, 2.0, 0.001]))
    assert "type" not in spec["layer"][0]["encoding"]["y"]["scale"]
    drawn = svg(spec)
    assert ">60<" in drawn
    assert "e+1<" not in drawn


@pytest.mark.parametrize(
    ("losses", "label"),
    [
        ([0.0, 1e9], "1 · 10⁹"),
        ([0.0, 2000.0], "2,000"),
        ([0.0, 0.0002], "0.0002"),
        ([0.0, 2e-5], "2 · 10⁻⁵"),
        ([-2e6, 0.0], "−2 · 10⁶"),
        ([0.0, 1e38], "1 · 10³⁸"),
    ],
)
def test_a_loss_of_any_size_has_labels_as_one_writes_them(losses, label):
    """A learner of twelve does not know what 1e+9 is."""
    chart = curves.curves("loss", ("loss",), "Loss", "Epoch", cursor=False)
    spec = with_data(chart.to_dict(), loss=curves.points({"loss": (np.arange(len(losses)), np.array(losses))}))
    drawn = svg(spec)
    assert f">{label}<" in drawn
    assert not re.search(r">[^<>]*\de[+-]?\d[^<>]*<", drawn)


@pytest.mark.parametrize("epochs", [0, 1, 2])
def test_epochs_are_counted_in_whole_numbers(epochs):
    """There is no epoch 0.5, and none that is written 0.000000."""
    chart = curves.curves("loss", ("loss",), "Loss", "Epoch", cursor=False, y_format=".0%")
    run = {"loss": (np.arange(epochs + 1), np.linspace(1, 0.5, epochs + 1))}
    spec = with_data(chart.to_dict(), loss=curves.points(run))
    drawn = svg(spec)
    numbers = re.findall(r">([\d.,]+)<", drawn)
    assert numbers
    assert all(number.isdigit() for number in numbers)


def test_an_exploded_loss_has_labels_as_one_writes_them_too():
    drawn = svg(curves.partial(report(loss=[4.0, 1e5, 1e38])))
    assert re.search(" · 10[⁰¹²³⁴⁵⁶⁷⁸⁹]{2}<", drawn)
    assert not re.search(r">[^<>]*\de[+-]?\d[^<>]*<", drawn)
