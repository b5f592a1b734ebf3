"""Every experiment's settings: the whole state of the app as one table, a file a lesson.

A range is written once, here. It bounds the widget, checks the link, keys the cache and fills in the
exported script. This package imports no torch, so that a page can read it at no cost.
"""

from mlcore.settings.backprop import (
    BackpropSettings,
    GradientCheckSettings,
    GradientCostSettings,
    GraphStepSettings,
    LossSurfaceSettings,
    VanishingSettings,
)
from mlcore.settings.base import Settings
from mlcore.settings.classification import ClassificationSettings, ModesSettings, OverfitSettings, ProbeSettings
from mlcore.settings.cnn import (
    CnnSettings,
    OcclusionSettings,
    ReceptiveCellSettings,
    ReceptiveFieldSettings,
    ResidualSettings,
    ShiftedDigitsSettings,
    ShiftSettings,
)
from mlcore.settings.debugging import DebuggingSettings, PicksSettings
from mlcore.settings.home import HomeSettings
from mlcore.settings.logic_gates import GateSettings, LogicGatesSettings
from mlcore.settings.mnist import EXAMPLE, DigitSettings, Drawing, HardDigitsSettings, MistakesSettings, MnistSettings
from mlcore.settings.neuron import LinearLayersSettings, NeuronSettings
from mlcore.settings.regression import RegressionSettings
from mlcore.settings.xor import XorByHandSettings, XorPairSettings, XorSeedsSettings, XorSettings, XorWidthsSettings

__all__ = [
    "EXAMPLE",
    "BackpropSettings",
    "ClassificationSettings",
    "CnnSettings",
    "DebuggingSettings",
    "DigitSettings",
    "Drawing",
    "GateSettings",
    "GradientCheckSettings",
    "GradientCostSettings",
    "GraphStepSettings",
    "HardDigitsSettings",
    "HomeSettings",
    "LinearLayersSettings",
    "LogicGatesSettings",
    "LossSurfaceSettings",
    "MistakesSettings",
    "MnistSettings",
    "ModesSettings",
    "NeuronSettings",
    "OcclusionSettings",
    "OverfitSettings",
    "PicksSettings",
    "ProbeSettings",
    "ReceptiveCellSettings",
    "ReceptiveFieldSettings",
    "RegressionSettings",
    "ResidualSettings",
    "Settings",
    "ShiftSettings",
    "ShiftedDigitsSettings",
    "VanishingSettings",
    "XorByHandSettings",
    "XorPairSettings",
    "XorSeedsSettings",
    "XorSettings",
    "XorWidthsSettings",
]
