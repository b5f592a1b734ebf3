"""What becomes of many seeds: counts, causes and the levels at which failures rest."""

import math
import pickle
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from mlcore.common.statistics import wilson_interval
from mlcore.luck import widths as xor_widths
from mlcore.luck.seeds import PLATEAUS, dead_units, outcome, some_failures
from mlcore.luck.settings import XorSeedsSettings, XorWidthsSettings
from mlcore.xor import training as xor
from mlcore.xor.settings import XorSettings
from pages.lessons.luck.state import XorPairState
from tests.support.training import trained

RELU = XorSeedsSettings(activation="relu", seeds=16, epochs=600)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do: more threads only wait for each other on four points."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


run = single = lru_cache(trained)


def test_the_successes_are_those_of_the_seeds_trained_one_by_one():
    """The share on the page is that of the seeds trained one by one, as its replays show them."""
    result = run(RELU)
    alone = [single(RELU.single(seed)).solved for seed in range(RELU.seeds)]
    assert [outcome == "solved" for outcome in result.outcomes] == alone
    assert result.successes == sum(alone)
    assert result.interval == wilson_interval(sum(alone), RELU.seeds)
    assert 0 < result.successes < RELU.seeds


@pytest.mark.parametrize(("alike", "ones"), [(4, 2), (3, 2), (3, 1), (2, 1)])
def test_a_plateau_is_the_least_loss_when_points_get_one_answer(alike, ones):
    """Found by trying every answer, and not by the formula."""
    p = np.linspace(0.001, 0.999, 99_901)
    losses = -(ones * np.log(p) + (alike - ones) * np.log(1 - p)) / 4
    assert PLATEAUS[alike] == pytest.approx(losses.min(), abs=1e-8)


def test_a_unit_is_dead_only_if_no_point_wakes_it():
    """x1 + x2 - 1.5 fires at (1, 1); -x1 - x2 has a sum of 0 at (0, 0), where ReLU is flat; x1 - 2 never fires."""
    runs: Any = SimpleNamespace(
        hidden_weight=np.array([[[1.0, 1.0], [-1.0, -1.0], [1.0, 0.0]]]), hidden_bias=np.array([[-1.5, 0.0, -2.0]])
    )
    assert dead_units(runs).tolist() == [2]


@pytest.mark.parametrize(
    ("hidden", "activation", "loss", "ending", "dead", "expected"),
    [
        (2, "relu", 0.01, "done", 0, "solved"),
        (2, "relu", math.nan, "diverged", 0, "diverged"),
        (2, "relu", math.inf, "diverged", 2, "diverged"),
        (2, "relu", 0.477, "stuck", 1, "dead"),
        (3, "relu", 0.478, "stuck", 1, "plateau"),
        (3, "relu", 0.60, "stuck", 2, "dead"),
        (1, "relu", 0.60, "stuck", 0, "unfinished"),
        (1, "relu", 0.69, "useless", 1, "dead"),
        (2, "tanh", 0.694, "useless", 2, "unfinished"),
        (2, "sigmoid", 0.6932, "useless", 0, "unfinished"),
        (2, "linear", 0.694, "useless", 0, "plateau"),
        (2, "relu", 0.69, "useless", 0, "unfinished"),
        (2, "tanh", 0.35, "stuck", 0, "plateau"),
        (2, "tanh", 0.34, "slow", 0, "unfinished"),
        (2, "tanh", 0.42, "stuck", 0, "unfinished"),
        (2, "tanh", 0.72, "slow", 0, "unfinished"),
        (2, "tanh", 3.0, "useless", 0, "useless"),
        (2, "tanh", 15.75, "exploded", 0, "exploded"),
    ],
)
def test_an_outcome_follows_from_ending_loss_and_dead_units(hidden, activation, loss, ending, dead, expected):
    """Only a ReLU that is dead has no slope; one dead unit of three is no cause yet. Near ln 2 a run may be slow."""
    assert outcome(XorSeedsSettings(hidden=hidden, activation=activation), ending, loss, dead) == expected


def test_units_called_dead_never_move_again():
    """The page says that gradient descent cannot wake them: their weights in the single run stand still."""
    result = run(RELU)
    seed = result.outcomes.index("dead")
    shots = single(RELU.single(seed)).snapshots
    pre_activations = (
        np.einsum("hi,ni->hn", shots.hidden_weight[-1], xor.INPUTS.numpy()) + shots.hidden_bias[-1][:, None]
    )
    dead = (pre_activations <= 0).all(axis=1)
    assert dead.sum() >= RELU.hidden - 1
    np.testing.assert_array_equal(shots.hidden_weight[-1][dead], shots.hidden_weight[-2][dead])
    np.testing.assert_array_equal(shots.hidden_bias[-1][dead], shots.hidden_bias[-2][dead])


def test_the_chart_of_a_failed_seed_is_the_last_frame_of_its_replay():
    """The plane of a failed seed is the last frame of its own replay, and is not transposed."""
    result = run(RELU)
    assert len(result.examples) == len(result.planes) == 8
    for seed, plane in zip(result.examples[:3], result.planes, strict=False):
        expected = single(RELU.single(int(seed))).snapshots.plane[-1]
        assert np.abs(plane.astype(int) - expected).max() <= 1


def test_examples_hold_something_of_every_kind_of_failure():
    """The examples have failures of every kind, so twenty dead networks do not hide one that is merely stuck."""
    outcomes = ["dead"] * 20 + ["solved"] * 3 + ["plateau"] + ["unfinished"]
    losses = np.array([0.69] * 10 + [0.48] * 10 + [0.01] * 3 + [0.35, 0.5])
    assert some_failures(outcomes, losses).tolist() == [0, 1, 2, 10, 11, 12, 23, 24]
    assert some_failures(["solved"] * 4, np.zeros(4)).tolist() == []


def test_a_slow_run_is_not_called_a_plateau():
    """Sigmoid networks with small steps start near ln 2 and leave it late; more epochs or larger steps help them."""
    slow = run(XorSeedsSettings(activation="sigmoid", learning_rate=0.01, seeds=8, epochs=1000))
    assert slow.outcomes == ["unfinished"] * 8


def test_without_a_bend_every_seed_rests_where_all_points_look_alike():
    result = run(XorSeedsSettings(activation="linear", seeds=8, epochs=500))
    assert result.outcomes == ["plateau"] * 8
    np.testing.assert_allclose(result.losses[-1], math.log(2), atol=1e-3)


def test_the_largest_result_stays_under_four_megabytes():
    """Results travel between processes and stay in a bounded cache."""
    result = run(XorSeedsSettings(hidden=8, activation="relu", seeds=1000, epochs=50))
    assert len(pickle.dumps(result)) < 4_000_000


def test_one_seed_is_no_sample_and_is_refused():
    with pytest.raises(ValidationError, match="greater than or equal to 2"):
        XorSeedsSettings(seeds=1)


def test_an_optimizer_that_magnifies_rounding_is_not_offered_for_many():
    with pytest.raises(ValidationError, match="'SGD', 'Momentum' or 'Adam'"):
        XorSeedsSettings(optimizer="RMSprop")


def test_a_single_run_has_the_settings_of_the_many():
    settings = XorSeedsSettings(hidden=3, activation="relu", optimizer="Adam", learning_rate=0.1, epochs=500)
    assert settings.single(17) == XorSettings(
        hidden=3, activation="relu", optimizer="Adam", learning_rate=0.1, epochs=500, seed=17
    )


@pytest.mark.parametrize("setting", ["learning_rate", "optimizer", "activation", "seed"])
def test_the_second_of_two_runs_differs_in_one_setting_alone(setting):
    """The second run differs in one setting, so nothing else can be the cause of what the page says."""
    pair, first = XorPairState(differs=setting), XorSettings(hidden=3, seed=5, epochs=200)
    second = pair.second(first).model_dump()
    assert {name for name, value in first.model_dump().items() if second[name] != value} == {setting}
    assert second[setting] == getattr(pair, setting)


@pytest.fixture(scope="module")
def widths():
    """A tiny run over all widths and activations, and the progress that it reported."""
    seen = []
    settings = XorWidthsSettings(seeds=4, epochs=60, optimizer="Adam", learning_rate=0.1)
    return xor_widths.train(settings, on_progress=lambda progress: seen.append((progress.step, progress.steps))), seen


def test_each_share_is_that_of_its_own_width_and_activation(widths):
    """Each share is that of its own width and activation, so ReLU does not get the successes of tanh."""
    result, _ = widths
    for activation, hidden in (("tanh", 2), ("relu", 5), ("sigmoid", 8)):
        own = run(XorSeedsSettings(hidden=hidden, activation=activation, **result.settings.model_dump()))
        assert result.successes[activation][hidden - 1] == own.successes
        assert result.intervals[activation][hidden - 1] == own.interval
    assert result.successes["linear"] == [0] * 8
    assert all(counts[0] == 0 for counts in result.successes.values())  # one hidden unit cannot do it


def test_shares_can_be_seen_before_the_last_width_has_been_trained():
    """The shares so far are seen before the last of 32 networks is trained, and later ones do not change them."""
    seen = []

    def look(progress):
        if progress.step == 11 * 5 + 1:
            seen.append(progress.partial_result())

    result = xor_widths.train(XorWidthsSettings(seeds=2, epochs=5), on_progress=look)
    (partial,) = seen
    assert [len(counts) for counts in partial.successes.values()] == [8, 3, 0, 0]
    assert [len(counts) for counts in result.successes.values()] == [8] * 4


def test_progress_counts_the_steps_of_all_parts(widths):
    """Progress counts the steps of all 32 parts together, so its bar runs to its end once."""
    _, seen = widths
    assert seen == [(step, 32 * 60) for step in range(1, 32 * 60 + 1)]
