"""Lines of the course's notebook, asked one by one of Python itself: nothing of the answers is written by hand."""

from typing import Any

import numpy as np
import torch
from sklearn.metrics import accuracy_score
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from mlcore.mnist.digits import load_digits
from mlcore.training_loop.course_lines import LINES

DIGITS = 1600


def run(topic: str) -> str:
    """Return a topic's lines with what Python answers, as a console shows it.

    Raises
    ------
    ValueError
        If there is no such topic.
    """
    if topic not in LINES:
        raise ValueError(f"topic must be one of {', '.join(LINES)}, got {topic!r}")
    names = prepared()
    return "\n".join(part for line in LINES[topic] for part in (prompted(line), answer(line, names)) if part)


def prepared() -> dict[str, Any]:
    """Return the names that the lines know: digits, a loader, a model and its answers, the same each time."""
    torch.manual_seed(0)
    images, labels = (torch.from_numpy(part.copy()) for part in load_digits())
    order = torch.randperm(len(labels))[:DIGITS]
    train_X, train_y = images[order].float().unsqueeze(1) / 255, labels[order].long()
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    return {
        "torch": torch,
        "nn": nn,
        "np": np,
        "DataLoader": DataLoader,
        "TensorDataset": TensorDataset,
        "accuracy_score": accuracy_score,
        "train_X": train_X,
        "train_y": train_y,
        "val_y": train_y[:8].numpy(),
        "x": train_X[:64],
        "true_y": train_y[:64],
        "model": model,
        "pred_y": model(train_X[:64]),
        "loss_function": nn.CrossEntropyLoss(),
    }


def prompted(line: str) -> str:
    """Return a line of one or more rows behind the prompts of a console."""
    first, *others = line.splitlines()
    return "\n".join([f">>> {first}", *(f"... {other}" for other in others)])


def answer(line: str, names: dict[str, Any]) -> str:
    """Return what Python prints after a line: its value, its error, or nothing."""
    try:
        try:
            code = compile(line, "<line>", "eval")
        except SyntaxError:
            exec(line, names)
            return ""
        value = eval(code, names)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "" if value is None else repr(value)
