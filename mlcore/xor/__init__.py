"""XOR: a hidden layer folds the plane until one line is enough."""

from mlcore.xor.settings import XorSettings as Settings

__all__ = ["Settings", "train"]


def train(settings: Settings, **options):
    """Train a 2-H-1 network on the four points of XOR; ``mlcore.xor.training.train`` has the details.

    It is imported here, at the call, so that reading the settings does not import torch.
    """
    from mlcore.xor.training import train

    return train(settings, **options)
