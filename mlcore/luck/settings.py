"""Settings of the lesson on luck: one XOR network from many seeds, and networks of every width and activation."""

from typing import Annotated, Literal

from pydantic import Field

from mlcore.common.settings import LearningRate, Settings, stops
from mlcore.xor.settings import HiddenUnits, XorActivation, XorEpochs, XorSettings

Seeds = Annotated[
    int, Field(ge=2, le=1000, description="Number of seeds", json_schema_extra=stops(16, 64, 256, 400, 1000))
]
SteadyOptimizer = Annotated[Literal["SGD", "Momentum", "Adam"], Field(description="Optimizer")]
"""Without RMSprop, which divides by ever smaller gradients: of many runs some would not end as they do alone."""


class XorSeedsSettings(Settings):
    """One XOR network trained from many seeds at once: 0, 1, 2 and so on."""

    slug = "xor_seeds"
    module = "mlcore.luck.seeds"
    headline = "successes"
    program = "xor_seeds"

    hidden: HiddenUnits = 2
    activation: XorActivation = "tanh"
    seeds: Seeds = 256
    optimizer: SteadyOptimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: XorEpochs = 2000

    @property
    def is_long(self) -> bool:
        return True

    def filling(self) -> dict[str, object]:
        return {**self.model_dump(), "seeds": range(self.seeds)}

    def single(self, seed: int) -> XorSettings:
        """Return the run of one seed by itself."""
        return XorSettings(**self.model_dump(exclude={"seeds"}), seed=seed)


class XorWidthsSettings(Settings):
    """XOR networks of every width and activation, each trained from many seeds at once."""

    slug = "xor_widths"
    module = "mlcore.luck.widths"

    seeds: Seeds = 256
    optimizer: SteadyOptimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: XorEpochs = 2000

    @property
    def is_long(self) -> bool:
        return True
