"""The picture of one neuron that can be taken by the hand: its anatomy, and the plane of its inputs."""

import altair as alt
import numpy as np

from mlcore.common.plane import SQUARE, firing_line
from mlcore.neuron.by_hand import NeuronResult
from pages.lessons.neuron.charts.anatomy import anatomy
from pages.lessons.neuron.charts.expressions import parameters
from pages.lessons.neuron.charts.plane import plane
from pages.ui.charts import live
from pages.ui.charts.spec import apart, to_spec
from pages.ui.context import cached, columns, t
from pages.ui.labels import label

SIDES = {1: 250, 2: 250, 3: 330}


def draw(result: NeuronResult) -> dict:
    """Draw the neuron beside its plane, on a phone below it; the spec is the same for all weights and inputs.

    Parameters
    ----------
    result
        A run of ``mlcore.neuron.by_hand``, whose activation and form are drawn.
    """
    return picture(result.settings.activation, result.settings.form)


@cached()
def picture(name: str, form: str) -> dict:
    """Return the picture of an activation and a form."""
    side = SIDES[columns()]
    views = [anatomy(name, form), plane(name, side)]
    if columns() == 1:
        views.reverse()
    chart = alt.concat(*views, columns=min(columns(), 2), spacing=24)
    spec = to_spec(apart(chart, "color", "fill", "strokeDash", "strokeWidth", "opacity", "angle", "size"))
    return live.moving(spec, parameters(name, side / (SQUARE[1] - SQUARE[0])))


def alt_text(result: NeuronResult) -> str:
    """Return the text alternative: the signs of the numbers, whether the neuron fires, and where its input lies."""
    s = result.settings
    signs = [t("negative"), t("zero"), t("positive")]
    w1, w2, b = (signs[int(np.sign(value)) + 1] for value in (s.w1, s.w2, s.b))
    if s.form == "bias":
        text = t(
            "A neuron: inputs x1 and x2 with a {w1} and a {w2} weight and a {b} bias run into the sum z, which is {z}; "
            "the {name} activation makes the output y of it."
        )
    else:
        text = t(
            "A neuron: inputs x1 and x2 with a {w1} and a {w2} weight run into the sum w·x, which lies {side} the "
            "threshold; the {name} activation makes the output y of it."
        )
    z = signs[int(np.sign(result.sum)) + 1]
    side = t("above") if result.sum > 0 else t("not above")
    neuron = text.format(w1=w1, w2=w2, b=b, z=z, side=side, name=label(s.activation))
    plane = t("The output over the plane: {where}").format(where=where(result))
    return f"{neuron} {plane}"


def where(result: NeuronResult) -> str:
    """Say which side of the firing line the point is on."""
    s = result.settings
    fires = result.sum > 0
    if firing_line([s.w1, s.w2], s.b, *SQUARE) is None:
        return t("it fires everywhere.") if fires else t("it fires nowhere.")
    if fires:
        return t("the point lies on the side of the line where it fires.")
    return t("the point lies on the side of the line where it is silent.")
