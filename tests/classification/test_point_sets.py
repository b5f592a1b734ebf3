"""Points of the classification lesson: properties of all data sets, and texts of own points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.classification.own_points import read_points
from mlcore.classification.point_sets import SQUARE, TEST, TRAINING, VALIDATION, draw_points, square_of

DATASETS = ("cardioids", "blobs", "moons", "circles", "spirals", "own")
OWN = "a-1.5,0.5 b2,0 c0,-2.5"


def draw(dataset: str, count: int = 300, noise: float = 0.0, data_seed: int = 0, part: int = TRAINING):
    return draw_points(dataset, count, noise, data_seed, part, OWN)


@pytest.mark.parametrize("data_seed", [0, 7])
def test_the_class_of_a_cardioid_point_is_the_floor_of_its_r(data_seed):
    """The class follows from the point alone: r is |x| / (1 + cos of its angle)."""
    inputs, labels = draw("cardioids", 8000, data_seed=data_seed)
    x, y = inputs.T.astype(float)
    length = np.hypot(x, y)
    r = length / (1 + x / length)
    clear = np.abs(r - r.round()) > 1e-3  # float32 blurs points on a border, and those near the cusp
    assert clear.mean() > 0.95
    assert (labels[clear] == np.floor(r[clear])).all()
    assert (r[clear] < 3).all()


def test_r_of_the_cardioids_is_uniform_so_that_the_classes_are_equally_frequent():
    labels = draw("cardioids", 8000)[1]
    np.testing.assert_allclose(np.bincount(labels) / 8000, 1 / 3, atol=0.02)


@pytest.mark.parametrize("dataset", DATASETS)
def test_points_have_the_shapes_and_types_that_torch_takes(dataset):
    inputs, labels = draw(dataset, 100)
    assert (inputs.shape, inputs.dtype) == ((100, 2), np.float32)
    assert (labels.shape, labels.dtype) == ((100,), np.int64)
    assert set(labels) == set(range(2 if dataset in ("moons", "circles") else 3))


@pytest.mark.parametrize("dataset", DATASETS)
def test_nearly_all_points_lie_in_the_square_that_is_drawn(dataset):
    """The charts leave out less than 1 % of the points."""
    x1, x2, side = square_of(dataset)
    inputs, _ = draw(dataset, 1000)
    inside = ((inputs > (x1, x2)) & (inputs < (x1 + side, x2 + side))).all(axis=1)
    assert inside.mean() > 0.99


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_same_seed_and_part_draw_the_same_points_and_others_draw_others(dataset):
    """No test point is also a training point."""
    first = draw(dataset, noise=0.1)[0]
    np.testing.assert_array_equal(first, draw(dataset, noise=0.1)[0])
    for other in (VALIDATION, TEST):
        assert not (draw(dataset, noise=0.1, part=other)[0] == first).all(axis=1).any()
    assert (draw(dataset, noise=0.1, data_seed=1)[0] != first).any()


def test_more_training_points_leave_the_test_points_as_they_are():
    before = draw("moons", 1000, part=TEST)[0]
    draw("moons", 8000)
    np.testing.assert_array_equal(draw("moons", 1000, part=TEST)[0], before)


def test_noise_is_the_standard_deviation_of_what_is_added():
    clean, noisy = draw("own", 3000), draw("own", 3000, noise=0.5)
    np.testing.assert_array_equal(clean[1], noisy[1])
    assert (noisy[0] - clean[0]).std() == pytest.approx(0.5, rel=0.05)


def test_without_noise_own_points_are_trained_on_exactly_and_in_turn():
    inputs, labels = draw("own", 5)
    np.testing.assert_allclose(inputs, [(-1.5, 0.5), (2, 0), (0, -2.5), (-1.5, 0.5), (2, 0)])
    assert labels.tolist() == [0, 1, 2, 0, 1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("triangles", 10, 0.0, 0, 0), "dataset must be .* got 'triangles'"),
        (("moons", 0, 0.0, 0, 0), "count must be at least 1, got 0"),
        (("moons", 10, -0.1, 0, 0), "noise must be at least 0, got -0.1"),
        (("moons", 10, float("nan"), 0, 0), "noise must be at least 0, got nan"),
    ],
)
def test_wrong_arguments_are_refused_by_name(arguments, said):
    with pytest.raises(ValueError, match=said):
        draw_points(*arguments)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at least two of the classes"),
        ("a1,1 a2,2", "at least two of the classes"),
        ("a1,1 d2,2", "got 'd2,2'"),
        ("a1,1 b1.25,0", "got 'b1.25,0'"),
        ("a1,1 b٣,0", "each point must be"),
        ("a1,1 b3.1,0", "from -3 to 3, got 'b3.1,0'"),
        ("a1,1 " + "b0,0 " * 60, "at most 60, got 61"),
    ],
)
def test_a_text_that_names_no_points_is_refused_with_what_is_allowed(text, said):
    """The error says what is allowed."""
    with pytest.raises(ValueError, match=said):
        read_points(text)


tenths = st.integers(-30, 30).map(lambda number: number / 10)


@given(st.lists(st.tuples(st.sampled_from("abc"), tenths, tenths), min_size=2, max_size=60))
def test_a_text_leads_back_to_its_points(points):
    """Points keep their signs and decimals."""
    text = " ".join(f"{kind}{x1:g},{x2:g}" for kind, x1, x2 in points)
    if len({kind for kind, _, _ in points}) < 2:
        return
    inputs, labels = read_points(text)
    np.testing.assert_allclose(inputs, [(x1, x2) for _, x1, x2 in points])
    assert ["abc"[label] for label in labels] == [kind for kind, _, _ in points]


def test_the_default_square_is_where_own_points_may_lie():
    assert SQUARE == (-3.0, -3.0, 6.0)
