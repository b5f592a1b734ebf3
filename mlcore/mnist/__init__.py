"""Handwritten digits: a linear model, an MLP and a CNN."""

from mlcore.mnist.settings import MnistSettings as Settings

__all__ = ["Settings", "train"]


def train(settings: Settings, **options):
    """Train a classifier of handwritten digits; see ``mlcore.mnist.training.train``.

    The import is inside the function, so that importing the settings does not import torch.
    """
    from mlcore.mnist.training import train

    return train(settings, **options)
