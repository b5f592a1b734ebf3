"""XOR: by hand, then trained."""

from functools import partial

import streamlit as st

from mlcore.xor import by_hand as xor_by_hand
from mlcore.xor.results import XorResult
from mlcore.xor.settings import XorByHandSettings, XorSettings
from pages.lessons.xor import points
from pages.lessons.xor.challenges import CHALLENGES
from pages.lessons.xor.charts import by_hand as hand_charts
from pages.lessons.xor.charts import trained as charts
from pages.ui import chart, formula, live, replay, runs, table
from pages.ui.context import t
from pages.ui.controls import Controls, standing
from pages.ui.lesson import Page
from pages.ui.visit import fragment


def main() -> None:
    runs.begin(standing(XorSettings))
    page = Page("xor", CHALLENGES)
    page.predict(XorSettings, "start")
    by_hand_tab, trained_tab = page.tabs(by_hand=XorByHandSettings, trained=XorSettings)
    with by_hand_tab:
        by_hand = set_by_hand(page)
    with trained_tab:
        trained = train(page)
    page.close(by_hand, trained)


@fragment
def set_by_hand(page: Page) -> XorByHandSettings:
    """Three threshold neurons with the weights in the learner's hands."""
    stage = page.stage(XorByHandSettings)
    controls = Controls(XorByHandSettings)
    with stage.controls:
        for name in ("out_w1", "out_w2", "out_b"):
            controls.widget(name)
        with st.expander(t("The hidden neurons"), icon=":material/tune:"):
            for name in ("h1_w1", "h1_w2", "h1_b", "h2_w1", "h2_w2", "h2_b"):
                controls.widget(name)
    settings = controls.settings()
    answer = xor_by_hand.run(settings)
    live.signal_elements(controls, *XorByHandSettings.model_fields)
    with stage.picture:
        _, output = answer
        spec, words = hand_charts.network(), hand_charts.alt_text(output)
        chart.show(spec, key="xor_by_hand.charts", name=t("The network by hand"), words=words)
    page.check(settings, answer)
    why, proof, numbers = st.tabs([t("Why"), t("Proof"), t("Numbers")])
    with why:
        st.markdown(page.prose("by hand"))
    with proof:
        st.markdown(page.prose("proof"))
    with numbers:
        table.show(hand_charts.truth_table(*answer))
    return settings


def train(page: Page) -> XorSettings:
    """The same shape of network, trained."""
    stage = page.stage(XorSettings)
    controls = Controls(XorSettings)
    with stage.controls:
        controls.widget("activation")
        controls.widget("start")
        is_drawn = controls.values["start"] != "by hand"
        with controls.group("hidden", is_drawn):
            controls.widget("hidden")
        with controls.group("seed", is_drawn):
            controls.seed()
        with controls.group("factor", not is_drawn):
            controls.widget("factor")
        with st.expander(t("More settings"), icon=":material/tune:"):
            for name in ("learning_rate", "epochs", "optimizer"):
                controls.widget(name)
    settings = controls.settings()
    with stage.picture:
        result = runs.automatic(settings, draw=draw_replay, before=partial(points.show, "xor.points"))
    page.check(settings, result)
    why, start, code, read = st.tabs([t("Why"), t("Start weights"), t("Program"), t("How to read it")])
    with why:
        st.markdown(page.prose("trained"))
        if result is not None:
            explain(page, result)
    with start:
        st.markdown(page.prose("start"))
    with code:
        page.program(settings, result)
    with read:
        st.markdown(page.prose("read"))
    return settings


def draw_replay(result: XorResult) -> None:
    """All pictures of the trained network under one player."""
    replay.show(
        charts.replay(result),
        result.snapshot_epochs,
        key="xor.replay",
        name=t("Replay of the XOR network"),
        words=charts.alt_text(result),
    )


def explain(page: Page, result: XorResult) -> None:
    """Why it works, in the numbers of this run."""
    last = result.snapshots
    page.why(
        activation={"sigmoid": "sigma", "tanh": "tanh"}.get(
            result.settings.activation, f"operatorname{{{result.settings.activation}}}"
        ),
        first=formula.weighted_sum(last.hidden_weight[-1, 0], ["x_1", "x_2"], last.hidden_bias[-1, 0]),
        output=formula.weighted_sum(
            last.output_weight[-1], [f"h_{k + 1}" for k in range(len(last.output_weight[-1]))], last.output_bias[-1]
        ),
        answers=", ".join(f"{p:.2f}" for p in last.probabilities[-1]),
        loss=f"{result.final_loss:.3f}",
    )


main()
