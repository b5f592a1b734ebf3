"""A trained network's weights as bytes, so that a question about the network can carry them to a worker."""

import io
from collections.abc import Mapping
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np

from mlcore.cnn.settings import OcclusionSettings


def pack(state: Mapping[str, np.ndarray]) -> bytes:
    """Return the parameters of a network, by name, as bytes."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **state)
    return file.getvalue()


def unpack(weights: bytes) -> dict[str, np.ndarray]:
    """Return what ``pack`` was given.

    Raises
    ------
    ValueError
        If these bytes are no packed weights.
    """
    try:
        with np.load(io.BytesIO(weights)) as file:
            return dict(file)
    except (OSError, EOFError, ValueError, BadZipFile) as error:
        raise ValueError(f"weights must come from pack, got {len(weights)} bytes of something else") from error


class Question(NamedTuple):
    """A digit to read with a patch to cover it, and the packed weights of the network that reads."""

    settings: OcclusionSettings
    weights: bytes
