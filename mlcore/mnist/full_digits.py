"""All 70,000 digits of MNIST, downloaded on first use."""

import contextlib
import socket
import tempfile
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from urllib.request import Request, urlopen

import numpy as np

FULL_SIZES = (50_000, 10_000)
CACHE = Path("~/.cache/handwritten-digits")
TIMEOUT = 4.0

HEADER_BYTES = 16
"""Bytes before the first pixel of a file of images."""


class DigitsUnavailable(OSError):
    """The full data set is not on this machine and cannot be fetched."""


def fetch() -> None:
    """Download all of MNIST into the user's cache, unless it is there.

    Raises
    ------
    DigitsUnavailable
        If the images cannot be fetched.

    Source: Y. LeCun, C. Cortes and C. J. C. Burges, the MNIST database of handwritten digits.
    """
    try:
        cache = CACHE.expanduser()
        if not (cache / "MNIST").exists():
            download(cache)
    except (OSError, RuntimeError, HTTPException) as error:
        raise DigitsUnavailable("The full set of 70,000 digits could not be downloaded: is there a network?") from error


def is_fetched() -> bool:
    """Whether the images can be read without a download."""
    return all(file.exists() for file in files())


def images_at(indices: tuple[int, ...]) -> np.ndarray:
    """Return some images of the full set: the 60,000 official training images, then the 10,000 test images.

    Only these are read: the files are mapped into memory, which all processes share.

    Parameters
    ----------
    indices
        From 0 to 69,999.

    Returns
    -------
    images
        Grey values 0 to 255, uint8, shape (len(indices), 28, 28).
    """
    fetch()
    halves = [np.memmap(file, np.uint8, "r", offset=HEADER_BYTES).reshape(-1, 28, 28) for file in files()]
    first = len(halves[0])
    chosen = [halves[index >= first][index - first * (index >= first)] for index in indices]
    return np.array(chosen, np.uint8).reshape(-1, 28, 28)


def files() -> list[Path]:
    """Return the files of the training and the test images in MNIST's own format."""
    folder = CACHE.expanduser() / "MNIST" / "raw"
    return [folder / f"{half}-images-idx3-ubyte" for half in ("train", "t10k")]


def download(cache: Path) -> None:
    """Download MNIST into a temporary directory and move it to ``cache`` when it is complete."""
    from torchvision.datasets import MNIST

    if not answers(MNIST.mirrors[0] + MNIST.resources[0][0]):
        raise TimeoutError(f"no answer from {MNIST.mirrors[0]}")
    cache.mkdir(parents=True, exist_ok=True)
    usual = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        with tempfile.TemporaryDirectory(dir=cache) as partial:
            MNIST(partial, download=True)
            with contextlib.suppress(OSError):  # another process was first
                (Path(partial) / "MNIST").rename(cache / "MNIST")
    finally:
        socket.setdefaulttimeout(usual)


def answers(url: str) -> bool:
    """Return whether the server answers within ``TIMEOUT`` seconds in total, over all its IP addresses."""
    heard = []

    def ask() -> None:
        with contextlib.suppress(OSError, HTTPException), urlopen(Request(url, method="HEAD"), timeout=TIMEOUT):
            heard.append(True)

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(TIMEOUT)
    return bool(heard)
