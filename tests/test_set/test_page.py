"""The lesson on training, validation and test set as a visitor meets it, without a browser."""

import itertools

import pytest

from mlcore.test_set.settings import HIDDEN, SIZES, CellSettings, MapSettings, OverfitSettings
from pages.lessons.test_set.challenges import CHALLENGES, MANY_POINTS
from pages.ui import moved
from tests.support.app import result_of

QUICK = {"test_set.epochs": "20"}


def metrics(visitor) -> dict[str, str]:
    return {metric.label: metric.value for metric in visitor.app.metric}


def map_words(visitor) -> str:
    (words,) = [alt for alt in visitor.charts if alt.startswith("Map of")]
    return words


def test_a_link_shows_the_network_that_it_names_and_the_whole_map(visit):
    visitor = visit("test_set", {**QUICK, "test_set.hidden": "8"})
    result = result_of(CellSettings(epochs=20, hidden=8))
    assert visitor.number == repr(result.gap)
    assert metrics(visitor)["Validation accuracy"] == f"{result.val_accuracy:.1%}"
    assert any("8 hidden units learning 80 points" in alt for alt in visitor.charts)
    assert f"Map of {len(HIDDEN) * len(SIZES)} networks" in map_words(visitor)


def test_a_remedy_trains_the_network_and_the_map_anew(visit):
    visitor = visit("test_set", QUICK)
    before = map_words(visitor)
    visitor.set("test_set.weight_decay", 0.1)
    assert map_words(visitor) != before
    assert visitor.number == repr(result_of(CellSettings(epochs=20, weight_decay=0.1)).gap)


def test_another_size_leaves_the_map_as_it_is(visit):
    """All sizes are on it."""
    visitor = visit("test_set", QUICK)
    before = map_words(visitor)
    visitor.set("test_set.train_size", 640)
    assert map_words(visitor) == before
    assert any("learning 640 points" in alt for alt in visitor.charts)


def test_the_test_set_stays_closed_until_its_button_is_pressed_and_closes_with_another_network(visit):
    """A setting that is changed because of the test accuracy makes it worthless."""
    visitor = visit("test_set", QUICK)
    assert "Test accuracy" not in metrics(visitor)
    visitor.press("_test_set.test_set")
    result = result_of(CellSettings(epochs=20))
    assert metrics(visitor)["Test accuracy"] == f"{result.test_accuracy:.1%}"
    assert f"between **{100 * result.test_interval[0]:.1f}%**" in " ".join(visitor.text.split())
    visitor.set("test_set.dropout", 0.5)
    assert "Test accuracy" not in metrics(visitor)
    assert "Test sets opened so far: 1" in visitor.text


def test_choosing_follows_its_controls(visit):
    visitor = visit("test_set", {**QUICK, "test_set_overfit.candidates": "5"})
    assert any(alt.startswith("Of 5 candidates") for alt in visitor.charts)
    visitor.set("test_set_overfit.shuffled", True)
    result = result_of(OverfitSettings(candidates=5, shuffled=True))
    assert f"**{100 * result.optimism:.1f} points** better" in " ".join(visitor.text.split())
    assert repr(result.optimism) in visitor.text


def test_old_links_to_the_choice_lead_here():
    """The experiment stood on the page of three classes before."""
    assert moved.page_of("classification", ["test_set_overfit"]) == ("test_set", True)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_is_open_at_the_defaults_and_solved_by_its_solution(challenge):
    """The goal is not reached by the defaults and is reached by the solution."""
    start = type(challenge.solution)()
    assert challenge.check(start, result_of(start)) != ""
    assert challenge.check(challenge.solution, result_of(challenge.solution)) == ""


@pytest.mark.parametrize("name", [name for name in CellSettings.model_fields if name not in MapSettings.model_fields])
def test_no_single_step_from_the_start_overfits_many_points(name):
    """The challenge asks for two thoughts: more points, and a network that can follow them."""
    overfit = CHALLENGES[0]
    for value in {"hidden": HIDDEN, "train_size": SIZES}[name]:
        settings = CellSettings(**{name: value})
        assert overfit.check(settings, result_of(settings)) != ""


def test_no_cell_of_the_first_map_overfits_many_points():
    """The map shows every size at once; the challenge also asks how long to train, and no click on it is enough."""
    overfit = CHALLENGES[0]
    for hidden, train_size in itertools.product(HIDDEN, SIZES[SIZES.index(MANY_POINTS) :]):
        settings = CellSettings(hidden=hidden, train_size=train_size)
        assert overfit.check(settings, result_of(settings)) != ""


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("overfit", {"seed": 1}),
        ("overfit", {"hidden": 128}),
        ("small-gap", {"train_size": 320}),
        ("small-gap", {"seed": 1}),
        ("cure", {"dropout": 0.8}),
        ("flattered", {"candidates": 20}),
        ("sober", {"test_size": 500}),
    ],
)
def test_neighbours_of_a_solution_solve_the_challenge_too(name, changed):
    """Settings close to a solution solve the challenge too, so small differences of processors do not matter."""
    challenge = next(challenge for challenge in CHALLENGES if challenge.name == name)
    settings = challenge.solution.model_copy(update=changed)
    assert challenge.check(settings, result_of(settings)) == ""


def test_too_few_epochs_are_no_cure():
    """To stop after a few epochs by hand is early stopping, too."""
    cure = next(challenge for challenge in CHALLENGES if challenge.name == "cure")
    short = cure.solution.model_copy(update={"epochs": 20})
    assert "at least 500 epochs" in cure.check(short, result_of(cure.solution))
