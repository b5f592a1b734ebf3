"""Training, validation and test set: overfitting, remedies, and what a choice by the test set promises."""

from mlcore.test_set.settings import CellSettings as Settings

__all__ = ["Settings", "train"]


def train(settings: Settings, **options):
    """Train one network on a few noisy points; ``mlcore.test_set.fitting.train`` has the details.

    It is imported here, at the call, so that reading the settings does not import torch.
    """
    from mlcore.test_set.fitting import train

    return train(settings, **options)
