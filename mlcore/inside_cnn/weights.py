"""Weights of a trained network as bytes, so that a task about the network can be sent to a worker."""

import io
from collections.abc import Mapping
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np

from mlcore.inside_cnn.settings import FoolingSettings, OcclusionSettings


def pack(state: Mapping[str, np.ndarray]) -> bytes:
    """Return the parameters of a network as bytes."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **state)
    return file.getvalue()


def unpack(weights: bytes) -> dict[str, np.ndarray]:
    """Return the parameters, by name, of bytes from ``pack``.

    Raises
    ------
    ValueError
        If the bytes do not come from ``pack``.
    """
    try:
        with np.load(io.BytesIO(weights)) as file:
            return dict(file)
    except (OSError, EOFError, ValueError, BadZipFile) as error:
        raise ValueError(f"weights must come from pack, got {len(weights)} bytes of something else") from error


class Question(NamedTuple):
    """What is done to a digit, and the packed weights of the network that reads it."""

    settings: OcclusionSettings | FoolingSettings
    weights: bytes
