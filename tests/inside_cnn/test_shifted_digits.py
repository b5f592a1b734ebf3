"""Shifted digits, permuted pixels, and the two networks that read them."""

import numpy as np
import pytest
import torch

from mlcore.common.statistics import wilson_interval
from mlcore.inside_cnn.settings import ShiftedDigitsSettings
from mlcore.inside_cnn.shifted_digits import permuted, shifted, train
from mlcore.mnist.digits import SIZES, load_digits, split


@pytest.fixture(scope="module")
def result():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    reports = []
    yield train(ShiftedDigitsSettings(epochs=1), on_progress=lambda p: reports.append((p.step, p.steps))), reports
    torch.set_num_threads(threads)


def test_each_direction_moves_one_pixel_of_ink_where_it_says():
    images = torch.zeros(4, 1, 28, 28, dtype=torch.uint8)
    images[:, 0, 10, 10] = 255
    moved = shifted(images, 3, torch.arange(4))
    assert moved.sum(dim=(1, 2, 3)).tolist() == [255] * 4
    assert [divmod(int(image.argmax()), 28) for image in moved] == [(10, 13), (10, 7), (13, 10), (7, 10)]


def test_ink_that_leaves_does_not_come_back_on_the_other_side():
    """The shift does not wrap around."""
    assert shifted(torch.full((4, 1, 28, 28), 255, dtype=torch.uint8), 5, torch.arange(4)).eq(0).sum() == 4 * 5 * 28


def test_no_shift_changes_nothing():
    images = torch.arange(2 * 784, dtype=torch.int64).view(2, 1, 28, 28)
    assert (shifted(images, 0, torch.tensor([0, 3])) == images).all()


def test_a_permutation_keeps_every_pixel_and_is_the_same_for_all():
    images = torch.arange(784).repeat(2).view(2, 1, 28, 28)
    dealt = permuted(images, torch.randperm(784, generator=torch.Generator().manual_seed(0)))
    assert (dealt[0] == dealt[1]).all()
    assert sorted(dealt[0].flatten().tolist()) == list(range(784))


def test_a_shift_out_of_the_image_is_refused():
    with pytest.raises(ValueError, match="pixels must be between 0 and 27, got 28"):
        shifted(torch.zeros(1, 1, 28, 28), 28, torch.zeros(1))


def test_accuracies_and_intervals_are_counts_of_the_validation_digits(result):
    run, _ = result
    for name in ("mlp", "cnn"):
        assert run.accuracies[name].shape == (9,)
        counts = 400 * run.accuracies[name]
        np.testing.assert_allclose(counts, counts.round(), atol=1e-9)
        np.testing.assert_allclose(run.intervals[name][4], wilson_interval(round(counts[4]), 400))
    assert run.parameters == {"mlp": 50_890, "cnn": 18_378}


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
    assert reports[-1] == (4 * 57, 4 * 57)
