"""Write mlcore/mnist/pretrained.npz, the trained networks that read drawings: ``python -m scripts.make_pretrained``.

It runs the program of the digits lesson with its default settings, as a worker does, and keeps the weights in half
precision. The same machine and versions write the same bytes every time. It stops where half precision changes what a
network reads in one of the 5,000 digits.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch

from mlcore.mnist import pretrained
from mlcore.mnist.digits import load_digits
from mlcore.mnist.pretrained import PretrainedNetwork, arrays_of, fingerprint, network_of
from mlcore.mnist.training import train


def main(target: Path = pretrained.FILE) -> None:
    """Write the networks to a file, and say what half precision changes."""
    torch.set_num_threads(1)
    arrays: dict[str, Any] = {}
    for name, settings in pretrained.SETTINGS.items():
        exact = PretrainedNetwork(settings, fingerprint(settings), train(settings).state)
        own = {f"{name}.{key}": values for key, values in arrays_of(exact).items()}
        print(name, report(exact, network_of(name, settings, own)))
        arrays.update(own)
    np.savez_compressed(target, **arrays)
    print(f"{target.stat().st_size:,} bytes")


def report(exact: PretrainedNetwork, kept: PretrainedNetwork) -> str:
    """Say what half precision changes.

    Raises
    ------
    ValueError
        If it changes an answer.
    """
    images, _ = load_digits()
    before, after = exact.probabilities(images), kept.probabilities(images)
    changed = int((before.argmax(1) != after.argmax(1)).sum())
    if changed:
        raise ValueError(f"half precision must change no answer, got {changed} changed ones")
    return f"validation {kept.validation.accuracy:.2%}, largest change of a share {abs(before - after).max():.5f}"


if __name__ == "__main__":
    main()
