"""Digits whose pixels are moved along the gradient."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mlcore.inside_cnn.fooling import fool
from mlcore.inside_cnn.settings import MAX_STEP, FoolingSettings
from mlcore.mnist.network import CNN, read_split, scaled


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def model():
    """A CNN that has seen a thousand digits for a moment."""
    torch.manual_seed(0)
    model = CNN()
    training = read_split(0)[0]
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for batch in torch.arange(1500).split(50):
        optimizer.zero_grad()
        F.cross_entropy(model(scaled(training.images[batch])), training.labels[batch]).backward()
        optimizer.step()
    return model.eval()


def test_the_gradient_is_that_of_finite_differences(model):
    """The gradient has the size and the sign of finite differences, so pixels move towards the target."""
    result = fool(FoolingSettings(digit=3, target=5), model)
    image = torch.from_numpy(result.image).double()[None, None] / 255
    exact = CNN().double()
    exact.load_state_dict(model.state_dict())
    target = torch.tensor([5])
    for row, column in ((14, 14), (7, 12), (20, 9)):
        losses = []
        for nudge in (1e-6, -1e-6):
            moved = image.clone()
            moved[0, 0, row, column] += nudge
            losses.append(F.cross_entropy(exact(moved), target).item())
        assert result.gradient[row, column] == pytest.approx((losses[0] - losses[1]) / 2e-6, rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("steps", [1, 4])
def test_no_pixel_moves_by_more_than_the_step_or_out_of_range(model, steps):
    result = fool(FoolingSettings(digit=8, target=3, steps=steps), model)
    change = np.abs(result.images.astype(int) - result.image)
    assert (change.max(axis=(1, 2)) <= np.arange(MAX_STEP + 1)).all()
    assert (change[0] == 0).all()
    assert change[-1].max() >= MAX_STEP - 4


def test_one_step_goes_against_the_sign_of_the_gradient(model):
    result = fool(FoolingSettings(digit=8, target=3), model)
    expected = np.clip(result.image - 10 * np.sign(result.gradient), 0, 255)
    np.testing.assert_allclose(result.images[10], expected, atol=1)


def test_the_gradient_fools_where_random_signs_of_the_same_size_do_not(model):
    """What the page claims, for several digits."""
    surer, fooled = [], 0
    for digit, target in ((9, 4), (4, 9), (3, 8), (5, 3), (7, 9)):
        result = fool(FoolingSettings(digit=digit, target=target, steps=5), model)
        surer.append(result.random[40, digit] > result.probabilities[40, digit])
        fooled += result.smallest > 0
    assert all(surer)
    assert fooled >= 4


def test_several_steps_are_never_counted_as_one(model):
    once, often = (fool(FoolingSettings(digit=1, target=0, steps=steps), model) for steps in (1, 10))
    assert once.smallest == once.smallest_at_once == often.smallest_at_once


def test_random_signs_change_the_digit_as_much(model):
    result = fool(FoolingSettings(change="random"), model)
    np.testing.assert_array_equal(result.probabilities, result.random)
    inside = (result.image > 30) & (result.image < 225)
    assert (np.abs(result.images[30].astype(int) - result.image)[inside] == 30).all()
