"""What a picture that follows the hand draws at some settings, without a browser."""

import re
from collections.abc import Iterator

import altair as alt
import vl_convert

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.strip("v").split(".")[:2])


class Drawn:
    """The drawn marks of a spec whose sliders stand at some numbers, places in pixels of their view."""

    def __init__(self, spec: dict, **numbers: float) -> None:
        moved = {f"{name}_": value for name, value in numbers.items()}
        params = [
            param | {"value": moved[param["name"]]} if param["name"] in moved else param for param in spec["params"]
        ]
        scene = vl_convert.vegalite_to_scenegraph({**spec, "params": params}, vl_version=VEGA_LITE)["scenegraph"]
        self.views = list(views(scene))

    def items(self, view: int, kind: str) -> list[dict]:
        """Return the marks of one kind in a view, in the order in which they are drawn."""
        return [item for mark in marks(self.views[view]) if mark["marktype"] == kind for item in mark["items"]]

    def texts(self, view: int) -> list[str]:
        """Return the texts written in a view."""
        return [item["text"] for item in self.items(view, "text") if item.get("text")]


def views(scene: dict) -> Iterator[dict]:
    """Yield the view of each picture beside or below the others."""
    for mark in scene["items"][0]["items"]:
        if re.fullmatch("(concat_[0-9]+_)+group", str(mark.get("name", ""))):
            inner = [found for view in mark["items"] for found in views({"items": [view]})]
            yield from inner or mark["items"]


def marks(view: dict) -> Iterator[dict]:
    """Yield the marks in a view, without axes, legends and titles."""
    for mark in view["items"]:
        if mark.get("role") == "mark":
            yield mark
        elif mark.get("role") == "scope":
            for item in mark["items"]:
                yield from marks(item)
