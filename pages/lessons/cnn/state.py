"""What the page of the convolution lesson keeps in its link besides its experiments."""

from pydantic import Field

from mlcore.common.settings import State


class ShiftState(State):
    """How far a digit is moved before both networks read it."""

    slug = "shift"

    shift: int = Field(0, ge=0, le=8, description="Shift (pixels)")
