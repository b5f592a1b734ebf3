"""Shifted digits, permuted pixels, and the two networks that read them."""

import numpy as np
import pytest
import torch

from mlcore.common.program import render_program
from mlcore.common.running import run_program
from mlcore.common.statistics import wilson_interval
from mlcore.inside_cnn.settings import ShiftedDigitsSettings
from mlcore.inside_cnn.shifted_digits import train
from mlcore.mnist.digits import SIZES, load_digits, split

SETTINGS = ShiftedDigitsSettings(epochs=1)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def result():
    reports = []
    return train(
        SETTINGS, on_progress=lambda p: reports.append((p.step, p.steps, p.partial_result and p.partial_result()))
    ), reports


@pytest.fixture(scope="module")
def program():
    """The program of the CNN after its run."""
    return run_program(render_program(SETTINGS), 2)


def test_each_direction_moves_one_pixel_of_ink_where_it_says(program):
    moved, directions = program.names["moved"], program.names["directions"]
    images = torch.zeros(400, 1, 28, 28)
    images[:, 0, 10, 10] = 1
    ends = [(10, 13), (10, 7), (13, 10), (7, 10)]  # right, left, down, up
    found = [divmod(int(image.argmax()), 28) for image in moved(images, 3)]
    assert found == [ends[direction] for direction in directions]
    assert set(found) == {*ends}
    assert torch.equal(moved(images, 0), images)


def test_ink_that_leaves_does_not_come_back_on_the_other_side(program):
    """The shift does not wrap around."""
    assert program.names["moved"](torch.ones(400, 1, 28, 28), 5).eq(0).sum() == 400 * 5 * 28


def test_a_permutation_keeps_every_pixel_and_is_the_same_for_all(program):
    images = torch.arange(784).repeat(2).view(2, 1, 28, 28)
    permuted = program.names["permuted"]
    assert torch.equal(permuted(images), images)
    program.names["PERMUTED"] = True
    dealt = permuted(images)
    program.names["PERMUTED"] = False
    assert (dealt[0] == dealt[1]).all()
    assert sorted(dealt[0].flatten().tolist()) == list(range(784))
    assert not torch.equal(dealt, images)


def test_the_program_prints_the_number_of_the_result(result, program):
    run, _ = result
    assert program.output.splitlines()[-1] == repr(run.moved_accuracy)
    assert program.names["accuracies"] == run.accuracies["cnn"].tolist()


def test_the_pictures_have_the_networks_that_have_begun(result):
    run, reports = result
    networks = [(list(p.accuracies), list(p.permuted_accuracies)) for _, _, p in reports if p is not None]
    both = ["mlp", "cnn"]
    assert networks == [(["mlp"], []), (both, []), (both, ["mlp"]), (both, both)]
    last = reports[-1][2]
    assert last.accuracies["mlp"].tolist() == run.accuracies["mlp"].tolist()  # its training is over: all digits count


def test_accuracies_and_intervals_are_counts_of_the_validation_digits(result):
    run, _ = result
    for name in ("mlp", "cnn"):
        assert run.accuracies[name].shape == (9,)
        counts = 400 * run.accuracies[name]
        np.testing.assert_allclose(counts, counts.round(), atol=1e-9)
        np.testing.assert_allclose(run.intervals[name][4], wilson_interval(round(counts[4]), 400))
    assert run.parameters == {"mlp": 50_890, "cnn": 18_378}


def test_moving_hurts_and_the_example_is_one_that_both_read(result):
    run, _ = result
    assert all(run.accuracies[name][8] < 0.5 < run.accuracies[name][0] for name in run.accuracies)
    assert {run.example_predictions[name][0] for name in ("mlp", "cnn")} == {run.example_label}
    assert run.examples.shape == (9, 28, 28)
    assert sorted(run.permuted_example.ravel()) == sorted(run.examples[0].ravel())


def test_an_mlp_does_not_care_about_the_order_of_the_pixels(result):
    """The two accuracies of the MLP are equal up to chance; those of the CNN are not."""
    run, _ = result
    low, high = run.permuted_intervals["mlp"]
    assert low < run.intervals["mlp"][0][1]
    assert run.intervals["mlp"][0][0] < high
    assert run.permuted_accuracies["cnn"] < run.intervals["cnn"][0][0]


def test_progress_ends_at_the_last_step(result):
    _, reports = result
    assert reports[-1][:2] == (4 * 57, 4 * 57)


def test_what_only_one_network_reads_right_makes_the_difference_of_their_accuracies(result):
    """The counts of the comparison pair by pair, at each shift."""
    run, _ = result
    difference = 400 * (run.accuracies["cnn"] - run.accuracies["mlp"])
    np.testing.assert_allclose(run.only["cnn"] - run.only["mlp"], difference, atol=1e-9)
    assert (run.only["cnn"] <= 400 * run.accuracies["cnn"]).all()
    assert run.only["cnn"][3] > run.only["mlp"][3] > 0


def test_no_test_digit_is_looked_at(result):
    """The learner looks as often as there are seeds and shifts: the digits that are moved are those for choosing."""
    run, _ = result
    validation = load_digits()[0][split(SIZES, data_seed=0)[1]]
    assert (validation == run.examples[0]).all(axis=(1, 2)).any()
