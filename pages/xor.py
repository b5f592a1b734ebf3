"""XOR: by hand, then trained, two runs beside each other, and many seeds at once."""

import streamlit as st

from mlcore.xor import by_hand as xor_by_hand
from mlcore.xor.results import XorResult, XorSeedsResult
from mlcore.xor.settings import XorByHandSettings, XorSeedsSettings, XorSettings, XorWidthsSettings
from pages.lessons.xor.challenges import CHALLENGES
from pages.lessons.xor.charts import by_hand as hand_charts
from pages.lessons.xor.charts import pair as pair_charts
from pages.lessons.xor.charts import seeds as seeds_charts
from pages.lessons.xor.charts import trained as charts
from pages.lessons.xor.charts import widths as widths_charts
from pages.lessons.xor.state import XorPairState
from pages.ui import chart, formula, live, replay, runs, table
from pages.ui.context import t
from pages.ui.controls import Controls, put, standing
from pages.ui.lesson import Page
from pages.ui.visit import fragment

FAILED = "_xor_seeds.failed"


def main() -> None:
    runs.begin(standing(XorSettings))
    page = Page("xor", CHALLENGES)
    page.predict()
    by_hand_tab, trained_tab, pair_tab, seeds_tab, widths_tab = page.tabs(
        by_hand=XorByHandSettings,
        trained=XorSettings,
        pair=XorPairState,
        seeds=XorSeedsSettings,
        widths=XorWidthsSettings,
    )
    with by_hand_tab:
        by_hand = set_by_hand(page)
    with trained_tab:
        trained = train(page)
    with pair_tab:
        pair = compare(page, *trained)
    with seeds_tab:
        many = train_many_seeds(page)
    with widths_tab:
        widths = vary_width(page)
    page.close(by_hand, trained[0], pair, many, widths)


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
    live.ports(controls, *XorByHandSettings.model_fields)
    with stage.picture:
        spec = hand_charts.network()
        chart.show(spec, key="xor_by_hand.charts", name=t("The network by hand"), words=hand_charts.alt_text(*answer))
    page.check(settings, answer)
    why, numbers = st.tabs([t("Why"), t("Numbers")])
    with why:
        st.markdown(page.prose("by hand"))
    with numbers:
        table.show(hand_charts.truth_table(*answer))
    return settings


def train(page: Page) -> tuple[XorSettings, XorResult | None]:
    """The same shape of network, trained."""
    stage = page.stage(XorSettings)
    controls = Controls(XorSettings)
    with stage.controls:
        controls.widget("hidden")
        controls.widget("activation")
        controls.seed()
        with st.expander(t("More settings"), icon=":material/tune:"):
            for name in ("learning_rate", "epochs", "optimizer"):
                controls.widget(name)
    settings = controls.settings()
    with stage.picture:
        result = runs.automatic(settings, draw=draw_replay)
        if result is not None and charts.exploded(result):
            st.warning(page.prose("exploded", loss=charts.written(result.final_loss)))
    page.check(settings, result)
    why, code, read = st.tabs([t("Why"), t("Program"), t("How to read it")])
    with why:
        st.markdown(page.prose("trained"))
        if result is not None:
            explain(page, result)
    with code:
        page.program(settings, result)
    with read:
        hidden = (result.settings if result is not None else settings).hidden
        st.markdown(page.prose("read", cut=page.prose("cut") if hidden == 2 else ""))
    return settings, result


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


def compare(page: Page, settings: XorSettings, result: XorResult | None) -> XorPairState:
    """A second run from the same weights with one setting changed, beside the first."""
    stage = page.stage(XorPairState)
    controls = Controls(XorPairState)
    with stage.controls:
        controls.widget("differs")
        for name in ("learning_rate", "optimizer", "activation"):
            with controls.group(name, controls.values["differs"] == name):
                controls.widget(name)
    pair = controls.settings()
    second = pair.second(settings)
    with stage.picture:
        other = runs.on_demand(second, t("Train the second run"), wanted=controls.linked, name="xor_pair")
        both = None
        if result is not None and other is not None and (result.settings, other.settings) == (settings, second):
            both = result, other
            replay.show(
                pair_charts.replay(*both, pair.differs),
                result.snapshot_epochs,
                key="xor_pair.replay",
                name=t("Replay of both runs"),
                words=pair_charts.alt_text(*both, pair.differs),
            )
    page.check(pair, both)
    st.markdown(page.prose("two runs"))
    if both:
        st.markdown(pair_charts.difference(*both, pair.differs))
    return pair


@fragment
def train_many_seeds(page: Page) -> XorSeedsSettings:
    """The same network from many seeds: how many solve XOR, and what the others look like."""
    stage = page.stage(XorSeedsSettings)
    controls = Controls(XorSeedsSettings)
    with stage.controls:
        for name in ("hidden", "activation", "seeds"):
            controls.widget(name)
        with st.expander(t("More settings"), icon=":material/tune:"):
            for name in ("learning_rate", "epochs", "optimizer"):
                controls.widget(name)
    settings = controls.settings()
    with stage.picture:
        label = t("Train all of these networks")
        result = runs.on_demand(settings, label, wanted=controls.linked, draw=draw_endings)
        if result is not None:
            choose_failed(page, result)
    own = result if result is not None and result.settings == settings else None
    page.check(settings, own)
    why, code, read = st.tabs([t("Why"), t("Program"), t("How to read it")])
    with why:
        st.markdown(page.prose("many seeds"))
    with code:
        page.program(settings, own, t("the seeds that solve XOR"), steps=False)
    with read:
        st.markdown(page.prose("endings"))
    return settings


def draw_endings(result: XorSeedsResult) -> None:
    """Where all the losses ended, and some of the runs that failed."""
    words = seeds_charts.verdict(result)
    st.markdown(f"**{words}**")
    spec = seeds_charts.endings(result)
    chart.show(
        spec,
        key="xor_seeds.endings",
        name=t("Final losses of all seeds"),
        words=t("Final loss of every seed. {verdict}").format(verdict=words),
    )
    if result.successes < len(result.outcomes):
        spec = seeds_charts.gallery(result)
        chart.show(spec, key="xor_seeds.gallery", name=t("Runs that failed"), words=seeds_charts.gallery_alt(result))


def choose_failed(page: Page, result: XorSeedsResult) -> None:
    """Offer to replay one of the seeds that failed."""
    failed = [seed for seed, outcome in enumerate(result.outcomes) if outcome != "solved"]
    if not failed:
        return
    called = seeds_charts.outcomes()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("A seed that fails"),
            failed,
            format_func=lambda seed: f"{seed} · {called[result.outcomes[seed]]}",
            key=FAILED,
            width=220,
        )
        label = t("Replay it")
        if st.button(
            label, key="_xor_seeds.replay", icon=":material/replay:", on_click=go_back, args=(page, result.settings)
        ):
            st.rerun()


def go_back(page: Page, many: XorSeedsSettings) -> None:
    """Move the controls of the trained network to the failed seed that is chosen, and open its tab."""
    single = many.single(st.session_state[FAILED])
    put({f"xor.{name}": value for name, value in single.model_dump().items()})
    st.session_state[page.tab_key] = page.prose("tab trained")


@fragment
def vary_width(page: Page) -> XorWidthsSettings:
    """The share of seeds that solve XOR for every width and activation."""
    stage = page.stage(XorWidthsSettings)
    controls = Controls(XorWidthsSettings)
    with stage.controls:
        for name in ("seeds", "learning_rate", "epochs", "optimizer"):
            controls.widget(name)
    settings = controls.settings()
    with stage.picture:
        result = runs.on_demand(settings, t("Train every width and activation"), runs.on_train, wanted=controls.linked)
        if result is not None:
            spec = widths_charts.shares(result)
            chart.show(
                spec,
                key="xor_widths.shares",
                name=t("Shares by width and activation"),
                words=widths_charts.alt_text(result),
            )
    st.markdown(page.prose("widths"))
    return settings


main()
