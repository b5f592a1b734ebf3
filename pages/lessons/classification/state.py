"""What the page of the classification lesson keeps in its link besides its experiments."""

from pydantic import Field

from mlcore.common.settings import State


class ProbeState(State):
    """A point in the plane that a trained network is asked about."""

    slug = "probe"

    x1: float = Field(1.0, ge=-3.0, le=6.5, allow_inf_nan=False, description="x₁", json_schema_extra={"step": 0.1})
    x2: float = Field(0.5, ge=-4.0, le=4.0, allow_inf_nan=False, description="x₂", json_schema_extra={"step": 0.1})


def logit(default: float, description: str) -> float:
    """Describe a logit, or what is added to all of them."""
    return Field(
        default, ge=-5.0, le=5.0, allow_inf_nan=False, description=description, json_schema_extra={"step": 0.1}
    )


class SoftmaxState(State):
    """Three logits set by hand, and what is done to all of them."""

    slug = "softmax"

    z0: float = logit(1.0, "Logit z₀ of class ◆ 0")
    z1: float = logit(2.0, "Logit z₁ of class ● 1")
    z2: float = logit(0.0, "Logit z₂ of class ▲ 2")
    added: float = logit(0.0, "Add to all three")
    temperature: float = Field(
        1.0, ge=0.2, le=5.0, allow_inf_nan=False, description="Temperature T", json_schema_extra={"step": 0.1}
    )

    @property
    def scaled(self) -> tuple[float, ...]:
        """What the softmax is taken of."""
        return tuple((z + self.added) / self.temperature for z in (self.z0, self.z1, self.z2))
