"""One neuron by hand, from two inputs to its output; and why a stack of linear layers is one layer."""

import streamlit as st

from mlcore.neuron import by_hand, linear_layers
from mlcore.neuron.by_hand import NeuronResult
from mlcore.neuron.settings import LinearLayersSettings, NeuronSettings
from pages.lessons.neuron.challenges import CHALLENGES, MAX_FLAT_SLOPE
from pages.lessons.neuron.charts import biology, picture
from pages.lessons.neuron.charts import linear_layers as stack_charts
from pages.lessons.neuron.charts import neuron as charts
from pages.lessons.neuron.charts.expressions import FIELDS
from pages.lessons.neuron.charts.plane import limits
from pages.ui import chart, formula, live
from pages.ui.context import t
from pages.ui.controls import Controls
from pages.ui.lesson import Page
from pages.ui.numbers import plain
from pages.ui.visit import fragment

ANSWERS = {
    "step": r"\operatorname{{step}}({z})",
    "linear": "z",
    "sigmoid": r"\sigma({z}) = \frac{{1}}{{1 + e^{{-({z})}}}}",
    "tanh": r"\tanh({z})",
    "relu": r"\max(0,\, {z})",
    "leaky_relu": r"\max(0.01 \cdot ({z}),\, {z})",
    "gelu": r"{z} \cdot \Phi({z})",
}


def main() -> None:
    page = Page("neuron", CHALLENGES)
    page.predict(NeuronSettings, "w1", "w2", "b")
    one, several = page.tabs(one=NeuronSettings, several=LinearLayersSettings)
    with one:
        result = set_by_hand(page)
    with several:
        stack = stack_layers(page)
    page.close(result.settings, stack.settings)


@fragment
def set_by_hand(page: Page) -> NeuronResult:
    """One neuron with its numbers in the learner's hands."""
    stage = page.stage(NeuronSettings)
    controls = Controls(NeuronSettings)
    with stage.controls:
        for name in ("w1", "w2", "b"):
            controls.widget(name)
        with st.expander(t("The input point"), icon=":material/my_location:"):
            for name in ("x1", "x2"):
                controls.widget(name)
    with stage.choices:
        controls.widget("activation", first=("step", "sigmoid", "relu"))
        controls.widget("form")
    result = by_hand.run(controls.settings())
    live.signal_elements(controls, *FIELDS)
    with stage.picture:
        spec = picture.draw(result)
        chart.show(spec, key="neuron.picture", name=t("The neuron and its plane"), words=picture.alt_text(result))
    page.check(result.settings, result)
    why, cell, code = st.tabs([t("Why"), t("A real neuron"), t("Program")])
    with why:
        spec = charts.draw(result)
        chart.show(spec, key="neuron.charts", name=t("Sum and activation"), words=charts.alt_text(result))
        explain(page, result)
    with cell:
        st.markdown(page.prose("biology intro"))
        chart.show(biology.draw(), key="neuron.biology", name=t("A nerve cell"), words=biology.alt_text())
        st.markdown(page.prose("biology"))
    with code:
        page.program(result.settings, result)
    return result


def explain(page: Page, result: NeuronResult) -> None:
    """Explain the charts, with the learner's numbers."""
    low, high = limits(result.settings.activation)
    st.caption(page.prose("read", low=plain(low, 0), high=plain(high, 0)))
    s = result.settings
    numbers = {
        "z": plain(result.sum),
        "theta": plain(result.threshold),
        "products": plain(result.products.sum()),
        "side": t("firing") if result.sum > 0 else t("silent"),
    }
    rule = "rule bias" if s.form == "bias" else "rule threshold"
    page.why(
        sum=formula.weighted_sum([s.w1, s.w2], [rf"\cdot ({x + 0.0:.2f})" for x in (s.x1, s.x2)], s.b),
        answer=ANSWERS[s.activation].format(z=numbers["z"]),
        y=plain(result.output),
        slope=plain(result.slope, 3),
        rule=page.prose(rule, **numbers),
        verdict=page.prose(verdict(s.activation, result.slope)),
        **numbers,
    )


def verdict(activation: str, slope: float) -> str:
    """Return the name of the section that explains what a slope means for learning."""
    if activation == "step":
        return "slope step"
    if activation == "linear":
        return "slope linear"
    if activation == "leaky_relu" and slope < 1:
        return "slope leak"
    if abs(slope) >= MAX_FLAT_SLOPE:
        return "slope alive"
    return "slope flat" if activation in ("sigmoid", "tanh") else "slope off"


def stack_layers(page: Page) -> linear_layers.LinearLayersResult:
    """Compare a stack of layers with the single layer that equals it if there is no ReLU between them."""
    stage = page.stage(LinearLayersSettings)
    controls = Controls(LinearLayersSettings)
    with stage.controls:
        controls.widget("layers")
        controls.seed()
        controls.widget("relu_between")
    settings = controls.settings()
    result = linear_layers.run(settings)
    with stage.picture:
        spec = stack_charts.draw(result)
        chart.show(spec, key="neuron.layers", name=t("A stack of layers"), words=stack_charts.alt_text(result))
    page.check(settings, result)
    why, code = st.tabs([t("Why"), t("Program")])
    with why:
        st.markdown(page.prose("collapse"))
        st.markdown(in_words(page, result))
    with code:
        page.program(settings, result)
    return result


def in_words(page: Page, result: linear_layers.LinearLayersResult) -> str:
    """Say what became of the stack, in its numbers."""
    settings = result.settings
    *weights, bias = (round(number, 2) for number in (*result.weight.tolist(), result.bias))
    bent = "collapse bent" if settings.relu_between else "collapse same"
    return page.prose(
        "collapse one" if settings.layers == 1 else bent,
        layers=settings.layers,
        sum=formula.weighted_sum(weights, ["x_1", "x_2"], bias),
        difference=stack_charts.in_words(result.largest_difference),
    )


main()
