"""State of the front page."""

from pydantic import Field

from mlcore.common.settings import State, stops


class HomeState(State):
    """The year that the timeline of the front page marks."""

    slug = "home"

    year: int = Field(
        1943,
        ge=1943,
        le=2017,
        description="Year",
        json_schema_extra=stops(1943, 1949, 1958, 1959, 1969, 1970, 1974, 1980, 1986, 1989, 1998, 2012, 2015, 2017),
    )
