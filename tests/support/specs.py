"""What the tests of charts read from a finished spec, in one place."""

from collections.abc import Callable, Sequence

from pages.ui.charts.spec import PATH
from pages.ui.context import viewed
from pages.ui.replay import following


def numbers(spec: dict, name: str) -> dict[str, list]:
    """Return the fields of a table or a parameter of a spec; a field that moves as one list an item."""
    given = {param["name"]: param.get("value") for param in spec["params"]}
    if name in given:
        return given[name]
    rows = spec["datasets"][name]
    columns = {field: [row[field] for row in rows] for field in rows[0]} if rows else {}
    return dict(unrolled(field, values) for field, values in columns.items())


def unrolled(field: str, values: list) -> tuple[str, list]:
    """Return a column's name and values, those of all frames apart."""
    if not field.endswith(PATH):
        return field, values
    return field.removesuffix(PATH), [[number(value) for value in path.split("\t")] for path in values]


def number(text: str) -> float | str:
    """Return a written number, or the text where it is none."""
    try:
        return float(text)
    except ValueError:
        return text


def in_view(function: Callable, *args, columns: int = 3, translate: Callable[[str], str] = str, **options):
    """Call a function for a visitor with another width or language."""
    with viewed(columns=columns, translate=translate):
        return function(*args, **options)


def replayed(spec: dict, snapshot_epochs: Sequence[int], frame: int = -1) -> dict:
    """Return a replay as its page shows it at a frame, by default the last."""
    return at_frame(following(spec, snapshot_epochs, "signal"), range(len(snapshot_epochs))[frame])


def at_frame(spec: dict, frame: int) -> dict:
    """Return a replay that stands at another frame."""
    params = [{**param, "value": str(frame)} if param["name"] == "frame_" else param for param in spec["params"]]
    return {**spec, "params": params}
