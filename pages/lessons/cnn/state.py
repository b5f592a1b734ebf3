"""The state of the convolution page in its link, besides the settings of its experiments."""

from pydantic import Field

from mlcore.common.settings import State


class ShiftState(State):
    """The shift of the test digits that is marked in the chart."""

    slug = "shift"

    shift: int = Field(0, ge=0, le=8, description="Shift (pixels)")
