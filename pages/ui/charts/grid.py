"""How large the pictures of the lessons on vision are, so that what belongs together stands in one view."""

from pages.ui.charts import theme
from pages.ui.context import columns

PHONE_SIDE = 120
"""Side of a square chart that stands beside another one on a phone."""


def side(wide: int = theme.CELL) -> int:
    """Return the side of a square chart that is so wide on a laptop."""
    return {1: PHONE_SIDE, 2: theme.CELL}.get(columns(), wide)


def across(wide: int) -> int:
    """Return how many of them stand side by side: so many on a laptop, and two on anything narrower."""
    return wide if columns() == 3 else 2


def breadth(wide: int) -> int:
    """Return the width of a chart that is so wide on a laptop, and on a phone as wide as the page allows."""
    return {1: theme.CELL + 12, 2: theme.CELL + 90}.get(columns(), wide)
