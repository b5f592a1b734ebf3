"""One network and the map of networks: what the program keeps, and that overfitting and its remedies show."""

from functools import partial

import numpy as np
import pytest
import torch

from mlcore.common.program import render_program
from mlcore.test_set import fitting, fitting_map
from mlcore.test_set.settings import HIDDEN, SIZES, CellSettings, MapSettings
from tests.support.programs import before_training
from tests.support.training import PartialResults, trained

FEW = {"hidden": 256, "train_size": 80}
SEEDS = range(4)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def whole_map():
    return trained(MapSettings(epochs=20))


def mean(name: str, **changes) -> float:
    """Return the mean of a number of the result over some seeds, of weights and points."""
    runs = [trained(CellSettings(seed=seed, data_seed=seed, **{**FEW, **changes})) for seed in SEEDS]
    return float(np.mean([getattr(run, name) for run in runs]))


def test_the_points_of_a_small_set_are_among_those_of_a_larger_one():
    """A larger set begins with the points of a smaller one, so more data is not other data."""
    few, many = (before_training(render_program(CellSettings(train_size=size))) for size in (20, 640))
    assert torch.equal(few["train_X"], many["train_X"][:20])
    assert torch.equal(few["val_X"], many["val_X"])


def test_no_rule_gets_more_of_the_points_right_than_the_page_says():
    """By Bayes' rule with the densities of the noisy rings, for points of the program itself."""
    names = before_training(render_program(CellSettings()))
    x, y = names["draw_points"](200_000, part=9)
    r, noise = np.linalg.norm(x.numpy(), axis=1), names["NOISE"]
    radii = [0.5, 1.4, 2.3]
    logs = [np.log(np.i0(r * radius / noise**2)) - (r**2 + radius**2) / (2 * noise**2) for radius in radii]
    assert (np.argmax(logs, axis=0) == y.numpy()).mean() == pytest.approx(0.775, abs=0.003)


def test_a_result_is_that_of_the_weights_that_the_program_keeps():
    """Accuracies measured anew from the kept weights; the curves go on to the end."""
    settings = CellSettings(**FEW, early_stopping=True, epochs=200)
    result = fitting.train(settings)
    assert result.kept_epoch < 100
    assert result.snapshot_epochs[-1] == 200
    assert result.accuracies[-1] > result.train_accuracy
    assert result.gap == pytest.approx(result.train_accuracy - result.val_accuracy, abs=1e-12)
    without = fitting.train(settings.reset("early_stopping"))
    np.testing.assert_array_equal(without.losses, result.losses)
    assert (without.kept_epoch, without.train_accuracy) == (200, without.accuracies[-1])


def test_a_large_network_overfits_few_points_and_a_small_one_underfits():
    assert mean("gap") > 0.25
    assert mean("gap", train_size=640) < 0.12
    assert mean("val_accuracy", train_size=640) > mean("val_accuracy") + 0.04
    assert mean("train_accuracy", hidden=2, train_size=640) < 0.65


@pytest.mark.parametrize(
    "remedy",
    [{"weight_decay": 0.01}, {"dropout": 0.5}, {"early_stopping": True}],
    ids=lambda remedy: next(iter(remedy)),
)
def test_each_remedy_narrows_the_gap_and_helps_on_new_points(remedy):
    """Means over seeds: a single run may go either way by a point or two."""
    assert mean("gap", **remedy) < mean("gap") - 0.06
    assert mean("val_accuracy", **remedy) > mean("val_accuracy") + 0.01


def test_a_cell_of_the_map_is_the_run_of_its_own_settings(whole_map):
    """A learner who clicks on a cell must find its number there."""
    for row, column in ((0, 0), (2, 3), (5, 5)):
        cell = fitting.train(whole_map.settings.cell(HIDDEN[column], SIZES[row]))
        assert whole_map.accuracies[row, column] == cell.train_accuracy
        assert whole_map.val_accuracies[row, column] == cell.val_accuracy
        assert cell.settings.map == whole_map.settings


def test_a_map_is_seen_while_it_grows():
    """Whoever watches sees the cells that are done, and no others."""
    seen: list = []

    def look(counts: list[int], progress) -> None:
        picture = progress.partial_result()
        if picture is not None:
            counts.append(int(np.isfinite(picture.gaps).sum()))

    fitting_map.train(MapSettings(epochs=1), on_progress=partial(look, seen))
    assert seen == list(range(len(HIDDEN) * len(SIZES)))


@pytest.mark.parametrize("early_stopping", [False, True])
def test_a_network_is_seen_while_it_learns_as_a_shorter_run_would_be(early_stopping):
    settings, seen = CellSettings(epochs=60, early_stopping=early_stopping), PartialResults(35)
    fitting.train(settings, on_progress=seen)
    (live,), short = seen.results, fitting.train(settings.model_copy(update={"epochs": 35}))
    assert live.snapshot_epochs.tolist() == [0, 35]
    assert (live.losses[-1], live.val_accuracies[-1]) == (short.losses[-1], short.val_accuracies[-1])
    assert (live.regions[-1] == short.regions[-1]).all()
    for name in ("kept_epoch", "train_accuracy", "val_accuracy", "gap", "test_accuracy"):
        assert getattr(live, name) == getattr(short, name), name
