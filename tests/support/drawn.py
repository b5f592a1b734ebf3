"""What a chart draws, without a browser."""

import html
import json
import re
from collections.abc import Iterator

import altair as alt
import vl_convert
from altair.vegalite.v6.schema.core import Root

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.strip("v").split(".")[:2])


def check(spec: dict) -> None:
    """Compare a chart with the schema of Vega-Lite, which its making leaves out because it takes long.

    Signals with ``on`` and which events come through are Vega's own.
    """
    params = [param for param in spec.get("params", []) if "on" not in param]
    config = {name: value for name, value in spec["config"].items() if name != "events"}
    Root.validate({**spec, "params": params, "config": config, "datasets": {}})


def compiles(spec: dict) -> bool:
    """Return whether a chart that a browser can read, and that keeps to the schema, makes marks."""
    json.dumps(spec, allow_nan=False)
    check(spec)
    return bool(vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE)["marks"])


def svg(spec: dict) -> str:
    """Return a chart as an image."""
    return vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)


def texts(spec: dict) -> list[str]:
    """Return what is written in a chart."""
    return [html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)(?=<)", svg(spec))]


def scenegraph(spec: dict) -> dict:
    """Return all that a chart draws."""
    return vl_convert.vegalite_to_scenegraph(spec, vl_version=VEGA_LITE)


class Drawn:
    """The drawn marks of a picture whose sliders stand at some numbers, places in pixels of their view."""

    def __init__(self, spec: dict, **numbers: float) -> None:
        moved = {f"{name}_": value for name, value in numbers.items()}
        params = [
            param | {"value": moved[param["name"]]} if param["name"] in moved else param for param in spec["params"]
        ]
        self.views = list(views(scenegraph({**spec, "params": params})["scenegraph"]))

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
