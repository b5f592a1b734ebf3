"""Classification: two or three classes of points in the plane."""

from mlcore.classification.settings import ClassificationSettings as Settings

__all__ = ["Settings", "train"]


def train(settings: Settings, **options):
    """Train a network 2-H-C on points in the plane; ``mlcore.classification.training.train`` has the details.

    It is imported here, at the call, so that reading the settings does not import torch.
    """
    from mlcore.classification.training import train

    return train(settings, **options)
