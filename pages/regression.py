"""Regression: a linear model and an MLP learn the same noisy points, down to the noise floor."""

import streamlit as st

from mlcore.regression.results import RegressionResult
from mlcore.regression.settings import RegressionSettings
from pages.lessons.regression.challenges import CHALLENGES, Divergence
from pages.lessons.regression.charts import trained as charts
from pages.ui import replay, runs, table
from pages.ui.context import t
from pages.ui.controls import Controls
from pages.ui.lesson import Page


def main() -> None:
    page = Page("regression")
    page.predict()
    with page.experiments(CHALLENGES):
        settings, result = train(page)
        page.check(settings, Divergence(settings) if has_diverged(settings) else result, pending(settings))
    names = ["LinearModel", "MLPModel", "train", "fit"]
    page.code(settings, names, result, t("the MLP's loss over all training points"))
    page.close(settings)


def train(page: Page) -> tuple[RegressionSettings, RegressionResult | None]:
    """Draw the controls; train both models and show the run."""
    st.header(t("Train both"))
    st.markdown(page.prose("train"))
    controls = Controls(RegressionSettings)
    controls.row("dataset", "optimizer")
    controls.row("learning_rate", "hidden", "standardize")
    with st.expander(t("More settings"), icon=":material/tune:"):
        columns = st.columns(2, gap="medium")
        for number, name in enumerate(("epochs", "batch_size", "samples", "noise")):
            with columns[number % 2]:
                controls.widget(name)
        for column, name in zip(columns, ("seed", "data_seed"), strict=True):
            with column:
                controls.seed(name)
        st.caption(page.prose("batches"))
    settings = controls.settings()
    result = runs.on_train(settings)
    if result is not None:
        show(page, result)
    return settings, result


def has_diverged(settings: RegressionSettings) -> bool:
    """Whether the run of these settings diverged."""
    run = runs.session().run(settings.slug)
    return bool(run.task == runs.task_of(settings) and run.job and isinstance(run.job.error, ArithmeticError))


def pending(settings: RegressionSettings) -> str:
    """Return why there is no result of these settings, if it is not that their run is under way."""
    run = runs.session().run(settings.slug)
    if run.task != runs.task_of(settings):
        return t("Press Train.")
    return t("You stopped this run.") if run.stopped else ""


def show(page: Page, result: RegressionResult) -> None:
    """Show the replay of a run, its errors and an advice."""
    settings, flat = result.settings, result.x.shape[1] == 1
    spec = charts.replay(result)
    replay.show(
        spec,
        result.snapshot_epochs,
        key="regression.replay",
        name=t("Replay of both models"),
        words=charts.alt_text(result),
    )
    if flat:
        st.caption(page.prose("read sine"))
    else:
        reach, error_reach = charts.reaches(result)
        st.caption(page.prose("read plane", reach=f"{reach:.1f}", error_reach=f"{error_reach:.1f}"))
    scores, advice = st.columns([3, 2], gap="large")
    with scores:
        table.show(charts.score_table(result))
        st.caption(page.prose("parts", samples=f"{settings.samples:,}"))
    with advice, st.container(border=True):
        st.markdown(page.prose(f"knob {result.advice}"))
    explain(page, result)


def explain(page: Page, result: RegressionResult) -> None:
    """Explain the errors and the divergence with the numbers of this run."""
    settings, floor = result.settings, result.settings.noise**2
    axis, start, share, points = result.strip
    page.why(
        floor=f"{floor:.2f}",
        linear=f"{result.linear.val_losses[-1]:.2f}",
        linear_excess=f"{result.linear.val_losses[-1] - floor:z.2f}",
        mlp=f"{result.mlp.val_losses[-1]:.2f}",
        mlp_excess=f"{result.mlp.val_losses[-1] - floor:z.2f}",
        strip=f"{start} < x{'₁₂'[axis]} < {start + 1}",
        share=f"{share:.0%}",
        points=f"{points:.0%}",
        rate=f"{result.largest_rate:.3g}",
        learning_rate=f"{settings.learning_rate:g}",
    )
    peak = int(result.mlp.losses.argmax())
    if result.mlp.losses[peak] > 2 * result.mlp.losses[0]:
        text = page.prose(
            "leap",
            first=f"{result.mlp.losses[0]:,.1f}",
            peak=charts.in_digits(result.mlp.losses[peak]),
            epochs=str(peak),
            silent=str(result.dead_units),
            hidden=str(settings.hidden),
        )
        st.markdown(text)


main()
