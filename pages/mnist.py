"""Handwritten digits: what the network receives, training on real digits, and what it confuses."""

import streamlit as st

from mlcore.digits import load_digits
from mlcore.settings import DigitSettings, MnistSettings
from pages.challenges.mnist import CHALLENGES
from pages.charts import mnist as charts
from pages.ui import browser, jobs, picture, replay
from pages.ui.controls import Controls
from pages.ui.i18n import t, translator
from pages.ui.lesson import Page


def main() -> None:
    page = Page("mnist")
    page.predict()
    digit = receive(page)
    settings, result = train(page)
    page.challenges(CHALLENGES, (settings, result))
    page.code(settings, [{"linear": "LinearModel", "mlp": "MLP", "cnn": "CNN"}[settings.model], "train"], result)
    page.close(digit, settings)


def receive(page: Page) -> DigitSettings:
    """One digit as the picture it is and as the strip of numbers that a network receives."""
    st.header(t("What the network receives"))
    st.markdown(page.prose("strip"))
    controls = Controls(DigitSettings)
    first, second = st.columns(2, gap="medium")
    with first:
        controls.widget("digit")
    with second:
        controls.widget("sample")
    settings = controls.settings()
    images, labels = load_digits()
    image = images[labels == settings.digit][settings.sample]
    spec = charts.strip(image, browser.columns(), translator())
    picture.show(spec, key="strip", alt=charts.strip_alt(settings.digit, translator()))
    return settings


def train(page: Page) -> tuple:
    """Train one of three models and see the run at one epoch."""
    st.header(t("Train"))
    st.markdown(page.prose("train"))
    controls = Controls(MnistSettings)
    first, second, third = st.columns(3, gap="medium")
    with first:
        controls.widget("model")
    with second:
        controls.widget("epochs")
    with third:
        controls.widget("augment")
    with st.expander(t("More settings"), icon=":material/tune:"):
        columns = st.columns(3, gap="medium")
        for number, name in enumerate(("hidden", "learning_rate", "batch_size", "optimizer", "dataset")):
            with columns[number % 3]:
                controls.widget(name)
        for number, name in enumerate(("seed", "data_seed")):
            with columns[number]:
                controls.seed(name)
    settings = controls.settings()
    result = jobs.train(settings)
    if result is not None:
        show(page, result)
    return settings, result


def show(page: Page, result) -> None:
    """The run's numbers, its curves and weights at one epoch, and what it confuses."""
    accuracy, loss, size = st.columns(3)
    low, high = result.test_interval
    accuracy.metric(
        t("Test accuracy"),
        f"{result.test_accuracy:.1%}",
        t("95 % interval {low:.1f} – {high:.1f} %").format(low=100 * low, high=100 * high),
        delta_color="off",
        delta_arrow="off",
    )
    loss.metric(t("Final training loss"), f"{result.final_loss:.4f}")
    size.metric(t("Parameters"), f"{result.parameters:,}")
    spec = charts.replay(result, browser.columns(), translator())
    replay.show(spec, result.checkpoints, key="mnist.replay", alt=charts.alt_text(result, translator()))
    st.caption(page.prose("read"))
    matrix, why = st.columns([1, 1], gap="large")
    with matrix:
        picture.show(
            charts.confusion(result, translator()),
            key="mnist.confusion",
            alt=charts.confusion_alt(result, translator()),
        )
    with why:
        page.why(
            parameters=f"{result.parameters:,}",
            accuracy=f"{100 * result.test_accuracy:.1f}",
            low=f"{100 * low:.1f}",
            high=f"{100 * high:.1f}",
            tested=f"{len(result.test_labels):,}",
            wrong=f"{int((result.test_predictions != result.test_labels).sum()):,}",
        )


main()
