"""The pretrained networks that come with the app: an MLP and a CNN that read what learners draw. NumPy only.

``python -m scripts.make_pretrained`` runs the lesson's program with its default settings and writes their weights.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from mlcore.common.program import render_program
from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.results import SplitPredictions
from mlcore.mnist.settings import MnistSettings

SETTINGS = {"MLP": MnistSettings(), "CNN": MnistSettings(model="cnn")}
"""By name of a network, the settings that it was trained with."""

FILE = Path(__file__).with_name("pretrained.npz")
PROGRAM = "program"
CHUNK = 100


@dataclass(frozen=True, eq=False)
class PretrainedNetwork:
    """A trained network.

    Attributes
    ----------
    settings
        Of its training.
    program
        The ``fingerprint`` of the program that trained it.
    state
        Its parameters by name, float32, each exact in half precision; ``mlcore.mnist.network.build(...)`` takes them
        as tensors.
    """

    settings: MnistSettings
    program: str
    state: dict[str, np.ndarray]

    @property
    def parameters(self) -> int:
        """Number of weights and biases."""
        return sum(values.size for values in self.state.values())

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        r"""Return how probable the network finds each digit, the softmax of its logits.

        .. math:: p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}

        Parameters
        ----------
        images
            Grey values, 0 is paper and 255 is ink, uint8, shape (N, 28, 28).

        Returns
        -------
        probabilities
            0 to 1, float32, shape (N, 10). Each row sums to 1.
        """
        logits = np.concatenate([self.logits(part) for part in chunks(images)])
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def logits(self, images: np.ndarray) -> np.ndarray:
        """Return the outputs before the softmax, float32, shape (N, 10)."""
        last = "linear2" if self.settings.model == "mlp" else "linear"
        return self.features(images) @ self.state[f"{last}.weight"].T + self.state[f"{last}.bias"]

    def features(self, images: np.ndarray) -> np.ndarray:
        """Return what the last layer receives, float32: shape (N, 200) for the MLP, (N, 512) for the CNN."""
        state, x = self.state, images.astype(np.float32) / 255
        if self.settings.model == "mlp":
            return np.maximum(x.reshape(-1, 784) @ state["linear1.weight"].T + state["linear1.bias"], 0)
        maps = convolved(x[..., None], state["conv1.weight"], state["conv1.bias"])
        maps = convolved(maps, state["conv2.weight"], state["conv2.bias"])
        return maps.transpose(0, 3, 1, 2).reshape(len(x), -1)

    @cached_property
    def validation(self) -> SplitPredictions:
        """What the network says to the validation digits."""
        return self._predictions(1)

    @cached_property
    def test(self) -> SplitPredictions:
        """What the network says to the test digits."""
        return self._predictions(2)

    def _predictions(self, part: int) -> SplitPredictions:
        images, labels = load_digits()
        indices = split(SIZES, self.settings.data_seed)[part]
        shares = self.probabilities(images[indices])
        return SplitPredictions(
            indices=indices.astype(np.int32),
            labels=labels[indices],
            predictions=shares.argmax(axis=1).astype(np.uint8),
            probabilities=shares.astype(np.float16),
        )


def convolved(images: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Return the maps of a convolution without padding, after max-pooling by 2 and ReLU.

    Parameters
    ----------
    images
        Shape (N, height, width, channels).
    weight, bias
        Shapes (filters, channels, k, k) and (filters,).

    Returns
    -------
    maps
        Shape (N, (height - k + 1) / 2, (width - k + 1) / 2, filters).
    """
    size = weight.shape[-1]
    height, width = images.shape[1] - size + 1, images.shape[2] - size + 1
    shifted = [images[:, row : row + height, left : left + width] for row in range(size) for left in range(size)]
    patches = np.concatenate(shifted, axis=-1)
    sums = patches @ weight.transpose(0, 2, 3, 1).reshape(len(weight), -1).T + bias
    rows = np.maximum(sums[:, ::2], sums[:, 1::2])
    return np.maximum(np.maximum(rows[:, :, ::2], rows[:, :, 1::2]), 0)


def chunks(images: np.ndarray) -> list[np.ndarray]:
    """Return images in parts that need little memory."""
    return [images[at : at + CHUNK] for at in range(0, len(images), CHUNK)]


@lru_cache
def pretrained_networks() -> dict[str, PretrainedNetwork]:
    """Return the pretrained networks by name: "MLP" and "CNN"."""
    with np.load(FILE) as file:
        return {name: network_of(name, settings, file) for name, settings in SETTINGS.items()}


def network_of(name: str, settings: MnistSettings, arrays) -> PretrainedNetwork:
    """Return one network from the arrays of the file."""
    own = {key.removeprefix(f"{name}."): arrays[key] for key in arrays if key.startswith(f"{name}.")}
    program = str(own.pop(PROGRAM))
    return PretrainedNetwork(settings, program, {key: values.astype(np.float32) for key, values in own.items()})


def arrays_of(network: PretrainedNetwork) -> dict[str, np.ndarray]:
    """Return a network as the arrays that ``network_of`` reads, its parameters in half precision."""
    return {PROGRAM: np.array(network.program)} | {key: part.astype(np.float16) for key, part in network.state.items()}


def fingerprint(settings: MnistSettings) -> str:
    """Return a hash of the program that these settings run."""
    return hashlib.sha256(render_program(settings).text.encode()).hexdigest()
