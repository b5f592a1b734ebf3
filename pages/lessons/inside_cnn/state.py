"""What the page on the inside of a CNN keeps in its link besides the settings of its experiments."""

from pydantic import Field

from mlcore.common.settings import State


class ShiftState(State):
    """The shift of the validation digits that is marked in the chart."""

    slug = "shift"

    shift: int = Field(2, ge=0, le=8, description="Shift (pixels)")


class FollowedDigitState(State):
    """The digit that is followed through the network."""

    slug = "inside"

    digit: int = Field(4, ge=0, le=9, description="Digit")
    sample: int = Field(0, ge=0, le=499, description="Sample")


class ChannelState(State):
    """One number of the second layer: which filter, and where in its map."""

    slug = "channel"

    filter: int = Field(19, ge=1, le=32, description="Filter of layer 2")
    row: int = Field(2, ge=1, le=4, description="Row in its map")
    column: int = Field(2, ge=1, le=4, description="Column in its map")
