"""Same code, different result: two runs beside each other, many seeds, and every width and activation."""

from functools import partial

import streamlit as st

from mlcore.luck.results import XorSeedsResult, XorWidthsResult
from mlcore.luck.settings import XorSeedsSettings, XorWidthsSettings
from mlcore.xor.settings import XorSettings
from pages.lessons.luck.challenges import CHALLENGES
from pages.lessons.luck.charts import pair as pair_charts
from pages.lessons.luck.charts import seeds as seeds_charts
from pages.lessons.luck.charts import widths as widths_charts
from pages.lessons.luck.state import XorPairState
from pages.lessons.xor import points
from pages.ui import chart, replay, runs, verdicts
from pages.ui.context import t
from pages.ui.controls import Controls, set_widgets, standing
from pages.ui.lesson import Page
from pages.ui.visit import fragment

FAILED = "_xor_seeds.failed"


def main() -> None:
    take_over()
    runs.begin(standing(XorSettings))
    page = Page("luck", CHALLENGES)
    page.predict(XorSeedsSettings)
    pair_tab, seeds_tab, widths_tab = page.tabs(
        pair=(XorPairState, XorSettings), seeds=XorSeedsSettings, widths=XorWidthsSettings
    )
    with pair_tab:
        pair = compare(page)
    with seeds_tab:
        many = train_many_seeds(page)
    with widths_tab:
        widths = vary_width(page)
    page.close(*pair, many, widths)


def take_over() -> None:
    """Let run A be the run that the visitor left on the page about XOR, unless a link names another."""
    is_new = "_opened_tab.luck" not in st.session_state
    task = runs.session().run(XorSettings.slug).task
    left = task.argument if task else None
    if is_new and isinstance(left, XorSettings) and not any(key.startswith("xor.") for key in st.query_params):
        st.session_state.update({f"xor.{name}": value for name, value in left.model_dump().items()})


def compare(page: Page) -> tuple[XorSettings, XorPairState]:
    """Two runs of one program, A and B, of which one setting differs.

    Run A has the names of the XOR page's parameters: links from when both stood on one page hold.
    """
    stage = page.stage(XorSettings, XorPairState)
    controls, other = Controls(XorSettings), Controls(XorPairState)
    with stage.controls:
        other.widget("differs")
        for name in ("learning_rate", "optimizer", "activation", "seed"):
            with other.group(name, other.values["differs"] == name):
                if name == "seed":
                    other.seed()
                else:
                    other.widget(name)
        with st.expander(t("Run A: all settings"), icon=":material/tune:"):
            controls.seed()
            for name in ("activation", "hidden", "learning_rate", "epochs", "optimizer", "start"):
                controls.widget(name)
            with controls.group("factor", controls.values["start"] == "by hand"):
                controls.widget("factor")
    settings, pair = controls.settings(), other.settings()
    second = pair.second(settings)
    with stage.picture:
        result = runs.automatic(settings, before=partial(points.show, "xor_pair.points"))
        result_b = runs.automatic(second, XorPairState.slug)
        both = None
        if result is not None and result_b is not None and (result.settings, result_b.settings) == (settings, second):
            both = result, result_b
            replay.show(
                pair_charts.replay(*both, pair.differs),
                result.snapshot_epochs,
                key="xor_pair.replay",
                name=t("Replay of both runs"),
                words=pair_charts.alt_text(*both, pair.differs),
            )
            st.markdown(pair_charts.difference(*both, pair.differs))
    page.check(settings, result)
    page.check(pair, both, XorSettings.slug, XorPairState.slug)
    st.markdown(page.prose("two runs"))
    return settings, pair


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
        if is_asked_for(settings):
            st.caption(t("From now on each change trains all of these networks anew."))
        if result is not None:
            choose_failed(page, result)
        if not is_asked_for(settings):
            spec, words = seeds_charts.untrained(), seeds_charts.untrained_alt()
            chart.show(spec, key="xor_seeds.untrained", name=t("Final losses of all seeds"), words=words)
    own = result if result is not None and result.settings == settings else None
    page.check(settings, own)
    why, stuck, code, read = st.tabs([t("Why"), t("Stuck or slow?"), t("Program"), t("How to read it")])
    with why:
        page.why()
    with stuck:
        st.markdown(page.prose("stuck or slow"))
    with code:
        page.program(settings, own)
    with read:
        st.markdown(page.prose("endings"))
    return settings


def is_asked_for(settings: XorSeedsSettings | XorWidthsSettings) -> bool:
    """Return whether an experiment has been started, now or before."""
    return runs.session().run(settings.slug).task is not None


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
    """Show whether one of the seeds that failed is stuck or slow, and offer to replay it."""
    failed = [seed for seed, outcome in enumerate(result.outcomes) if outcome != "solved"]
    if not failed:
        return
    called = seeds_charts.outcomes()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = st.selectbox(
            t("A seed that fails"),
            failed,
            format_func=lambda seed: f"{seed} · {called[result.outcomes[seed]]}",
            key=FAILED,
            width=220,
        )
        label = t("Replay it as run A")
        if st.button(
            label, key="_xor_seeds.replay", icon=":material/replay:", on_click=replay_it, args=(page, result.settings)
        ):
            st.rerun()
    words = seeds_charts.stuck_or_slow(result, seed)
    st.markdown(words)
    chart.show(
        seeds_charts.course(result, seed), key="xor_seeds.course", name=t("One seed: stuck or slow"), words=words
    )


def replay_it(page: Page, many: XorSeedsSettings) -> None:
    """Make the failed seed that is chosen run A, and open the tab of the two runs."""
    single = many.single(st.session_state[FAILED])
    set_widgets({f"xor.{name}": value for name, value in single.model_dump().items()})
    st.session_state[page.tab_key] = page.prose("tab pair")


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
        label = t("Train every width and activation")
        result = runs.on_demand(settings, label, runs.on_train, wanted=controls.linked, draw=draw_shares)
        if not is_asked_for(settings):
            spec, words = widths_charts.untrained(settings), widths_charts.untrained_alt()
            chart.show(spec, key="xor_widths.untrained", name=t("Shares by width and activation"), words=words)
    page.check(settings, result)
    st.markdown(page.prose("widths"))
    return settings


def draw_shares(result: XorWidthsResult) -> None:
    """The shares of all widths and activations that have been trained so far."""
    spec = widths_charts.shares(result)
    chart.show(
        spec, key="xor_widths.shares", name=t("Shares by width and activation"), words=widths_charts.alt_text(result)
    )
    lost = widths_charts.lost(result)
    if lost:
        st.warning(lost, icon=verdicts.ICONS["exploded"])


main()
