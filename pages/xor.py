"""XOR: by hand, then trained, two runs beside each other, and many seeds at once."""

from functools import partial

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
from pages.ui import chart, formula, program, replay, runs, table
from pages.ui.context import columns, t, viewed
from pages.ui.controls import Controls, put, standing
from pages.ui.lesson import Page
from pages.ui.visit import fragment

FAILED = "_xor_seeds.failed"
REPLAY = "trained"
SCROLL = f'<script>document.getElementById("{REPLAY}").scrollIntoView();</script>'


def main() -> None:
    runs.begin(standing(XorSettings))
    page = Page("xor")
    page.predict()
    with page.experiments(CHALLENGES):
        by_hand = set_by_hand(page)
        trained = train(page)
        page.check(*trained)
        pair = compare(page, *trained)
        page.check(*pair)
        many = train_many_seeds(page)
        widths = vary_width(page)
    show_programs(page, trained, many)
    page.close(by_hand, trained[0], pair[0], many[0], widths)


@fragment
def set_by_hand(page: Page) -> XorByHandSettings:
    """Three threshold neurons with the weights in the learner's hands."""
    st.header(t("By hand"))
    st.markdown(page.prose("by hand"))
    controls = Controls(XorByHandSettings)
    sliders, right = st.columns([2, 5], gap="medium")
    with sliders:
        for name in ("out_w1", "out_w2", "out_b"):
            controls.widget(name)
        with st.expander(t("The hidden neurons"), icon=":material/tune:"):
            for name in ("h1_w1", "h1_w2", "h1_b", "h2_w1", "h2_w2", "h2_b"):
                controls.widget(name)
    settings = controls.settings()
    answer = xor_by_hand.run(settings)
    with right:
        with viewed(columns=max(1, columns() - 1)):
            spec = hand_charts.two_spaces(settings, answer[0])
        chart.show(spec, key="xor_by_hand.charts", name=t("The network by hand"), words=hand_charts.alt_text(*answer))
        table.show(hand_charts.truth_table(*answer))
    page.check(settings, answer)
    return settings


def train(page: Page) -> tuple[XorSettings, XorResult | None]:
    """The same shape of network, trained, on one epoch slider."""
    st.header(t("Trained"), anchor=REPLAY)
    if st.session_state.pop("_to_replay", False):
        st.html(SCROLL, unsafe_allow_javascript=True)
    st.markdown(page.prose("trained"))
    controls = Controls(XorSettings)
    controls.row("hidden", "activation", "seed")
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.row("learning_rate", "epochs", "optimizer")
    settings = controls.settings()
    result = runs.automatic(settings, draw=draw_replay)
    if result is not None:
        if charts.exploded(result):
            st.warning(page.prose("exploded", loss=charts.written(result.final_loss)))
        st.caption(page.prose("read", cut=page.prose("cut") if result.settings.hidden == 2 else ""))
        explain(page, result)
    return settings, result


def draw_replay(result: XorResult) -> None:
    """All pictures of the trained network on one slider."""
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


def compare(
    page: Page, settings: XorSettings, result: XorResult | None
) -> tuple[XorPairState, tuple[XorResult, XorResult] | None]:
    """A second run from the same weights with one setting changed, beside the first."""
    st.header(t("Two runs, one knob"))
    st.markdown(page.prose("two runs"))
    controls = Controls(XorPairState)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        controls.widget("differs")
    with right:
        for name in ("learning_rate", "optimizer", "activation"):
            with controls.group(name, controls.values["differs"] == name):
                controls.widget(name)
    pair = controls.settings()
    second = pair.second(settings)
    other = runs.on_demand(second, t("Train the second run"), wanted=controls.linked, name="xor_pair")
    if result is None or other is None or (result.settings, other.settings) != (settings, second):
        return pair, None
    both = (result, other)
    replay.show(
        pair_charts.replay(*both, pair.differs),
        result.snapshot_epochs,
        key="xor_pair.replay",
        name=t("Replay of both runs"),
        words=pair_charts.alt_text(*both, pair.differs),
    )
    st.markdown(pair_charts.difference(*both, pair.differs))
    return pair, both


@fragment
def train_many_seeds(page: Page) -> tuple[XorSeedsSettings, XorSeedsResult | None]:
    """The same network from many seeds: how many solve XOR, and what the others look like."""
    st.header(t("Same code, different result"))
    st.markdown(page.prose("many seeds"))
    controls = Controls(XorSeedsSettings)
    controls.row("hidden", "activation", "seeds")
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.row("learning_rate", "epochs", "optimizer")
    settings = controls.settings()
    draw = partial(draw_endings, page)
    result = runs.on_demand(settings, t("Train all of these networks"), wanted=controls.linked, draw=draw)
    if result is not None:
        choose_failed(result)
        result = result if result.settings == settings else None
    page.check(settings, result)
    return settings, result


def draw_endings(page: Page, result: XorSeedsResult) -> None:
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
    st.caption(page.prose("endings"))
    if result.successes < len(result.outcomes):
        spec = seeds_charts.gallery(result)
        chart.show(spec, key="xor_seeds.gallery", name=t("Runs that failed"), words=seeds_charts.gallery_alt(result))


def choose_failed(result: XorSeedsResult) -> None:
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
            label, key="_xor_seeds.replay", icon=":material/replay:", on_click=go_back, args=(result.settings,)
        ):
            st.rerun()


def go_back(many: XorSeedsSettings) -> None:
    """Move the controls of the trained network to the failed seed that is chosen, and the page to its replay."""
    single = many.single(st.session_state[FAILED])
    put({f"xor.{name}": value for name, value in single.model_dump().items()})
    st.session_state["_to_replay"] = True


@fragment
def vary_width(page: Page) -> XorWidthsSettings:
    """The share of seeds that solve XOR for every width and activation."""
    st.subheader(t("Every width and activation"))
    st.markdown(page.prose("widths"))
    controls = Controls(XorWidthsSettings)
    with st.expander(t("More settings"), icon=":material/tune:"):
        first, second = st.columns(2, gap="medium")
        with first:
            controls.widget("seeds")
            controls.widget("learning_rate")
        with second:
            controls.widget("epochs")
            controls.widget("optimizer")
    settings = controls.settings()
    result = runs.on_demand(settings, t("Train every width and activation"), runs.on_train, wanted=controls.linked)
    if result is not None:
        spec = widths_charts.shares(result)
        chart.show(
            spec,
            key="xor_widths.shares",
            name=t("Shares by width and activation"),
            words=widths_charts.alt_text(result),
        )
    return settings


def show_programs(page: Page, trained: tuple, many: tuple) -> None:
    """The program of the one network, and that of the many."""
    page.program(*trained)
    with st.expander(t("The program of the many seeds"), icon=":material/code:"):
        settings, result = many
        now = page.settings_now(settings)
        program.show(settings, result, t("the seeds that solve XOR"), now, steps=False)


main()
