"""One epoch on digits against torchvision, ToTensor and DataLoader: python -m benchmarks.digits_epoch

Same network, batch size and number of images, one thread, no augmentation. Both sides are timed twice: training alone,
and training plus the loss and accuracy over training and validation digits that the curves are made of.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Subset
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

from benchmarks.timing import in_turn, report
from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.network import Digits, build, evaluate, read_split, scaled

HIDDEN, BATCH = 128, 128
PARTS = split(SIZES, 0)


def torchvision_digits(root: str) -> MNIST:
    """Return the bundled digits as torchvision keeps MNIST: in its own file format, read by its own class."""
    images, labels = load_digits()
    raw = Path(root) / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for part in ("train", "t10k"):
        for name, array in (("images-idx3", images), ("labels-idx1", labels)):
            head = np.array([0x0800 + array.ndim, *array.shape], dtype=">i4").tobytes()
            (raw / f"{part}-{name}-ubyte").write_bytes(head + array.tobytes())
    return MNIST(root, train=True, transform=ToTensor())


class StudentCNN(nn.Module):
    """The app's network as it is usually written: ReLU before pooling."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=5)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=5)
        self.output = nn.Linear(32 * 4 * 4, 10)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = torch.max_pool2d(torch.relu(self.conv2(x)), 2)
        return self.output(x.flatten(1))


def student(model: nn.Module, digits: MNIST, evaluates: bool) -> Callable[[], None]:
    """Return a student's epoch."""
    training, validation = Subset(digits, PARTS[0].tolist()), Subset(digits, PARTS[1].tolist())
    loader = DataLoader(training, batch_size=BATCH, shuffle=True)
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=0.001)

    def epoch() -> None:
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
        for part in (training, validation) if evaluates else ():
            with torch.no_grad():
                for images, labels in DataLoader(part, batch_size=500):
                    logits = model(images)
                    criterion(logits, labels).item(), (logits.argmax(1) == labels).sum().item()

    return epoch


def ours(model: nn.Module, training: Digits, validation: Digits, evaluates: bool) -> Callable[[], None]:
    """Return the epoch of the lesson's program."""
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=0.001, fused=True)

    def epoch() -> None:
        for batch in torch.randperm(len(training.labels)).split(BATCH):
            images = scaled(training.images[batch])
            optimizer.zero_grad()
            loss = criterion(model(images), training.labels[batch])
            loss.backward()
            optimizer.step()
            loss.item()
        for part in (training, validation) if evaluates else ():
            evaluate(model, part)

    return epoch


def main() -> None:
    torch.set_num_threads(1)
    training, validation, _ = read_split(0)
    with tempfile.TemporaryDirectory() as root:
        digits = torchvision_digits(root)
        for name, goal, theirs in (("mlp", "at least 6", build("mlp", HIDDEN)), ("cnn", "at least 2", StudentCNN())):
            for evaluates in (False, True):
                work = "training and evaluation" if evaluates else "training alone"
                mine = ours(build(name, HIDDEN), training, validation, evaluates)
                report(f"{name}, {work}", *in_turn(mine, student(theirs, digits, evaluates), runs=7), goal)


if __name__ == "__main__":
    main()
