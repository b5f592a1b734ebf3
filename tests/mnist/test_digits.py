"""The bundled digits: what they are, where they come from, and how they are split."""

import subprocess
import sys

import numpy as np
import pytest

from mlcore.mnist.digits import SIZES, load_digits, split
from scripts.make_digits import main


def test_there_are_500_digits_of_each_class_in_bytes():
    """A missing or unbalanced class would bend every accuracy that the page shows."""
    images, labels = load_digits()
    assert images.shape == (5000, 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    assert np.bincount(labels).tolist() == [500] * 10
    assert (images.min(), images.max()) == (0, 255)


def test_no_digit_comes_twice():
    """A digit in both training and test set would be a test that is known beforehand."""
    images, _ = load_digits()
    assert len(np.unique(images.reshape(5000, -1), axis=0)) == 5000


def test_digits_lie_in_the_middle_20_pixels_by_their_centre_of_mass():
    """This is how MNIST was made, and so what a learner's own drawing must be turned into."""
    images, _ = load_digits()
    ink = images.astype(float) / images.sum(axis=(1, 2), keepdims=True)
    for axis in (1, 2):
        centres = (ink.sum(axis=3 - axis) * np.arange(28)).sum(axis=1)
        assert np.abs(centres - 14).max() < 1


def test_the_digits_are_loaded_once_and_cannot_be_changed():
    """One visitor's run must not spoil the digits of the next one in the same process."""
    images, labels = load_digits()
    assert load_digits()[0] is images
    for values in (images, labels):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1


def test_the_script_makes_the_bundled_digits_again(tmp_path):
    """Whoever doubts the file can make it from its source."""
    main(tmp_path / "digits.npz")
    with np.load(tmp_path / "digits.npz") as made:
        assert all((made[name] == ours).all() for name, ours in zip(made.files, load_digits(), strict=True))


def test_a_page_can_read_the_digits_without_torch():
    """The app's own process imports no torch, and shows digits all the same."""
    code = "import sys; from mlcore.mnist.digits import load_digits; load_digits(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("sizes", [SIZES, (50_000, 10_000), (3,)])
@pytest.mark.parametrize("data_seed", [0, 1, 999])
def test_the_parts_of_a_split_are_disjoint_and_cover_everything(sizes, data_seed):
    """A test image that was trained on counts for nothing."""
    parts = split(sizes, data_seed)
    assert tuple(len(part) for part in parts) == sizes
    assert sorted(np.concatenate(parts).tolist()) == list(range(sum(sizes)))


def test_the_bundled_split_uses_every_digit():
    """Hand-worked: 3,600 + 400 + 1,000 = 5,000."""
    assert sum(SIZES) == len(load_digits()[1]) == 5000


def test_the_seed_alone_decides_the_split():
    """A link must give everybody the same test images, and another seed other ones."""
    first, again, other = (split(SIZES, data_seed) for data_seed in (3, 3, 4))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert len(set(first[2]) & set(other[2])) == pytest.approx(200, abs=60)


def test_every_part_holds_every_class():
    """The digits lie in the file by class: a split in their order would train on no nine."""
    _, labels = load_digits()
    for part in split(SIZES, 0):
        assert np.bincount(labels[part], minlength=10).min() > len(part) / 20


def test_a_negative_seed_is_refused():
    """NumPy refuses it; a silent other seed would break the promise of the link."""
    with pytest.raises(ValueError, match="non-negative"):
        split(SIZES, -1)
