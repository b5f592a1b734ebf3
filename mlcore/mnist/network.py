"""The networks that read digits, as the lesson's program has them, for other lessons and for drawings."""

from dataclasses import dataclass
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import nn

from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.pretrained import pretrained_networks

CHUNK = 100


class LinearModel(nn.Module):
    r"""One weight per pixel and class.

    .. math:: z = W x + b

    ``forward`` maps images x, shape (N, 1, 28, 28), grey values 0 to 1, to the logits z, shape (N, 10).
    """

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(784, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x.view(-1, 784))


class MLP(nn.Module):
    r"""H hidden units, each connected to all pixels.

    .. math:: h = \max(0, W_1 x + b_1), \qquad z = W_2 h + b_2

    ``forward`` maps images x, shape (N, 1, 28, 28), grey values 0 to 1, to the logits z, shape (N, 10).
    """

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.linear1 = nn.Linear(784, hidden)
        self.linear2 = nn.Linear(hidden, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.view(-1, 784)
        x = F.relu(self.linear1(x))
        return self.linear2(x)


class CNN(nn.Module):
    """Two convolutional layers with 5x5 filters, then one linear layer.

    ``forward`` maps images x, shape (N, 1, 28, 28), grey values 0 to 1, to the logits z, shape (N, 10). Max-pooling
    before ReLU gives the same numbers as after it, with a quarter of the work. ``channels_last`` memory is faster.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=5)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=5)
        self.linear = nn.Linear(32 * 4 * 4, 10)
        self.to(memory_format=torch.channels_last)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        return self.linear(x.flatten(1))


@lru_cache
def trained_cnn() -> CNN:
    """Return the CNN that reads what learners draw (``mlcore.mnist.pretrained``), in evaluation mode."""
    model = CNN()
    model.load_state_dict(
        {name: torch.from_numpy(values) for name, values in pretrained_networks()["CNN"].state.items()}
    )
    return model.eval()


def build(model: str, hidden: int) -> nn.Module:
    """Return an untrained network: "linear", "mlp" (with ``hidden`` hidden units) or "cnn"."""
    if model == "linear":
        return LinearModel()
    return MLP(hidden) if model == "mlp" else CNN()


@dataclass(frozen=True, eq=False)
class Digits:
    """One part of the split.

    Attributes
    ----------
    images
        Grey values 0 to 255, uint8, or 0 to 1, float32, shape (N, 1, 28, 28).
    labels
        Classes, 0 to 9, int64, shape (N,).
    """

    images: torch.Tensor
    labels: torch.Tensor


def read_split(data_seed: int) -> tuple[Digits, Digits, Digits]:
    """Return the training, validation and test images of the bundled digits."""
    images, labels = load_digits()
    training, validation, test = (
        Digits(torch.from_numpy(images[part]).unsqueeze(1), torch.from_numpy(labels[part]).long())
        for part in split(SIZES, data_seed)
    )
    return training, validation, test


def scaled(images: torch.Tensor) -> torch.Tensor:
    """Return images of bytes as float32 from 0 (paper) to 1 (ink), and such images as they are."""
    return images if images.is_floating_point() else images.float() / 255


@torch.no_grad()
def evaluate(model: nn.Module, digits: Digits) -> tuple[float, torch.Tensor]:
    """Return the mean cross-entropy (nats) over the digits, and their logits, shape (N, 10)."""
    logits = torch.cat([model(scaled(chunk)) for chunk in digits.images.split(CHUNK)])
    return F.cross_entropy(logits, digits.labels).item(), logits
