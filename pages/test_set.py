"""Training, validation and test set: a map of overfitting with four remedies, and how choosing overfits."""

from functools import partial

import streamlit as st

from mlcore.test_set.results import CellResult, MapResult, OverfitResult
from mlcore.test_set.settings import CellSettings, OverfitSettings
from pages.lessons.test_set.challenges import CHALLENGES
from pages.lessons.test_set.charts import fitting, fitting_map, test_set_overfit
from pages.lessons.test_set.state import MapState
from pages.ui import chart, pick, replay, runs, test_set
from pages.ui.context import columns, counted, t, viewed
from pages.ui.controls import Controls, set_widgets, standing
from pages.ui.lesson import Page
from pages.ui.percent import percent
from pages.ui.visit import fragment

MAP_AND_CELL = [3, 5]


def main() -> None:
    runs.begin(standing(CellSettings))
    page = Page("test_set", CHALLENGES)
    page.predict(OverfitSettings, "candidates")
    overfitting, choosing = page.tabs(overfitting=(CellSettings, MapState), choosing=OverfitSettings)
    with overfitting:
        cell, view = overfit(page)
    with choosing:
        choice = choose(page)
    page.close(cell, view, choice)


@fragment
def overfit(page: Page) -> tuple[CellSettings, MapState]:
    """A map of networks by size and number of points, and the run of one of them, with the remedies that are chosen."""
    stage = page.stage(CellSettings)
    controls, looks = Controls(CellSettings), Controls(MapState)
    with stage.controls:
        controls.widget("hidden")
        controls.widget("train_size")
        controls.widget("weight_decay")
        controls.widget("dropout")
        controls.widget("early_stopping")
        with st.expander(t("More settings"), icon=":material/tune:"):
            looks.widget("shows")
            controls.widget("epochs")
            for name in ("seed", "data_seed"):
                controls.seed(name)
    settings, view = controls.settings(), looks.settings()
    with stage.picture:
        left, right = st.columns(MAP_AND_CELL, gap="medium") if columns() == 3 else (st.container(), st.container())
    runs.begin(settings)  # the map, which is there at once, does not wait for it
    with left:
        draw = partial(draw_map, settings, view)
        runs.automatic(settings.map, draw=draw, before=partial(draw, MapResult.empty(settings.map)))
    with right, viewed(columns=min(columns(), 2)):
        result = runs.automatic(settings, draw=draw_cell)
    page.check(settings, result)
    numbers, why, read, code = st.tabs([t("Numbers"), t("Why"), t("How to read it"), t("Program")])
    with numbers:
        is_open = show_numbers(page, settings, result)
    with why:
        explain(page, result)
    with read:
        st.markdown(page.prose("read"))
    with code:
        page.program(settings, result, test=is_open)
    return settings, view


def draw_cell(result: CellResult) -> None:
    """The run of one network, under its accuracies."""
    line = t("Training **{training}** · validation **{validation}** · gap **{gap:z.1f} points**")
    st.markdown(
        line.format(
            training=percent(result.train_accuracy), validation=percent(result.val_accuracy), gap=100 * result.gap
        )
    )
    replay.show(
        fitting.replay(result),
        result.snapshot_epochs,
        key="test_set.replay",
        name=t("Replay of the chosen network"),
        words=fitting.alt_text(result),
    )


def draw_map(settings: CellSettings, view: MapState, result: MapResult) -> None:
    """All networks of the map; a click chooses one."""
    pick.show(
        fitting_map.cells(result, settings, view),
        key="test_set.map",
        name=t("Map of overfitting"),
        words=fitting_map.alt_text(result),
        selection=fitting_map.PICKED,
        take=choose_cell,
    )
    st.caption(t("Each cell is a network that was trained. Click one."))


def choose_cell(cell: dict) -> None:
    """Move to the network whose cell was clicked."""
    set_widgets({"test_set.hidden": int(cell["hidden"]), "test_set.train_size": int(cell["size"])})


def show_numbers(page: Page, settings: CellSettings, result: CellResult | None) -> bool:
    """Show the accuracies of a run; that on the test set when it is opened, and say whether it is."""
    is_open = test_set.button(settings, result)
    if result is None:
        st.caption(t("The numbers appear here when the first run has ended."))
        return False
    training, validation, test = st.columns(3)
    training.metric(t("Training accuracy"), percent(result.train_accuracy))
    validation.metric(t("Validation accuracy"), percent(result.val_accuracy))
    if is_open:
        low, high = (f"{100 * end:.1f}" for end in result.test_interval)
        test.metric(t("Test accuracy"), percent(result.test_accuracy))
        st.markdown(page.prose("opened", accuracy=f"{100 * result.test_accuracy:.1f}", low=low, high=high))
    else:
        st.markdown(page.prose("closed"))
    return is_open


def explain(page: Page, result: CellResult | None) -> None:
    """Explain overfitting with the numbers of this run, and the remedies."""
    if result is None:
        st.caption(t("The explanation appears here when the first run has ended."))
        return
    hidden = result.settings.hidden
    page.why(
        parameters=f"{6 * hidden + 3:,}",
        hidden=counted(hidden, t("1 hidden unit"), t("{count} hidden units")),
        points=result.settings.train_size,
        training=f"{100 * result.train_accuracy:.1f}",
        validation=f"{100 * result.val_accuracy:.1f}",
        gap=f"{100 * result.gap:z.1f}",
    )
    st.markdown(page.prose("remedies"))


@fragment
def choose(page: Page) -> OverfitSettings:
    """Choose the best of k by test or by validation accuracy; measure it on fresh points."""
    stage = page.stage(OverfitSettings)
    controls = Controls(OverfitSettings)
    with stage.controls:
        for name in ("candidates", "test_size", "shuffled"):
            controls.widget(name)
        with st.expander(t("More settings"), icon=":material/tune:"):
            for name in ("seed", "data_seed"):
                controls.seed(name)
    settings = controls.settings()
    with stage.picture:
        result = runs.automatic(settings, draw=draw_choice)
    page.check(settings, result)
    why, code = st.tabs([t("Why"), t("Program")])
    with why:
        st.markdown(page.prose("choose"))
        if result is not None:
            describe_choice(page, result)
    with code:
        page.program(settings, result)
    return settings


def draw_choice(result: OverfitResult) -> None:
    """The best of k, both winners and all candidates."""
    chart.show(
        test_set_overfit.chosen(result),
        key="test_set_overfit.chosen",
        name=t("Accuracy of the chosen network"),
        words=test_set_overfit.chosen_alt(result),
    )


def describe_choice(page: Page, result: OverfitResult) -> None:
    """Say what both winners promised and what they kept."""
    st.markdown(
        page.prose(
            "chosen",
            k=len(result.test_accuracies),
            size=result.settings.test_size,
            test=f"{100 * result.by_test.test:.1f}",
            fresh=f"{100 * result.by_test.fresh:.1f}",
            honest_test=f"{100 * result.by_validation.test:.1f}",
            honest_fresh=f"{100 * result.by_validation.fresh:.1f}",
            repeats=f"{result.repeats:,}",
            optimism=f"{100 * result.optimism:z.1f}",
        )
    )


main()
