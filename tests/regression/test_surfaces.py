"""Surfaces: values computed by hand, moments of the drawn points, and the strip with the largest error."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.common.program import render_program
from mlcore.regression.settings import RegressionSettings
from mlcore.regression.surfaces import SURFACES, dimensions, places, worst_strip
from tests.support.programs import before_training

SIZES = [1600, 400, 400]

every_surface = pytest.mark.parametrize("dataset", SURFACES)


def draw(dataset: str, noise: float, data_seed: int, samples: int = 1600) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return inputs, shape (N, D), and targets, shape (N,), of the three parts as the lesson's program draws them."""
    settings = RegressionSettings(dataset=dataset, noise=noise, data_seed=data_seed, samples=samples, hidden=1)
    names = before_training(render_program(settings))
    return [(names[f"{part}_X"].numpy(), names[f"{part}_y"][:, 0].numpy()) for part in ("train", "val", "test")]


@pytest.mark.parametrize(
    ("dataset", "x", "y"),
    [
        ("course", [math.pi / 2, math.sqrt(2)], 2.0),  # 2 * 1 + log 1
        ("course", [0.0, math.sqrt(2 * math.e)], 1.0),  # 2 * 0 + log e
        ("plane", [1.0, 2.0], -0.2),
        ("saddle", [10.0, 0.0], -5.0),
        ("ripple", [5.0, 5.0 + math.pi], -3.0),
        ("sine", [math.pi / 6], 1.0),
    ],
)
def test_a_surface_has_the_height_worked_by_hand(dataset, x, y):
    """A wrong base of the logarithm, or degrees instead of radians, is not visible in a chart."""
    assert SURFACES[dataset](np.array([x]))[0] == pytest.approx(y)


@every_surface
def test_points_are_split_as_the_course_splits_them(dataset):
    parts = draw(dataset, 0.5, 0)
    assert [x.shape for x, _ in parts] == [(size, dimensions(dataset)) for size in SIZES]
    assert [y.shape for _, y in parts] == [(size,) for size in SIZES]
    everything = np.concatenate([x for x, _ in parts])
    assert len(np.unique(everything, axis=0)) == 2400  # no point in two parts


def test_inputs_are_uniform_and_noise_is_normal():
    """Moments of U(0, 10) and of N(0, 0.5^2) over 24,000 draws, each within four standard errors."""
    parts = [part for seed in range(10) for part in draw("course", 0.5, seed)]
    x, y = (np.concatenate(values) for values in zip(*parts, strict=True))
    x = x.astype(float)
    noise = y - SURFACES["course"](x)
    count = len(noise)
    assert x.mean(axis=0) == pytest.approx([5, 5], abs=4 * math.sqrt(100 / 12 / count))
    assert x.var(axis=0) == pytest.approx([100 / 12] * 2, rel=4 * math.sqrt(0.8 / count))
    assert noise.mean() == pytest.approx(0, abs=4 * 0.5 / math.sqrt(count))
    assert noise.var() == pytest.approx(0.25, rel=4 * math.sqrt(2 / count))
    assert np.mean(noise**4) / noise.var() ** 2 == pytest.approx(3, abs=4 * math.sqrt(24 / count))
    assert abs(np.corrcoef(noise, x[:, 1])[0, 1]) < 4 / math.sqrt(count)


@every_surface
def test_without_noise_the_targets_are_the_surface(dataset):
    for x, y in draw(dataset, 0, 3):
        np.testing.assert_allclose(y, SURFACES[dataset](x.astype(float)), rtol=1e-3, atol=1e-4)


def test_noise_leaves_the_inputs_as_they_are():
    """A run without noise is about the same points."""
    for calm, noisy in zip(draw("course", 0, 3), draw("course", 0.5, 3), strict=True):
        np.testing.assert_array_equal(calm[0], noisy[0])


def test_fewer_training_points_are_some_of_the_same_and_leave_the_others_alone():
    """Runs with different numbers of training points stay comparable."""
    few, many = draw("ripple", 0.5, 7, samples=50), draw("ripple", 0.5, 7)
    np.testing.assert_array_equal(few[0][0], many[0][0][:50])
    for part in (1, 2):
        np.testing.assert_array_equal(few[part][0], many[part][0])
        np.testing.assert_array_equal(few[part][1], many[part][1])


def test_another_seed_draws_other_points_and_the_same_seed_the_same():
    np.testing.assert_array_equal(draw("course", 0.5, 4)[0][1], draw("course", 0.5, 4)[0][1])
    assert (draw("course", 0.5, 4)[0][1] != draw("course", 0.5, 5)[0][1]).all()


@every_surface
def test_surfaces_are_looked_at_inside_the_square(dataset):
    """The course's logarithm is infinite at x2 = 0."""
    at = places(dataset)
    assert at.shape == ((101, 1) if dataset == "sine" else (32 * 32, 2))
    assert np.isfinite(SURFACES[dataset](at)).all()
    if dataset != "sine":
        np.testing.assert_allclose(at[:2], [[0.15625, 0.15625], [0.46875, 0.15625]])  # x1 runs fastest


def test_the_worst_strip_is_the_one_counted_by_hand():
    """Squares 9 and 16 of 26 lie at 3 < x2 < 4: 96 % of the error in half of the points."""
    x = np.array([[0.5, 3.2], [9.5, 3.9], [0.6, 9.9], [5.0, 0.0]])
    assert worst_strip(x, np.array([3.0, -4.0, 1.0, 0.0])) == (1, 3, pytest.approx(25 / 26), 0.5)


def test_without_errors_no_strip_has_a_share():
    assert worst_strip(np.array([[1.0], [2.0]]), np.zeros(2))[2] == 0


@given(st.integers(0, 999), st.sampled_from(["course", "sine"]))
def test_a_strip_never_holds_less_than_its_fair_share(seed, dataset):
    """The worst of ten strips has at least a tenth of the error."""
    _, start, share, points = worst_strip(*draw(dataset, 0.5, seed)[1])
    assert 0 <= start <= 9
    assert 0.1 <= share <= 1
    assert 0 < points < 0.25
