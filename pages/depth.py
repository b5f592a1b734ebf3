"""Depth: why more layers made networks worse, gradients that vanish or explode, and what skip connections do."""

import math

import streamlit as st

from mlcore.depth.results import ResidualResult, VanishingResult
from mlcore.depth.settings import ResidualSettings, VanishingSettings
from pages.lessons.depth.challenges import CHALLENGES
from pages.lessons.depth.charts import blocks, imagenet, residual, vanishing
from pages.ui import chart, runs, table
from pages.ui.context import counted, t
from pages.ui.controls import Controls
from pages.ui.lesson import Page
from pages.ui.numbers import short
from pages.ui.stage import WIDTHS
from pages.ui.visit import fragment


def main() -> None:
    page = Page("depth", CHALLENGES)
    page.predict(ResidualSettings)
    skips, gradients, history = page.tabs(skips=ResidualSettings, vanishing=VanishingSettings, imagenet=())
    with skips:
        trained = compare(page)
    with gradients:
        network = deepen(page)
    with history:
        show_imagenet(page)
    page.close(trained, network)


@fragment
def compare(page: Page) -> ResidualSettings:
    """Compare a deep plain network with the same network with skip connections, on their training digits."""
    stage = page.stage(ResidualSettings)
    controls = Controls(ResidualSettings)
    with stage.controls:
        controls.widget("depth")
        controls.seed()
        with st.expander(t("More settings"), icon=":material/tune:"):
            controls.widget("epochs")
            controls.widget("learning_rate")
    settings = controls.settings()
    label = t("Train a deep network with and without skips")
    with stage.picture:
        # Not by itself, though it may be there already: it answers the prediction.
        result: ResidualResult | None = runs.on_demand(
            settings, label, runs.on_train, controls.linked, draw=show_curves, before=show_blocks
        )
    page.check(settings, result)
    why, read, code = st.tabs([t("Why"), t("How to read it"), t("Program")])
    with why:
        page.why()
    if result is None:
        read.caption(page.prose("untrained"))
    else:
        ends = {name: f"{100 * curve[-1]:.1f}" for name, curve in result.errors.items()}
        about = {
            "depth": result.settings.depth,
            "epochs": counted(result.settings.epochs, t("1 epoch"), t("{count} epochs")),
        }
        read.markdown(page.prose("read depth", **about, **ends))
    with code:
        page.program(settings, result)
    return settings


def show_blocks() -> None:
    """Show two layers, plain and with a skip connection."""
    chart.show(blocks.draw(), key="depth.blocks", name=t("Two layers"), words=blocks.alt_text())


def show_curves(result: ResidualResult) -> None:
    """Show the networks as far as they are, or that none of the three learned enough."""
    problem = residual.problem(result)
    if problem:
        st.warning(problem, icon=":material/trending_flat:")
    spec = residual.draw(result)
    chart.show(spec, key="depth.residual", name=t("Plain and residual networks"), words=residual.alt_text(result))


@fragment
def deepen(page: Page) -> VanishingSettings:
    """The gradient on its way through a deep network."""
    stage = page.stage(VanishingSettings)
    controls = Controls(VanishingSettings)
    with stage.choices:
        controls.widget("activation")
        controls.widget("start")
    with stage.controls:
        controls.widget("depth")
        controls.widget("width")
        controls.seed()
    settings = controls.settings()
    with stage.picture:
        result: VanishingResult | None = runs.compute(runs.task_of(settings), settings.slug)
        if result is not None:
            spec = vanishing.norms(result)
            words = vanishing.alt_text(result)
            chart.show(spec, key="depth.vanishing", name=t("Size of the gradient by layer"), words=words)
            section = "off" if math.isnan(result.ratio) else "ratio"
            st.markdown(
                page.prose(
                    section,
                    ratio=short(result.ratio, 2),
                    depth=counted(settings.depth, t("1 hidden layer"), t("{count} hidden layers")),
                )
            )
    page.check(settings, result)
    why, code = st.tabs([t("Why"), t("Program")])
    with why:
        st.markdown(page.prose("vanishing"))
        st.markdown(page.prose("lines"))
    with code:
        page.program(settings, result)
    return settings


def show_imagenet(page: Page) -> None:
    """Show eight years of ImageNet."""
    about, picture = st.columns(WIDTHS, gap="medium")
    about.markdown(page.prose("imagenet"))
    with picture:
        words = imagenet.alt_text()
        chart.show(imagenet.winners(), key="depth.imagenet", name=t("ImageNet winners by year"), words=words)
    why, numbers = st.tabs([t("Why"), t("Numbers")])
    why.markdown(page.prose("people"))
    with numbers:
        table.show(imagenet.table())


main()
