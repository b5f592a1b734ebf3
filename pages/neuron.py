"""One neuron by hand: from two inputs to its output, and why a stack of linear layers is one layer."""

import streamlit as st

from mlcore.neuron import Result, run
from mlcore.settings import NeuronSettings
from pages.challenges.neuron import CHALLENGES, FLAT
from pages.charts import linear_layers, neuron_anatomy
from pages.charts import neuron as charts
from pages.ui import browser, formula, picture
from pages.ui.controls import Controls
from pages.ui.i18n import t
from pages.ui.lesson import Page

CODE = ["weighted_sum", "threshold", "ACTIVATIONS", "SLOPES", "activate", "slope", "run_layers", "collapse", "run"]
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
    neuron, layers = st.container(), st.container()
    controls = Controls(NeuronSettings)
    with neuron:
        pictures = set_by_hand(page, controls)
    with layers:
        stack = set_layers(page, controls)
    settings = controls.settings()
    result = run(settings)
    with pictures:
        picture.show(
            neuron_anatomy.anatomy(result, browser.columns(), t),
            key="neuron.anatomy",
            alt=neuron_anatomy.alt_text(result, t),
        )
    with neuron:
        show(page, result)
    with stack:
        compare(page, result)
    page.challenges(CHALLENGES, (settings, result))
    page.code(settings, CODE, result, t("the neuron's output"))
    page.close(settings)


def set_by_hand(page: Page, controls: Controls):
    """Draw the neuron's controls; return the place beside them."""
    st.header(t("By hand"))
    st.markdown(page.prose("by hand"))
    sliders, pictures = st.columns([2, 5], gap="medium")
    with sliders:
        for name in ("w1", "w2", "b", "x1", "x2"):
            controls.widget(name)
    with pictures:
        controls.widget("activation")
        controls.widget("form")
    return pictures


def show(page: Page, result: Result) -> None:
    """The sum, the activation and the plane, and the same in the learner's numbers."""
    picture.show(
        charts.pictures(result, browser.columns(), t),
        key="neuron.pictures",
        alt=charts.alt_text(result, t),
    )
    low, high = charts.shade_range(result)
    st.caption(page.prose("read", low=charts.plain(low, 0), high=charts.plain(high, 0)))
    s = result.settings
    numbers = {
        "z": charts.plain(result.sum),
        "theta": charts.plain(result.threshold),
        "products": charts.plain(result.products.sum()),
        "side": t("firing") if result.sum > 0 else t("silent"),
    }
    page.why(
        sum=formula.weighted_sum([s.w1, s.w2], [rf"\cdot ({s.x1:.2f})", rf"\cdot ({s.x2:.2f})"], s.b),
        answer=ANSWERS[s.activation].format(z=numbers["z"]),
        y=charts.plain(result.output),
        slope=charts.plain(result.slope, 3),
        rule=page.prose(f"rule {s.form}", **numbers),
        verdict=page.prose(f"slope {verdict(s.activation, result.slope)}"),
        **numbers,
    )


def verdict(activation: str, slope: float) -> str:
    """Return what a slope means for learning."""
    if activation in ("step", "linear"):
        return activation
    if activation == "leaky_relu" and slope < 1:
        return "leak"
    if abs(slope) >= FLAT:
        return "alive"
    return "flat" if activation in ("sigmoid", "tanh") else "off"


def set_layers(page: Page, controls: Controls):
    """Draw the controls of the stack; return the place below them."""
    st.header(t("Linear layers collapse"))
    st.markdown(page.prose("collapse"))
    first, second, third = st.columns(3, gap="medium", vertical_alignment="bottom")
    with first:
        controls.widget("layers")
    with second:
        controls.seed()
    with third:
        controls.widget("relu_between")
    return st.container()


def compare(page: Page, result: Result) -> None:
    """The stack beside the one layer, and how far they differ."""
    collapse, settings = result.collapse, result.settings
    section = "one" if settings.layers == 1 else "bent" if settings.relu_between else "same"
    text = page.prose(
        f"collapse {section}",
        layers=settings.layers,
        sum=formula.weighted_sum(collapse.weight, ["x_1", "x_2"], collapse.bias),
        difference=f"{collapse.largest_difference:.2g}",
    )
    st.markdown(text)
    picture.show(
        linear_layers.pictures(collapse, browser.columns(), t),
        key="neuron.layers",
        alt=linear_layers.alt_text(collapse, t),
    )


main()
