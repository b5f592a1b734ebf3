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
PATIENCE = 4.0


class DigitsUnavailable(OSError):
    """The full data set is not on this machine and cannot be fetched."""


def full_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return all of MNIST: the 60,000 official training images, then the 10,000 test images.

    The first call downloads them into the user's cache.

    Returns
    -------
    images
        Grey values 0 to 255, uint8, shape (70000, 28, 28).
    labels
        Classes, 0 to 9, shape (70000,).

    Raises
    ------
    DigitsUnavailable
        If the images cannot be fetched.

    Source: Y. LeCun, C. Cortes and C. J. C. Burges, the MNIST database of handwritten digits.
    """
    from torchvision.datasets import MNIST

    try:
        cache = CACHE.expanduser()
        if not (cache / "MNIST").exists():
            download(cache)
        halves = [MNIST(cache, train=True), MNIST(cache, train=False)]
    except (OSError, RuntimeError, HTTPException) as error:
        raise DigitsUnavailable("The full set of 70,000 digits could not be downloaded: is there a network?") from error
    images, labels = ([getattr(half, part).numpy() for half in halves] for part in ("data", "targets"))
    return np.concatenate(images), np.concatenate(labels)


def images_at(indices: tuple[int, ...]) -> np.ndarray:
    """Return the images of the full set at these indices, uint8, shape (len(indices), 28, 28)."""
    return full_digits()[0][list(indices)]


def download(cache: Path) -> None:
    """Download MNIST into a temporary directory and move it to ``cache`` when it is complete."""
    from torchvision.datasets import MNIST

    if not answers(MNIST.mirrors[0] + MNIST.resources[0][0]):
        raise TimeoutError(f"no answer from {MNIST.mirrors[0]}")
    cache.mkdir(parents=True, exist_ok=True)
    usual = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        with tempfile.TemporaryDirectory(dir=cache) as partial:
            MNIST(partial, download=True)
            with contextlib.suppress(OSError):  # another process was first
                (Path(partial) / "MNIST").rename(cache / "MNIST")
    finally:
        socket.setdefaulttimeout(usual)


def answers(url: str) -> bool:
    """Return whether a server answers within ``PATIENCE`` seconds in all, even if its name has many addresses."""
    heard = []

    def ask() -> None:
        with contextlib.suppress(OSError, HTTPException), urlopen(Request(url, method="HEAD"), timeout=PATIENCE):
            heard.append(True)

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return bool(heard)
