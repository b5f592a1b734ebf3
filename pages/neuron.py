"""One neuron by hand, from two inputs to its output; and why a stack of linear layers is one layer."""

import streamlit as st

from mlcore.neuron import by_hand, linear_layers
from mlcore.neuron.by_hand import NeuronResult
from mlcore.neuron.settings import LinearLayersSettings, NeuronSettings
from pages.lessons.neuron.challenges import CHALLENGES, FLAT
from pages.lessons.neuron.charts import anatomy as neuron_anatomy
from pages.lessons.neuron.charts import linear_layers as stack_charts
from pages.lessons.neuron.charts import neuron as charts
from pages.ui import chart, formula, program
from pages.ui.context import t
from pages.ui.controls import Controls
from pages.ui.lesson import Page
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
    page = Page("neuron")
    page.predict()
    with page.experiments(CHALLENGES):
        result = set_by_hand(page)
        stack = stack_layers(page)
    page.program(stack.settings, stack, t("the largest difference"), t("The program of the stack"))
    page.close(result.settings, stack.settings)


@fragment
def set_by_hand(page: Page) -> NeuronResult:
    """Draw the sliders, the neuron's anatomy and its charts."""
    st.header(t("By hand"))
    st.markdown(page.prose("by hand"))
    controls = Controls(NeuronSettings)
    sliders, right = st.columns([2, 5], gap="medium")
    with sliders:
        for name in ("w1", "w2", "b", "x1", "x2"):
            controls.widget(name)
    with right:
        controls.widget("activation")
        controls.widget("form")
        result = by_hand.run(controls.settings())
        spec = neuron_anatomy.anatomy(result)
        chart.show(
            spec, key="neuron.anatomy", name=t("The neuron and its numbers"), words=neuron_anatomy.alt_text(result)
        )
    spec = charts.draw(result)
    chart.show(spec, key="neuron.charts", name=t("Sum, activation and plane"), words=charts.alt_text(result))
    explain(page, result)
    with st.expander(t("The program of the neuron"), icon=":material/code:"):
        program.show(result.settings, result, t("the neuron's output"), page.settings_now(result.settings))
    page.check(result.settings, result)
    return result


def explain(page: Page, result: NeuronResult) -> None:
    """Explain the charts, with the learner's numbers."""
    low, high = charts.shade_range(result)
    st.caption(page.prose("read", low=charts.plain(low, 0), high=charts.plain(high, 0)))
    s = result.settings
    numbers = {
        "z": charts.plain(result.sum),
        "theta": charts.plain(result.threshold),
        "products": charts.plain(result.products.sum()),
        "side": t("firing") if result.sum > 0 else t("silent"),
    }
    rule = "rule bias" if s.form == "bias" else "rule threshold"
    page.why(
        sum=formula.weighted_sum([s.w1, s.w2], [rf"\cdot ({x + 0.0:.2f})" for x in (s.x1, s.x2)], s.b),
        answer=ANSWERS[s.activation].format(z=numbers["z"]),
        y=charts.plain(result.output),
        slope=charts.plain(result.slope, 3),
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
    if abs(slope) >= FLAT:
        return "slope alive"
    return "slope flat" if activation in ("sigmoid", "tanh") else "slope off"


def stack_layers(page: Page) -> linear_layers.LinearLayersResult:
    """Compare a stack of layers with the single layer that equals it if there is no ReLU between them."""
    st.header(t("Linear layers collapse"))
    st.markdown(page.prose("collapse"))
    controls = Controls(LinearLayersSettings)
    controls.row("layers", "seed", "relu_between")
    settings = controls.settings()
    result = linear_layers.run(settings)
    *weights, bias = (round(number, 2) for number in (*result.weight.tolist(), result.bias))
    bent = "collapse bent" if settings.relu_between else "collapse same"
    text = page.prose(
        "collapse one" if settings.layers == 1 else bent,
        layers=settings.layers,
        sum=formula.weighted_sum(weights, ["x_1", "x_2"], bias),
        difference=stack_charts.in_words(result.largest_difference),
    )
    st.markdown(text)
    spec = stack_charts.draw(result)
    chart.show(spec, key="neuron.layers", name=t("A stack of layers"), words=stack_charts.alt_text(result))
    page.check(settings, result)
    return result


main()
