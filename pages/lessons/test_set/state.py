"""What the page on training, validation and test set keeps in its link besides its experiments."""

from typing import Literal

from pydantic import Field

from mlcore.common.settings import State


class MapState(State):
    """What the cells of the map show."""

    slug = "test_set_view"

    shows: Literal["gap", "validation"] = Field("gap", description="The map shows")
