"""The length of the gradient in each layer of a deep network."""

import math

import numpy as np

from mlcore.common.program import ACTIVATIONS, render_program
from mlcore.common.running import run_program
from mlcore.depth.results import VanishingResult
from mlcore.depth.settings import VanishingSettings as Settings

STARTS = ("default", "xavier", "kaiming", "large")
"""How the weights are drawn: as ``nn.Linear`` does, by Glorot and Bengio (2010), by He et al. (2015), and 3 times as
large as by Glorot and Bengio."""


def run(settings: Settings) -> VanishingResult:
    r"""Run the lesson's program for every activation and start: one batch goes through a network and back.

    .. math:: \lVert \partial L / \partial W_l \rVert = \sqrt{\textstyle\sum_{ij} (\partial L / \partial w_{ij})^2}

    All networks of a seed get the same batch, and the chosen one's numbers depend on nothing else.
    """
    norms: dict[str, dict[str, np.ndarray]] = {}
    for activation in ACTIVATIONS:
        norms[activation] = {}
        for start in STARTS:
            names = run_program(
                render_program(settings, activation=activation, start=start), 2, stop_if_not_finite=False
            ).names
            norms[activation][start] = np.array(names["norms"])
    parameters = sum(p.numel() for p in names["model"].parameters())
    return VanishingResult(settings, norms, parameters, ratio(norms[settings.activation][settings.start]))


def ratio(norms: np.ndarray) -> float:
    """Return the first layer's gradient over the last layer's; not a number where the last one is 0."""
    return float(norms[0] / norms[-1]) if norms[-1] > 0 else math.nan
