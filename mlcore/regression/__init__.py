"""Regression: a linear model and an MLP on the same noisy data."""

from mlcore.regression.settings import RegressionSettings as Settings

__all__ = ["Settings", "train"]


def train(settings: Settings, **options):
    """Train a linear model and an MLP on the same data; ``mlcore.regression.training.train`` has the details.

    It is imported here, at the call, so that reading the settings does not import torch.
    """
    from mlcore.regression.training import train

    return train(settings, **options)
