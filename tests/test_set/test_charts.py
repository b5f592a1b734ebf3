"""The charts of the lesson on training, validation and test set: data, encodings and words."""

import json
import re

import numpy as np
import pytest

from mlcore.test_set.results import MapResult
from mlcore.test_set.settings import HIDDEN, SIZES, CellSettings, MapSettings, OverfitSettings
from pages.lessons.test_set.charts import fitting, fitting_map, test_set_overfit
from pages.lessons.test_set.state import MapState
from tests.support.drawn import compiles, svg
from tests.support.specs import in_view, numbers, replayed
from tests.support.training import trained

SHAPE = (len(SIZES), len(HIDDEN))
GAP, VALIDATION = MapState(), MapState(shows="validation")


@pytest.fixture(scope="module")
def result():
    """A short run of one network, with early stopping."""
    return trained(CellSettings(hidden=16, train_size=40, early_stopping=True, epochs=100))


@pytest.fixture(scope="module")
def choosing():
    return trained(OverfitSettings(candidates=8))


def partly(done: int) -> MapResult:
    """Return a map on which some cells are done: training accuracies fall, validation accuracies rise."""
    training, validation = np.full(SHAPE, np.nan), np.full(SHAPE, np.nan)
    training.flat[:done] = np.linspace(1, 0.8, training.size)[:done]
    validation.flat[:done] = np.linspace(0.5, 0.75, training.size)[:done]
    return MapResult(MapSettings(), training, validation)


def test_no_mark_has_the_raw_tooltip_of_streamlits_theme(result, choosing):
    """A tooltip names its quantities; an image or a line of the axes has none."""
    specs = [
        fitting.replay(result),
        fitting_map.cells(partly(36), CellSettings(), GAP),
        test_set_overfit.chosen(choosing),
    ]
    for spec in specs:
        assert spec["config"]["mark"]["tooltip"] is None
        tooltips = re.findall(r'"tooltip": (\[[^]]*\]|\{[^}]*\})', json.dumps(spec))
        assert all(text.count('"title"') == text.count('"field"') for text in tooltips)


@pytest.mark.parametrize(("view", "value"), [(GAP, 0.5), (VALIDATION, 0.5)])
def test_the_map_shows_the_number_that_is_asked_for_in_its_cell(view, value):
    """The first cell is that of the fewest points and the smallest network, in the lower left corner."""
    spec = fitting_map.cells(partly(36), CellSettings(hidden=HIDDEN[0], train_size=SIZES[0]), view)
    cells = numbers(spec, "cell")
    assert (cells["hidden"][0], cells["size"][0]) == (str(HIDDEN[0]), str(SIZES[0]))
    assert cells["value"][0] == pytest.approx(value)
    assert np.flatnonzero(cells["chosen"]).tolist() == [0]
    picture = svg(spec)
    assert picture.count(">50<") == 1
    assert spec["concat"][0]["layer"][0]["encoding"]["y"]["scale"]["domain"][-1] == str(SIZES[0])


def test_a_map_that_is_not_done_shows_the_cells_that_are():
    spec = fitting_map.cells(partly(5), CellSettings(), GAP)
    assert len(numbers(spec, "cell")["value"]) == 5
    assert "Map of 5 networks" in fitting_map.alt_text(partly(5))
    assert "none is trained yet" in fitting_map.alt_text(partly(0))
    assert svg(fitting_map.cells(partly(0), CellSettings(), GAP))


def test_the_words_of_a_map_name_its_extremes():
    words = fitting_map.alt_text(partly(36))
    assert f"50.0 points, with {HIDDEN[0]} hidden units and {SIZES[0]} points" in words
    assert f"75.0%, with {HIDDEN[-1]} hidden units and {SIZES[-1]} points" in words


@pytest.mark.parametrize("columns", [1, 2])
def test_a_replay_compiles_and_holds_the_run(result, columns):
    spec = in_view(fitting.replay, result, columns=columns)
    assert compiles(replayed(spec, result.snapshot_epochs))
    np.testing.assert_allclose(numbers(spec, "loss")["y"], [*result.losses, *result.val_losses], atol=1e-4)
    np.testing.assert_allclose(numbers(spec, "accuracy")["y"], [*result.accuracies, *result.val_accuracies], atol=1e-4)
    assert numbers(spec, "kept")["x"] == [result.kept_epoch]


def test_a_ring_is_around_each_training_point_that_is_wrong(result):
    ring = numbers(fitting.replay(result), "ring")
    ever = ~result.right.all(axis=0)
    np.testing.assert_array_equal(np.array(ring["wrong"]).T, ~result.right[:, ever])


def test_the_words_of_a_run_hold_its_numbers_but_not_those_of_the_test_set(result):
    words = fitting.alt_text(result)
    assert f"{result.train_accuracy:.1%} of the training points" in words
    assert f"a gap of {100 * result.gap:.1f} points" in words
    assert "test" not in words


@pytest.mark.parametrize("columns", [1, 3])
def test_choosing_is_drawn_by_k_with_intervals_and_all_candidates(choosing, columns):
    spec = in_view(test_set_overfit.chosen, choosing, columns=columns)
    curves = numbers(spec, "by_k")
    means = [*choosing.test_of_best, *choosing.fresh_of_best, *choosing.test_of_honest]
    np.testing.assert_allclose(curves["y"], means, atol=1e-4)
    interval = numbers(spec, "interval")
    assert interval["name"] == ["by test · test", "by test · fresh", "by validation · test", "by validation · fresh"]
    np.testing.assert_allclose(interval["middle"][:2], [choosing.by_test.test, choosing.by_test.fresh])
    assert interval["low"][0] == choosing.by_test.test_interval[0]
    candidate = numbers(spec, "candidate")
    assert candidate["winner"][choosing.by_test.number] == 2
    np.testing.assert_allclose(candidate["x"], choosing.test_accuracies, atol=1e-4)
    assert "best by test" in svg(spec)


def test_the_words_of_choosing_hold_both_winners(choosing):
    text = test_set_overfit.chosen_alt(choosing)
    assert f"Of 8 candidates the best by test classifies {choosing.by_test.test:.1%}" in text
    assert f"{100 * choosing.optimism:.1f} points too much" in text
