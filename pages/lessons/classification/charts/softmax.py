"""Three logits by hand, their softmax, and what each class would cost if it were the truth; all follow the sliders."""

import altair as alt

from mlcore.classification.forward import softmax
from pages.lessons.classification.charts.bars import bars
from pages.lessons.classification.state import SoftmaxState
from pages.ui.charts import live, theme
from pages.ui.charts.spec import apart, to_spec
from pages.ui.context import cached, columns, t
from pages.ui.percent import percent

CLASSES = 3
LOGITS, COSTS = (-6, 6), (0, 6)
"""Ends of the axes; longer bars are cut off."""


@cached()
def by_hand() -> dict:
    """Draw logits, probabilities and costs; the spec is the same wherever the sliders stand."""
    views = [
        bars(rows(), "s", t("(z + added) / T"), CLASSES, LOGITS),
        bars(rows(), "p", t("Softmax: probability p"), CLASSES, (0, 1)),
        bars(rows(), "cost", t("−ln p: the loss, if this class is true"), CLASSES, COSTS),
    ]
    chart = apart(alt.concat(*views, columns=columns(), spacing=24 if columns() == 1 else 70), "color")
    spec = to_spec(chart)
    defaults = {name: field.default for name, field in SoftmaxState.model_fields.items()}
    scaled = ", ".join(f"(z{k} + added) / temperature" for k in range(CLASSES))
    computed = [
        {"name": "scaled", "expr": f"[{scaled}]"},
        {"name": "most", "expr": "max(scaled[0], scaled[1], scaled[2])"},
        {"name": "total", "expr": " + ".join(f"exp(scaled[{k}] - most)" for k in range(CLASSES))},
    ]
    return live.moving(spec, [*live.parameters(SoftmaxState.slug, defaults), *computed], live.SVG)


def rows() -> alt.Chart:
    """Return a row for each class with what softmax is taken of, the probability, and its cost."""
    classes = alt.Chart(alt.InlineData([{"class": number} for number in range(CLASSES)]))
    values = classes.transform_calculate(s="scaled[datum.class]")
    return values.transform_calculate(p="exp(datum.s - most) / total", cost="log(total) + most - datum.s")


def alt_text(state: SoftmaxState) -> str:
    """Say in words what softmax makes of the logits."""
    shares = ", ".join(
        f"{name[-1]}: {percent(p)}" for name, p in zip(theme.CLASS_NAMES, softmax(state.scaled), strict=True)
    )
    return t("Softmax of the three logits gives the classes these probabilities: {shares}.").format(shares=shares)
