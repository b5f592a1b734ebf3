"""What the page of the XOR lesson keeps in its link besides its experiments."""

from typing import Literal

from pydantic import Field

from mlcore.common.settings import LearningRate, Optimizer, State
from mlcore.xor.settings import XorActivation, XorSettings


class XorPairState(State):
    """A second run from the same weights as the XOR run, with one setting at another value."""

    slug = "xor_pair"

    differs: Literal["learning_rate", "optimizer", "activation"] = Field("learning_rate", description="What differs")
    learning_rate: LearningRate = 0.1
    optimizer: Optimizer = "Momentum"
    activation: XorActivation = "relu"

    def second(self, first: XorSettings) -> XorSettings:
        """Return the settings of the second run."""
        return first.model_copy(update={self.differs: getattr(self, self.differs)})
