"""The charts of the lesson on depth: data, encodings and words."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from mlcore.depth import vanishing
from mlcore.depth.results import ResidualResult
from mlcore.depth.settings import ResidualSettings, VanishingSettings
from pages.lessons.depth.charts import blocks, imagenet, residual
from pages.lessons.depth.charts import vanishing as vanishing_charts
from tests.support.drawn import compiles, svg
from tests.support.specs import in_view, numbers
from tests.support.tooltips import unasked


@pytest.fixture(autouse=True, scope="module")
def threads():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def small(**values):
    return vanishing.run(VanishingSettings(**{"depth": 3, "width": 4, **values}))


@pytest.fixture(scope="module")
def deep():
    curves = {"shallow": np.array([2.3, 0.5]), "plain": np.array([2.3, 2.2]), "skips": np.array([5.0, 0.1])}
    errors = {"shallow": np.array([0.9, 0.1]), "plain": np.array([0.9, 0.8]), "skips": np.array([0.9, 0.02])}
    return ResidualResult(ResidualSettings(depth=24, epochs=1), curves, errors, 0.1)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_every_chart_compiles_at_every_width(deep, columns):
    for spec in (
        in_view(imagenet.winners, columns=columns),
        in_view(residual.draw, deep, columns=columns),
        in_view(vanishing_charts.norms, small(), columns=columns),
        in_view(blocks.draw, columns=columns),
    ):
        assert compiles(spec)
        assert unasked(spec) == 0, "a theme shows raw fields where a chart defines no tooltip"


def test_imagenet_holds_the_figures_as_they_are_known():
    """15.3 % (with extra data) and 3 % (a guess) are not among the bars."""
    errors = {winner.year: winner.error for winner in imagenet.WINNERS}
    assert errors == {
        2010: 28.2,
        2011: 25.8,
        2012: 16.4,
        2013: 11.7,
        2014: 6.67,
        2015: 3.57,
        2016: 2.99,
        2017: 2.25,
    }
    assert [winner.network for winner in imagenet.WINNERS] == [False] * 2 + [True] * 6
    assert imagenet.TRAINED_PERSON == 5.1
    assert "One trained person: 5.1%" in imagenet.alt_text()
    picture = svg(imagenet.winners())
    assert "one trained person: 5.1" in picture
    assert [row["Entry"] for row in imagenet.table()][2] == "AlexNet (SuperVision)"


def test_curves_of_depth_belong_to_their_network(deep):
    table = numbers(residual.draw(deep), "residual_error")
    ends = {label: y for x, y, label in zip(table["x"], table["y"], table["label"], strict=True) if x == 1}
    assert ends == {"shallow, plain": 0.1, "deep, plain": 0.8, "deep, with skips": 0.02}
    text = residual.alt_text(deep)
    assert "plain one of 24 hidden layers 80.0%" in text
    assert "skip connections 2.0%" in text
    assert not residual.problem(deep)


def test_a_run_that_goes_on_is_drawn_as_far_as_it_is(deep):
    """The deep plain network has ended, that with skips has begun, the shallow one not yet."""
    begun = replace(
        deep,
        losses={"plain": np.array([2.3, 2.2]), "skips": np.array([5.0, np.nan])},
        errors={"plain": np.array([0.9, 0.8]), "skips": np.array([0.9, np.nan])},
    )
    table = numbers(residual.draw(begun), "residual_error")
    rows = list(zip(table["label"], table["x"], table["y"], strict=True))
    assert rows == [("deep, plain", 0, 0.9), ("deep, plain", 1, 0.8), ("deep, with skips", 0, 0.9)]
    assert compiles(residual.draw(begun))
    text = residual.alt_text(begun)
    assert "deep, plain: 80.0% after 1 epoch; deep, with skips: 90.0% after 0 epochs." in text
    assert not residual.problem(begun)


def test_three_networks_that_learned_nothing_are_not_compared(deep):
    useless = replace(
        deep,
        losses={name: np.array([2.4, 2.31]) for name in deep.losses},
        errors={name: np.array([0.9, 0.9]) for name in deep.errors},
    )
    assert "None of the three networks learned enough" in residual.alt_text(useless)


def test_the_chosen_activation_is_thick_and_all_have_a_value_in_every_layer():
    result = small(activation="tanh", start="xavier")
    norm = numbers(vanishing_charts.norms(result), "norm")
    chosen = [y for y, on in zip(norm["y"], norm["chosen"], strict=True) if on]
    np.testing.assert_allclose(chosen, result.norms["tanh"]["xavier"])
    assert norm["layer"] == [1, 2, 3, 4] * 4
    assert {name for name, on in zip(norm["activation"], norm["chosen"], strict=True) if on} == {"tanh"}


def test_a_gradient_of_zero_finds_a_place_on_the_logarithmic_axis():
    """A gradient of 0 is drawn above 0, because Vega draws nothing for its logarithm, which leaves a hole."""
    result = small()
    dead = {name: {start: 0 * norms for start, norms in starts.items()} for name, starts in result.norms.items()}
    dead_run: Any = SimpleNamespace(settings=result.settings, norms=dead)
    assert min(numbers(vanishing_charts.norms(dead_run), "norm")["y"]) > 0


def test_titles_are_translated():
    """A text that misses the translator stays English for everybody."""
    spec = in_view(vanishing_charts.norms, small(), translate=str.upper)
    assert spec["concat"][0]["title"] == "LENGTH OF THE GRADIENT IN EACH LAYER"


def test_only_a_network_with_skips_adds_its_input():
    picture = svg(blocks.draw())
    assert picture.count(">+</text>") == 2
    assert picture.count(">f</text>") == 4
