"""XOR: by hand, then trained, with the folding replayed epoch by epoch."""

import streamlit as st

from mlcore import xor_by_hand
from mlcore.settings import XorByHandSettings, XorSettings
from pages.challenges.xor import CHALLENGES
from pages.charts import xor as charts
from pages.charts import xor_by_hand as hand_charts
from pages.ui import browser, formula, jobs, picture, replay
from pages.ui.controls import Controls, standing
from pages.ui.i18n import t, translator
from pages.ui.lesson import Page


def main() -> None:
    jobs.begin(standing(XorSettings))
    page = Page("xor")
    page.predict()
    by_hand = set_by_hand(page)
    trained = train(page)
    page.challenges(CHALLENGES, by_hand, trained)
    page.code(trained[0], ["Net", "train"], trained[1])
    page.close(by_hand[0], trained[0])


@st.fragment
def set_by_hand(page: Page) -> tuple:
    """Three threshold neurons with the weights in the learner's hands."""
    st.header(t("By hand"))
    st.markdown(page.prose("by hand"))
    controls = Controls(XorByHandSettings)
    sliders, pictures = st.columns([2, 5], gap="medium")
    with sliders:
        for name in ("out_w1", "out_w2", "out_b"):
            controls.widget(name)
        with st.expander(t("The hidden neurons"), icon=":material/tune:"):
            for name in ("h1_w1", "h1_w2", "h1_b", "h2_w1", "h2_w2", "h2_b"):
                controls.widget(name)
    settings = controls.settings()
    answer = xor_by_hand.run(settings)
    with pictures:
        spec = hand_charts.two_spaces(settings, answer[0], max(1, browser.columns() - 1), translator())
        picture.show(spec, key="xor_by_hand.pictures", alt=hand_charts.alt_text(*answer, translator()))
        st.table(hand_charts.truth_table(*answer, translator()))
    page.refresh(CHALLENGES, settings, answer)
    return settings, answer


def train(page: Page) -> tuple:
    """The same shape of network, trained, on one epoch slider."""
    st.header(t("Trained"))
    st.markdown(page.prose("trained"))
    controls = Controls(XorSettings)
    first, second, third = st.columns(3, gap="medium")
    with first:
        controls.widget("hidden")
    with second:
        controls.widget("activation")
    with third:
        controls.seed()
    with st.expander(t("More settings"), icon=":material/tune:"):
        first, second, third = st.columns(3, gap="medium")
        with first:
            controls.widget("learning_rate")
        with second:
            controls.widget("epochs")
        with third:
            controls.widget("optimizer")
    settings = controls.settings()
    result = jobs.follow(settings)
    if result is not None:
        spec = charts.replay(result, browser.columns(), translator())
        replay.show(spec, result.checkpoints, key="xor.replay", alt=charts.alt_text(result, translator()))
        st.caption(page.prose("read"))
        explain(page, result)
    return settings, result


def explain(page: Page, result) -> None:
    """Why it works, in the numbers of this run."""
    last = result.snapshots
    hidden = result.settings.hidden
    page.why(
        activation={"sigmoid": "sigma", "tanh": "tanh"}.get(
            result.settings.activation, f"operatorname{{{result.settings.activation}}}"
        ),
        first=formula.weighted_sum(last.hidden_weight[-1, 0], ["x_1", "x_2"], last.hidden_bias[-1, 0]),
        output=formula.weighted_sum(
            last.output_weight[-1], [f"h_{k + 1}" for k in range(hidden)], last.output_bias[-1]
        ),
        answers=", ".join(f"{p:.2f}" for p in last.probabilities[-1]),
        loss=f"{result.final_loss:.3f}",
    )


main()
