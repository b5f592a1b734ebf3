"""The lesson on depth as a visitor sees it, without a browser."""

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch

from mlcore.depth import vanishing
from mlcore.depth.settings import ResidualSettings, VanishingSettings
from pages.lessons.depth.challenges import CHALLENGES, patience
from pages.ui.numbers import short
from tests.support.downloads import last_line, script

RESCUED = {"vanishing.depth": "20", "vanishing.activation": "relu", "vanishing.start": "kaiming"}


@pytest.fixture(autouse=True, scope="module")
def threads():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def learned(plain: float) -> Any:
    """Return a made-up comparison in which the deep plain network ends with this error."""
    return SimpleNamespace(errors={"plain": np.array([0.9, plain])})


def test_the_answer_to_the_prediction_waits_for_its_button(visit):
    """The deep networks are not trained before their button is pressed, so no curve answers the question first."""
    visitor = visit("depth")
    assert "residual" not in visitor.runs()
    assert "residual.start" in [button.key for button in visitor.app.button]
    assert any("Two layers one after the other" in alt for alt in visitor.charts)
    assert visitor.note("patience") == "Answer the question first."
    assert "Press *Train a deep network with and without skips*" in visitor.answer("patience").note("patience")


def test_a_button_starts_the_run(visit):
    visitor = visit("depth").set("residual.epochs", 1).set("residual.depth", 4)
    assert not any("shallow plain network" in alt for alt in visitor.charts)
    visitor.press("residual.start")
    assert any("plain one of 4 hidden layers" in alt for alt in visitor.charts)
    assert "earlier settings" not in visitor.text


def test_a_link_to_a_run_starts_it(visit):
    visitor = visit("depth", {"residual.epochs": "1", "residual.depth": "2"})
    assert "residual.start" not in [button.key for button in visitor.app.button]
    assert any("After 1 epoch the shallow plain network" in alt for alt in visitor.charts)


def test_depth_moves_the_chart_and_the_ratio(visit):
    visitor = visit("depth").set("vanishing.depth", 10)
    ratio = vanishing.run(VanishingSettings(depth=10)).ratio
    assert f"**{short(ratio, 2)}**" in visitor.text
    assert any("10 hidden layers of 32 units (sigmoid" in chart for chart in visitor.charts)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_fails_at_the_defaults_and_passes_at_its_solution(challenge):
    """A challenge that is solved on arrival, or that nobody can solve."""
    runs: dict[type, Callable[[Any], Any]] = {
        VanishingSettings: vanishing.run,
        ResidualSettings: lambda settings: learned(0.6 if settings.epochs < 30 else 0.2),
    }
    settings = type(challenge.solution)()
    for wanted in (settings, challenge.solution):
        missing = challenge.check(wanted, runs[type(wanted)](wanted))
        assert bool(missing) == (wanted is settings), missing


def test_patience_needs_depth():
    assert "at least 16" in patience(ResidualSettings(depth=4), learned(0.0))


@pytest.mark.parametrize("seed", [0, 1])
def test_a_deep_plain_network_gets_there_in_thirty_epochs(seed):
    """Thirty epochs solve the challenge; after ten, more than 45 % of the training digits are still wrong."""
    from mlcore.depth.residual import measure, run

    settings = ResidualSettings(epochs=30, seed=seed)
    program_run = run(settings, 0, [], None, skip=False)
    errors = np.array([measure(program_run, state)[1] for state in program_run.states])
    assert errors[10] > 0.45
    assert patience(settings, cast(Any, SimpleNamespace(errors={"plain": errors}))) == ""


def test_a_challenge_is_solved_on_the_page(visit):
    visitor = visit("depth").answer("rescue")
    visitor.set("vanishing.depth", 20).set("vanishing.activation", "relu")
    assert visitor.note("rescue") != "Solved"
    visitor.set("vanishing.start", "kaiming")
    assert visitor.note("rescue") == "Solved"


def test_a_link_to_a_solution_solves_nothing_by_itself(visit):
    """Otherwise one learner's link solves the challenge for the whole class."""
    assert visit("depth", RESCUED).answer("rescue").note("rescue") != "Solved"


def test_a_rescue_needs_depth_a_non_linear_activation_and_something_to_be_rescued_from():
    rescue = next(challenge for challenge in CHALLENGES if challenge.name == "rescue")
    for wrong, says in (
        (VanishingSettings(depth=15, activation="relu", start="kaiming"), "at least 20"),
        (VanishingSettings(depth=20, activation="linear", start="xavier"), "choose another one"),
        (VanishingSettings(depth=20), "between 0.1 and 10"),
    ):
        assert says in rescue.check(wrong, vanishing.run(wrong))


def test_the_download_prints_the_number_of_the_page(visit):
    """The script prints the page's number to the last digit, also with other start weights."""
    settings = VanishingSettings(depth=3, width=8, activation="tanh", start="large", seed=1)
    link = {f"vanishing.{name}": str(value) for name, value in settings.changed().items()}
    number = repr(vanishing.run(settings).ratio)
    assert f"`{number}`" in visit("depth", link).text
    assert last_line(script(settings)) == number


def test_a_layer_that_is_off_is_told_in_a_sentence(visit):
    """Where no gradient flows at all there is no ratio to print."""
    dead = next(
        settings
        for seed in range(20)
        if math.isnan(
            vanishing.run(settings := VanishingSettings(width=2, depth=20, activation="relu", seed=seed)).ratio
        )
    )
    for challenge in CHALLENGES[1:]:
        assert "a whole layer is off" in challenge.check(dead, vanishing.run(dead))
    visitor = visit("depth", {f"vanishing.{name}": str(value) for name, value in dead.changed().items()})
    assert not visitor.app.exception
    assert "no gradient comes back" in " ".join(visitor.text.split())
