"""The four points of XOR on a page, until a network has been trained on them."""

from pages.lessons.xor.charts import untrained
from pages.ui import chart
from pages.ui.context import t


def show(key: str) -> None:
    """Draw what a network is going to learn, with a key that is unique on the page."""
    chart.show(untrained.points(), key=key, name=t("The points to learn"), words=untrained.alt_text())
