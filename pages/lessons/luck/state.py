"""What the page of the lesson on luck keeps in its link besides its experiments."""

from typing import Literal

from pydantic import Field

from mlcore.common.settings import LearningRate, Optimizer, State, WeightSeed
from mlcore.xor.settings import XorActivation, XorSettings


class XorPairState(State):
    """A second run of XOR, with one setting at another value than in the first."""

    slug = "xor_pair"

    differs: Literal["learning_rate", "optimizer", "activation", "seed"] = Field(
        "learning_rate", description="What differs in run B"
    )
    learning_rate: LearningRate = 0.1
    optimizer: Optimizer = "Momentum"
    activation: XorActivation = "relu"
    seed: WeightSeed = 1

    def second(self, first: XorSettings) -> XorSettings:
        """Return the settings of the second run."""
        return first.model_copy(update={self.differs: getattr(self, self.differs)})
