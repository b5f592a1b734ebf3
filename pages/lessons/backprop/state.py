"""What the page of the backpropagation lesson keeps in its link besides its experiments."""

from pydantic import Field

from mlcore.common.settings import State


class GraphStepState(State):
    """Where the learner stands on the way forward, back and to the update."""

    slug = "graph_step"

    step: int = Field(0, ge=0, le=12, description="Step")
