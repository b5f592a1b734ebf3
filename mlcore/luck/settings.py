"""Settings of the lesson on luck: one XOR network from many seeds, and networks of every width and activation."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from mlcore.common.settings import LearningRate, Settings, stops
from mlcore.xor.settings import HiddenUnits, XorActivation, XorEpochs, XorSettings

if TYPE_CHECKING:
    from mlcore.common.training import OnProgress
    from mlcore.luck.results import XorSeedsResult, XorWidthsResult

Seeds = Annotated[
    int, Field(ge=2, le=1000, description="Number of seeds", json_schema_extra=stops(16, 64, 256, 400, 1000))
]
SteadyOptimizer = Annotated[Literal["SGD", "Momentum", "Adam"], Field(description="Optimizer")]
"""Without RMSprop, which divides by ever smaller gradients: of many runs some would not end as they do alone."""


class XorSeedsSettings(Settings):
    """One XOR network trained from many seeds at once: 0, 1, 2 and so on."""

    slug = "xor_seeds"
    headline = "successes"
    program = "xor_seeds"

    hidden: HiddenUnits = 2
    activation: XorActivation = "tanh"
    seeds: Seeds = 256
    optimizer: SteadyOptimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: XorEpochs = 2000

    def run(self, *, on_progress: "OnProgress | None" = None) -> "XorSeedsResult":
        from mlcore.luck.seeds import train

        return train(self, on_progress=on_progress)

    @property
    def is_long(self) -> bool:
        return True

    def template_values(self) -> dict[str, object]:
        return {**self.model_dump(), "seeds": range(self.seeds)}

    def single(self, seed: int) -> XorSettings:
        """Return the run of one seed by itself."""
        return XorSettings(**self.model_dump(exclude={"seeds"}), seed=seed)


class XorWidthsSettings(Settings):
    """XOR networks of every width and activation, each trained from many seeds at once."""

    slug = "xor_widths"

    seeds: Seeds = 256
    optimizer: SteadyOptimizer = "SGD"
    learning_rate: LearningRate = 0.5
    epochs: XorEpochs = 2000

    def run(self, *, on_progress: "OnProgress | None" = None) -> "XorWidthsResult":
        from mlcore.luck.widths import train

        return train(self, on_progress=on_progress)

    @property
    def is_long(self) -> bool:
        return True
