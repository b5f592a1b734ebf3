"""Pictures that follow the hand: their numbers are parameters that the browser moves while a slider is held.

A picture of this kind has no table that depends on the settings. It says ``w1`` where it needs the number that the
slider of ``w1`` stands at, so that one spec serves every value, and a slider that comes to rest sends no picture.
"""

from collections.abc import Mapping, Sequence
from typing import Any


def port(slug: str, name: str) -> str:
    """Return the id of the element of the page that holds a field's number while its slider is moved."""
    return f"{slug}-{name}"


def parameters(
    slug: str, values: Mapping[str, float], drags: Mapping[str, Sequence[dict[str, Any]]] | None = None
) -> list[dict[str, Any]]:
    """Return the parameters of a spec that follow the sliders of an experiment, and that what is dragged moves.

    Parameters
    ----------
    slug
        Of the experiment.
    values
        By field, the number until the page has told the picture where its slider stands.
    drags
        By field, what moves it in the picture, as Vega's ``on``: it says ``<field>_`` for where the number stands, a
        text. The page takes a number when the mouse or finger is lifted.
    """
    bound = [
        {
            "name": f"{name}_",
            "value": value,
            "bind": {"element": f"#{port(slug, name)}", "event": "input"},
            **({"on": list(drags[name])} if drags and name in drags else {}),
        }
        for name, value in values.items()
    ]
    return [*bound, *({"name": name, "expr": f"toNumber({name}_)"} for name in values)]
