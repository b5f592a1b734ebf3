"""Charts of the downhill lesson: the browser's own numbers are those of ``mlcore``, at every setting."""

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlcore.common.plane import SQUARE
from mlcore.downhill import one_weight, race, two_losses
from mlcore.downhill.one_weight import ENDS, MAX_STEPS
from mlcore.downhill.settings import CURVES, OneWeightSettings, RaceSettings, TwoLossesSettings
from pages.lessons.downhill.charts import one_weight as ball_charts
from pages.lessons.downhill.charts import race as race_charts
from pages.lessons.downhill.charts import two_losses as losses_charts
from tests.support.drawn import Drawn, compiles
from tests.support.specs import in_view, numbers, replayed
from tests.support.training import PartialResults

VALLEY, FIT = 0, 1
LOSSES, ANSWERS = 0, 1
BALLS = [
    OneWeightSettings(),
    OneWeightSettings(w=2.3, learning_rate=0.4, steps=3),
    OneWeightSettings(curve="two valleys", w=-0.35, learning_rate=0.12, steps=11),
    OneWeightSettings(curve="two valleys", w=1.05, learning_rate=0.3, steps=MAX_STEPS),
]
SLOPES = (two_losses.squared_slope, two_losses.entropy_slope)
PAIRS = [TwoLossesSettings(), TwoLossesSettings(w=5.7, learning_rate=1.9, steps=40), TwoLossesSettings(w=-1.2)]
by_settings: dict[str, Any] = {"ids": lambda settings: "-".join(map(str, settings.model_dump().values()))}


def at(charts, settings):
    """Return a picture of settings as the browser draws it."""
    spec = charts.draw(one_weight.run(settings)) if charts is ball_charts else charts.draw()
    return Drawn(spec, **{name: getattr(settings, name) for name in charts.FIELDS})


def way(settings, slope):
    """Return the weight before the first step and after each of the steps that are drawn."""
    weights = [settings.w]
    for _ in range(two_losses.MAX_STEPS):
        weights.append(weights[-1] - settings.learning_rate * slope(weights[-1]))
    return weights


def places(items):
    """Return where marks stand, shape (count, 2)."""
    return np.array([[item["x"], item["y"]] for item in items])


def pixels(x, y, ends, top, size):
    """Return where numbers stand in a view that ends below at 0."""
    width, height = size
    return np.array([(np.asarray(x) - ends[0]) / (ends[1] - ends[0]) * width, (1 - np.asarray(y) / top) * height]).T


def raced(**values):
    return race.train(RaceSettings(**{"epochs": 20, **values}))


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_every_chart_compiles_at_every_width(columns):
    """An expression that Vega rejects leaves an empty box on some screens only."""
    result = raced()
    specs = [
        in_view(ball_charts.draw, one_weight.run(OneWeightSettings(curve=curve)), columns=columns) for curve in CURVES
    ]
    specs.append(in_view(losses_charts.draw, columns=columns))
    specs.append(replayed(in_view(race_charts.replay, result, columns=columns), result.snapshot_epochs))
    for spec in specs:
        assert compiles(spec)
        assert spec["config"]["mark"] == {"tooltip": None}


def test_moving_a_slider_changes_nothing_that_the_server_sends():
    """The browser has all it needs, and must not get a picture after each step of a slider."""
    first, second = (one_weight.run(OneWeightSettings(w=w, steps=s)) for w, s in ((-1, 0), (2, 9)))
    assert ball_charts.draw(first) == ball_charts.draw(second)


@pytest.mark.parametrize("settings", BALLS, **by_settings)
def test_ball_steps_and_start_stand_where_gradient_descent_takes_them(settings):
    """The browser computes the whole path anew while a slider is held."""
    result = one_weight.run(settings)
    symbols = at(ball_charts, settings).items(VALLEY, "symbol")
    dots, (start, ball) = symbols[: settings.steps + 1], symbols[settings.steps + 1 : settings.steps + 3]
    size = ball_charts.WIDTHS[3], ball_charts.HEIGHTS[3]
    expected = pixels(result.path, result.losses, ENDS, ball_charts.TOPS[settings.curve], size)
    np.testing.assert_allclose(places(dots), expected[: settings.steps + 1], atol=1e-3)
    np.testing.assert_allclose(places([start, ball]), expected[[0, settings.steps]], atol=1e-3)


@pytest.mark.parametrize("settings", BALLS, **by_settings)
def test_the_tangent_has_the_slope_of_the_loss(settings):
    result = one_weight.run(settings)
    rule = at(ball_charts, settings).items(VALLEY, "rule")[-1]
    rise = (rule["y"] - rule["y2"]) / ball_charts.HEIGHTS[3] * ball_charts.TOPS[settings.curve]
    run = (rule["x2"] - rule["x"]) / ball_charts.WIDTHS[3] * (ENDS[1] - ENDS[0])
    assert rise / run == pytest.approx(result.slopes[settings.steps], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("settings", BALLS, **by_settings)
def test_the_numbers_at_the_ball_are_those_of_the_run(settings):
    result = one_weight.run(settings)
    (text,) = at(ball_charts, settings).texts(VALLEY)
    step, w, loss, slope = (float(found) for found in re.findall(r"-?\d[\d.]*", text.replace("−", "-")))
    assert step == settings.steps
    assert w == pytest.approx(result.path[settings.steps], rel=6e-3, abs=1e-9)
    assert loss == pytest.approx(result.final_loss, rel=6e-3)
    assert slope == pytest.approx(result.slopes[settings.steps], rel=6e-3, abs=1e-9)


@pytest.mark.parametrize("settings", BALLS, **by_settings)
def test_the_dashes_beside_the_curve_are_the_errors_of_the_neuron(settings):
    curve = CURVES[settings.curve]
    result = one_weight.run(settings)
    rules = at(ball_charts, settings).items(FIT, "rule")
    low, high = (-1.6, 1.6) if curve.bend else (-4.5, 4.5)
    heights = [(rule["y"] - rule["y2"]) / ball_charts.HEIGHTS[3] * (high - low) for rule in rules]
    errors = one_weight.outputs(result.path[settings.steps], curve) - np.array(curve.y)
    np.testing.assert_allclose(heights, errors, atol=1e-6)
    assert np.mean(np.square(heights)) == pytest.approx(result.final_loss, rel=1e-6)


@pytest.mark.parametrize("settings", PAIRS, **by_settings)
def test_both_balls_stand_on_their_losses_after_the_steps_taken(settings):
    symbols = places(at(losses_charts, settings).items(LOSSES, "symbol"))
    size = losses_charts.WIDTHS[3], losses_charts.HEIGHTS[3]
    weights = [way(settings, slope)[settings.steps] for slope in SLOPES]
    p = 1 / (1 + np.exp(-np.array(weights)))
    expected = pixels(weights, [p[0] ** 2, -np.log(1 - p[1])], losses_charts.ENDS, losses_charts.TOP, size)
    np.testing.assert_allclose(symbols[[1, 3]], expected, atol=1e-3)


@pytest.mark.parametrize("settings", PAIRS, **by_settings)
def test_the_answers_are_those_of_both_ways(settings):
    lines = at(losses_charts, settings).items(ANSWERS, "line")
    height = losses_charts.HEIGHTS[3]
    seen = 1 - places(lines)[:, 1] / height
    weights = np.concatenate([way(settings, slope) for slope in SLOPES])
    np.testing.assert_allclose(seen, 1 / (1 + np.exp(-weights)), atol=1e-6)


def test_the_race_shows_each_optimizer_at_its_place_and_the_start_at_the_cross():
    result = raced(w1=-1.5, w2=2.5)
    spec = race_charts.replay(result)
    walker = numbers(spec, "walker")
    assert walker["label"] == list(result.paths)
    for name, x, y in zip(walker["label"], walker["x"], walker["y"], strict=True):
        np.testing.assert_allclose(np.array([x, y]).T, result.paths[name], atol=1e-3)
    drawn = Drawn(replayed(spec, result.snapshot_epochs, 0), w1=-1.5, w2=2.5)
    side = race_charts.SIDES[3]
    start = np.array([-1.5 - SQUARE[0], SQUARE[1] - 2.5]) * side / (SQUARE[1] - SQUARE[0])
    symbols = places(drawn.items(0, "symbol"))
    np.testing.assert_allclose(symbols[:5], np.tile(start, (5, 1)), atol=1e-2)


def test_a_race_that_goes_on_is_drawn_and_told_as_far_as_it_is():
    seen = PartialResults(29)
    race.train(RaceSettings(epochs=20), on_progress=seen)
    (result,) = seen.results
    spec = race_charts.replay(result)
    assert len(numbers(spec, "loss")["y"]) == 21 + 9
    last = numbers(spec, "walker")
    assert [last["x"][i][-1] for i in (2, 3)] == pytest.approx([-2.4, -2.4])
    assert compiles(replayed(spec, result.snapshot_epochs))
    first, second = result.losses[race.OPTIMIZERS[0]][-1], result.losses[race.OPTIMIZERS[1]][-1]
    words = race_charts.alt_text(result)
    assert f"SGD {race_charts.short(first)}, Momentum {race_charts.short(second)} so far." in words


def test_an_optimizer_that_flies_out_is_drawn_and_told():
    """The chart of an infinite loss holds only finite numbers, because others leave it empty; its words say so."""
    result = raced(learning_rate=1, epochs=200)
    assert not np.isfinite(result.losses["SGD"][-1])
    spec = race_charts.replay(result)
    json.dumps(spec, allow_nan=False)
    assert "SGD not a finite number" in race_charts.alt_text(result)


def test_the_map_is_light_where_the_loss_is_low():
    shades = race_charts.shades(np.array([[0.0, 1.0, 100.0]]))
    colours = np.frombuffer(race_charts.palette(), np.uint8).reshape(256, 3)
    assert (np.diff(shades[0].astype(int)) > 0).all()
    assert tuple(colours[shades[0, 0]]) == race_charts.LOW
    assert tuple(colours[shades[0, 2]]) == race_charts.HIGH


def test_the_words_say_what_the_charts_show():
    words = ball_charts.alt_text(one_weight.run(OneWeightSettings()))
    assert "From the start at w = −0.8 the ball has taken 6 steps" in words
    words = losses_charts.alt_text(two_losses.run(TwoLossesSettings()))
    assert "70 steps" in words
    assert "cross-entropy 15" in words


def test_titles_are_translated():
    """A text that misses the translator stays English for everybody."""
    result = raced()
    upper: dict[str, Any] = {"translate": str.upper}
    one = in_view(ball_charts.draw, one_weight.run(OneWeightSettings()), **upper)
    pair = in_view(losses_charts.draw, **upper)
    map_ = in_view(race_charts.replay, replace(result), **upper)
    titles = [view["title"] for spec in (one, pair, map_) for view in spec["concat"]]
    assert len(titles) == 6
    assert all(title.isupper() for title in titles)
