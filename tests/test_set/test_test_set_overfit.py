"""The choice of the best of k, compared with brute force and with single networks, and its effect."""

from itertools import combinations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mlcore.classification.point_sets import TRAINING, draw_points
from mlcore.common.program import render_program
from mlcore.common.statistics import wilson_interval
from mlcore.test_set.settings import OverfitSettings
from mlcore.test_set.test_set_overfit import by_rank, train, winning_shares
from tests.support.programs import before_training
from tests.support.training import PartialResults, trained


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def result():
    return trained(OverfitSettings(candidates=12))


def test_the_mean_over_all_ways_to_take_k_is_the_one_found_by_counting():
    generator = np.random.default_rng(0)
    score, value = generator.permutation(7)[:, None] + np.zeros((1, 1)), generator.normal(size=(7, 1))
    for k in range(1, 8):
        means = [value[max(some, key=lambda j: score[j, 0]), 0] for some in combinations(range(7), k)]
        assert (winning_shares(7) @ by_rank(score, value))[k - 1] == pytest.approx(np.mean(means))


def test_best_of_two_worked_by_hand():
    """Scores 3, 2, 1 with values 10, 20, 30: pairs are won by 10, 10 and 20."""
    score, value = np.array([[3.0], [2.0], [1.0]]), np.array([[10.0], [20.0], [30.0]])
    np.testing.assert_allclose(winning_shares(3) @ by_rank(score, value), [20, 40 / 3, 10])


def test_stacked_networks_have_the_outputs_of_the_single_networks():
    names = before_training(render_program(OverfitSettings(candidates=4)))
    x = torch.randn(10, 2)
    with torch.no_grad():
        alone = torch.stack([second(torch.relu(first(x))) for first, second in names["networks"]])
        np.testing.assert_allclose(names["model"](x.expand(4, -1, -1)), alone, atol=1e-6)


def test_a_candidate_learns_the_same_alone_and_with_others():
    """Networks trained together do not influence each other."""
    training = draw_points("cardioids", 200, 0.0, 0, TRAINING)
    inputs, labels = map(torch.from_numpy, training)
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.ReLU(), torch.nn.Linear(16, 3))
    seen = torch.randperm(200)[:50]
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(300):
        optimizer.zero_grad()
        F.cross_entropy(model(inputs[seen]), labels[seen]).backward()
        optimizer.step()
    x, y = map(torch.from_numpy, draw_points("cardioids", 5000, 0.0, 0, 3))
    alone = (model(x).argmax(1) == y).float().mean().item()
    both = trained(OverfitSettings(candidates=2))
    assert both.fresh_accuracies[1] == pytest.approx(alone, abs=0.005)


def test_winners_are_the_best_of_their_set_with_their_intervals(result):
    best, honest = result.by_test, result.by_validation
    assert best.test == result.test_accuracies.max()
    assert result.val_accuracies[honest.number] == result.val_accuracies.max()
    assert honest.fresh == result.fresh_accuracies[honest.number]
    assert best.test_interval == wilson_interval(round(100 * best.test), 100)
    assert best.fresh_interval == wilson_interval(round(5000 * best.fresh), 5000)


def test_choosing_by_test_promises_more_the_more_there_is_to_choose_from(result):
    """At k = 1 nothing is chosen, so test and fresh points must agree; then the promise grows away from the truth."""
    gap = result.test_of_best - result.fresh_of_best
    assert abs(gap[0]) < 0.02
    assert (np.diff(result.test_of_best) >= 0).all()
    assert gap[-1] == pytest.approx(result.optimism, abs=1e-12)
    assert result.optimism > 0.02
    assert (result.test_of_best >= result.test_of_honest - 1e-12).all()


def test_a_larger_test_set_is_harder_to_fool():
    small, large = (trained(OverfitSettings(candidates=12, test_size=size)).optimism for size in (50, 1000))
    assert large < small / 2


def test_with_shuffled_labels_the_winner_is_luck_alone():
    result = trained(OverfitSettings(candidates=12, shuffled=True))
    assert result.by_test.fresh == pytest.approx(1 / 3, abs=0.03)
    assert result.fresh_of_best[-1] == pytest.approx(1 / 3, abs=0.02)
    assert result.optimism > 0.05


def test_the_question_that_the_page_asks_is_about_its_own_default_run():
    """It says 81 of 100 test points, and fewer of 100 new ones."""
    best = trained(OverfitSettings()).by_test
    assert best.test == pytest.approx(0.81, abs=0.011)
    assert best.fresh < best.test - 0.03


def test_one_candidate_leaves_nothing_to_choose():
    result = trained(OverfitSettings(candidates=1))
    assert result.by_test == result.by_validation
    assert len(result.test_of_best) == 1


def test_candidates_are_seen_while_they_learn():
    """The accuracies on the first sets are those of the whole run if it ended there."""
    seen = PartialResults(100, 300)
    whole = train(OverfitSettings(candidates=6, test_size=50), on_progress=seen)
    early, last = seen.results
    for name in ("val_accuracies", "test_accuracies", "fresh_accuracies"):
        np.testing.assert_allclose(getattr(last, name), getattr(whole, name), rtol=1e-12)
    assert not np.array_equal(early.fresh_accuracies, last.fresh_accuracies)
    assert (last.by_test, last.by_validation) == (whole.by_test, whole.by_validation)
    assert (early.repeats, len(early.test_of_best)) == (1, 6)
    assert early.optimism == pytest.approx(early.by_test.test - early.by_test.fresh)
