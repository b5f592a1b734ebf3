"""What the page of the classification lesson keeps in its link besides its experiments."""

from pydantic import Field

from mlcore.common.settings import State


class ProbeState(State):
    """A point in the plane that a trained network is asked about."""

    slug = "probe"

    x1: float = Field(1.0, ge=-3.0, le=6.5, allow_inf_nan=False, description="x₁", json_schema_extra={"step": 0.1})
    x2: float = Field(0.5, ge=-4.0, le=4.0, allow_inf_nan=False, description="x₂", json_schema_extra={"step": 0.1})
