"""Which drawings look like no digit."""

import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_distances

from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.novelty import INLIER_SHARE, NEAREST, nearest, novelty_detector
from mlcore.mnist.preprocessing import steps
from mlcore.mnist.pretrained import pretrained_networks
from pages.lessons.mnist.charts import novelty as charts
from tests.support.drawn import svg
from tests.support.specs import in_view, numbers
from tests.support.tooltips import unasked


@pytest.fixture(scope="module")
def detector():
    return novelty_detector(pretrained_networks()["CNN"])


def prepared(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Return inked boxes (top, bottom, left, right) as the networks receive them."""
    image = np.zeros((28, 28), np.uint8)
    for top, bottom, left, right in boxes:
        image[top:bottom, left:right] = 255
    return steps(image)[-1]


def test_angles_are_those_that_scikit_learn_finds(detector):
    """The nearest of all 3,600 training digits, the nearest first."""
    images, labels = load_digits()
    training, validation, _ = split(SIZES, 0)
    place = validation[7]
    novelty = detector.score(images[place])
    network = pretrained_networks()["CNN"]
    features = np.concatenate([network.features(images[part]) for part in np.array_split(training, 36)])
    distances = cosine_distances(network.features(images[place : place + 1]), features)[0]
    first = distances.argsort()[:NEAREST]
    assert novelty.indices.tolist() == training[first].tolist()
    assert novelty.labels.tolist() == labels[training[first]].tolist()
    assert novelty.angle == pytest.approx(np.degrees(np.arccos(1 - distances[first])).mean(), abs=0.1)
    assert novelty.angle == pytest.approx(detector.angles[7], abs=0.1)


def test_the_limit_leaves_out_one_validation_digit_in_a_hundred(detector):
    assert len(detector.angles) == 400
    assert (detector.angles <= detector.limit).mean() == pytest.approx(INLIER_SHARE, abs=1 / 400)


def test_a_training_digit_is_its_own_nearest(detector):
    index = detector.indices[5]
    assert detector.score(load_digits()[0][index]).indices[0] == index


def test_most_digits_that_it_never_saw_look_like_digits(detector):
    """The limit was taken from the validation digits; test digits keep to it, too."""
    images, _ = load_digits()
    test = split(SIZES, 0)[2][:300]
    assert np.mean([detector.score(images[place]).is_inlier for place in test]) > 0.95


@pytest.mark.parametrize(
    "boxes",
    [
        [(13, 15, 5, 23)],
        [(4, 6, 4, 24), (10, 12, 4, 24), (16, 18, 4, 24), (22, 24, 4, 24)],
        [(4, 24, 4, 24)],
        [],
    ],
    ids=["dash", "stripes", "block", "blank"],
)
def test_what_is_no_digit_looks_like_none(detector, boxes):
    assert not detector.score(prepared(*boxes)).is_inlier


def test_a_one_of_two_strokes_of_the_pen_looks_like_a_digit(detector):
    """A straight line is near real ones."""
    novelty = detector.score(prepared((4, 24, 13, 15)))
    assert novelty.is_inlier
    assert novelty.labels.tolist() == [1, 1, 1]


def test_angles_by_hand():
    """Worked by hand: the directions (1, 0) and (1, 1) are 45 degrees apart."""
    known = np.array([[0.0, 1.0], [1.0, 0.0], [0.5**0.5, 0.5**0.5], [-1.0, 0.0]])
    places, angles = nearest(np.array([[1.0, 0.0]]), known)
    assert places.tolist() == [[1, 2, 0]]
    assert angles[0] == pytest.approx([0, 45, 90], abs=1e-4)


@pytest.mark.parametrize("columns", [1, 3])
def test_the_chart_places_the_drawing_among_the_validation_digits(detector, columns):
    novelty = detector.score(prepared((13, 15, 5, 23)))
    spec = in_view(charts.draw, detector, novelty, columns=columns)
    assert sum(numbers(spec, "bar")["n"]) == 400
    assert numbers(spec, "drawing")["angle"] == [novelty.angle]
    assert numbers(spec, "limit")["angle"] == [detector.limit]
    assert spec["layer"][0]["encoding"]["y2"] == {"datum": 0}  # bars stand on the axis
    assert "limit" in svg(spec)
    assert unasked(spec) == 0
    words = charts.alt_text(detector, novelty)
    assert f"at an angle of {novelty.angle:.0f} degrees" in words
    assert f"the limit is {detector.limit:.0f}" in words
