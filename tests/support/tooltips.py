"""Tooltips that a chart shows on a page, where Streamlit's theme adds one to every mark that does not say otherwise."""

from collections.abc import Iterator

import vl_convert

THEME = {"tooltip": {"content": "encoding"}}
"""How Streamlit configures marks; a chart's own configuration comes before it."""


def unasked(spec: dict) -> int:
    """Return how many marks of a chart have a tooltip that the chart does not ask for."""
    config = spec["config"]
    vega = vl_convert.vegalite_to_vega({**spec, "config": {**config, "mark": {**THEME, **config.get("mark", {})}}})
    shown = sum("tooltip" in part.get("update", {}) for part in parts(vega["marks"]))
    return shown - sum("mark" in part and asks(part) for part in parts(spec))


def asks(unit: dict) -> bool:
    """Return whether a chart asks for a tooltip, in its encoding or in its mark."""
    mark = unit["mark"] if isinstance(unit["mark"], dict) else {}
    return bool(unit.get("encoding", {}).get("tooltip") or mark.get("tooltip"))


def parts(spec: object) -> Iterator[dict]:
    """Yield every object in a specification."""
    for value in spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ():
        yield from parts(value)
    if isinstance(spec, dict):
        yield spec
