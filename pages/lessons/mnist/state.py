"""The state of the digits page in its link, besides the settings of its experiments."""

from typing import Literal

from pydantic import Field

from mlcore.common.settings import State
from mlcore.mnist.settings import EXAMPLE, Drawing

NOT_CHOSEN = "?"
"""Stands for the digit that is meant while nobody has said which."""


class DrawingState(State):
    """A drawing of a digit, and its preparation for the networks."""

    slug = "digit"

    drawing: Drawing = EXAMPLE
    digit: Literal["?", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] = Field(
        "3", description="It is meant to be a"
    )
    right: int = Field(0, ge=-8, le=8, description="Shift to the right (pixels)")
    down: int = Field(0, ge=-8, le=8, description="Shift down (pixels)")
    turn: int = Field(0, ge=-90, le=90, description="Turn clockwise (degrees)", json_schema_extra={"step": 5})
    crop: bool = Field(True, description="Crop")
    fit: bool = Field(True, description="Fit into 20 x 20")
    centre: bool = Field(True, description="Centre of mass")


class MistakesState(State):
    """The chosen cell of the confusion matrix."""

    slug = "mistakes"

    written: int = Field(4, ge=0, le=9, description="Written")
    read: int = Field(9, ge=0, le=9, description="Read as")


class HardDigitsState(State):
    """The learner's labels, one character for each digit, of the hard digits and of the random ones."""

    slug = "hard_digits"

    random: bool = Field(False, description="Random digits instead of hard ones")
    labels: str = Field("", max_length=20, pattern=r"^[0-9]*$", description="Your labels")
    random_labels: str = Field("", max_length=20, pattern=r"^[0-9]*$", description="Your labels of the random digits")
