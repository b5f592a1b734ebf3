"""Handwritten digits: a linear model, an MLP and a CNN."""

from mlcore.mnist.settings import MnistSettings as Settings

__all__ = ["Settings", "train"]


def train(settings: Settings, **options):
    """Train a classifier of handwritten digits; ``mlcore.mnist.training.train`` has the details.

    It is imported here, at the call, so that reading the settings does not import torch.
    """
    from mlcore.mnist.training import train

    return train(settings, **options)
