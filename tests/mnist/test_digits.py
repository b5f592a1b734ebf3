"""The bundled digits, their source and their split."""

import subprocess
import sys

import numpy as np
import pytest

from mlcore.mnist.digits import SIZES, load_digits, split
from scripts.make_digits import main


def test_there_are_500_digits_of_each_class_in_bytes():
    """All classes have the same size."""
    images, labels = load_digits()
    assert images.shape == (5000, 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    assert np.bincount(labels).tolist() == [500] * 10
    assert (images.min(), images.max()) == (0, 255)


def test_no_digit_comes_twice():
    """No digit can be in both the training and the test part."""
    images, _ = load_digits()
    assert len(np.unique(images.reshape(5000, -1), axis=0)) == 5000


def test_digits_lie_in_the_middle_20_pixels_by_their_centre_of_mass():
    """MNIST was made like this, and the preparation of a drawing does the same."""
    images, _ = load_digits()
    ink = images.astype(float) / images.sum(axis=(1, 2), keepdims=True)
    for axis in (1, 2):
        centres = (ink.sum(axis=3 - axis) * np.arange(28)).sum(axis=1)
        assert np.abs(centres - 14).max() < 1


def test_the_digits_are_loaded_once_and_cannot_be_changed():
    """A run cannot change the digits of the next run in the same process."""
    images, labels = load_digits()
    assert load_digits()[0] is images
    for values in (images, labels):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1


def test_the_script_makes_the_bundled_digits_again(tmp_path):
    """The file can be reproduced from its source."""
    main(tmp_path / "digits.npz")
    with np.load(tmp_path / "digits.npz") as made:
        assert all((made[name] == ours).all() for name, ours in zip(made.files, load_digits(), strict=True))


def test_a_page_can_read_the_digits_without_torch():
    """The process of the app shows digits without importing torch."""
    code = "import sys; from mlcore.mnist.digits import load_digits; load_digits(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("sizes", [SIZES, (50_000, 10_000), (3,)])
@pytest.mark.parametrize("data_seed", [0, 1, 999])
def test_the_parts_of_a_split_are_disjoint_and_cover_everything(sizes, data_seed):
    """No image is in two parts."""
    parts = split(sizes, data_seed)
    assert tuple(len(part) for part in parts) == sizes
    assert sorted(np.concatenate(parts).tolist()) == list(range(sum(sizes)))


def test_the_bundled_split_uses_every_digit():
    """By hand: 3,600 + 400 + 1,000 = 5,000."""
    assert sum(SIZES) == len(load_digits()[1]) == 5000


def test_the_seed_alone_decides_the_split():
    """The same seed gives the same test images, another seed gives others."""
    first, again, other = (split(SIZES, data_seed) for data_seed in (3, 3, 4))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert len(set(first[2]) & set(other[2])) == pytest.approx(200, abs=60)


def test_every_part_holds_every_class():
    """The file is sorted by class; the split is not."""
    _, labels = load_digits()
    for part in split(SIZES, 0):
        assert np.bincount(labels[part], minlength=10).min() > len(part) / 20
