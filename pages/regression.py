"""Regression: a linear model and an MLP learn the same noisy points, down to the noise floor."""

import streamlit as st

from mlcore.common.program import fill
from mlcore.regression.results import RegressionResult
from mlcore.regression.settings import RegressionSettings
from pages.lessons.regression.challenges import CHALLENGES, Divergence
from pages.lessons.regression.charts import trained as charts
from pages.lessons.regression.charts import untrained
from pages.ui import chart, program, replay, run_view, runs, table
from pages.ui.context import t
from pages.ui.controls import Controls
from pages.ui.lesson import Page


def main() -> None:
    page = Page("regression", CHALLENGES)
    page.predict()
    settings, result = train(page)
    page.check(settings, Divergence(settings) if has_diverged(settings) else result, pending(settings))
    why, numbers, code, read = st.tabs([t("Why"), t("Numbers"), t("Programs"), t("How to read it")])
    with why:
        st.markdown(page.prose("train"))
        if result is not None:
            explain(page, result)
    with numbers:
        show_numbers(page, result)
    with code:
        show_programs(page, settings, result)
    with read:
        tell_how_to_read(page, result)
    page.close(settings)


def train(page: Page) -> tuple[RegressionSettings, RegressionResult | None]:
    """Draw the controls; train both models and show the run."""
    stage = page.stage(RegressionSettings)
    controls = Controls(RegressionSettings)
    with stage.choices:
        controls.widget("dataset")
        controls.widget("optimizer")
    with stage.controls:
        for name in ("learning_rate", "hidden", "standardize"):
            controls.widget(name)
        with st.expander(t("More settings"), icon=":material/tune:"):
            for name in ("epochs", "batch_size", "samples", "noise"):
                controls.widget(name)
            for name in ("seed", "data_seed"):
                controls.seed(name)
    settings = controls.settings()
    with stage.picture:
        result = runs.on_train(settings, draw=draw_replay, before=lambda: draw_points(settings))
    return settings, result


def draw_points(settings: RegressionSettings) -> None:
    """What both models are going to see."""
    chart.show(
        untrained.points(settings),
        key="regression.points",
        name=t("The points to learn"),
        words=untrained.alt_text(settings),
    )


def draw_replay(result: RegressionResult) -> None:
    """All pictures of both models under one player; above them, which model is missing and why."""
    if result.diverged:
        st.error(run_view.explanation(ArithmeticError(result.diverged), result.settings), icon=":material/error:")
    replay.show(
        charts.replay(result),
        result.snapshot_epochs,
        key="regression.replay",
        name=t("Replay of both models"),
        words=charts.alt_text(result),
    )


def has_diverged(settings: RegressionSettings) -> bool:
    """Whether a model diverged in the run of these settings."""
    run = runs.session().run(settings.slug)
    if run.task != runs.task_of(settings):
        return False
    failed = bool(run.job and isinstance(run.job.error, ArithmeticError))
    return failed or bool(run.state == "done" and run.result and run.result.diverged)


def pending(settings: RegressionSettings) -> str:
    """Return why there is no result of these settings, if it is not that their run is under way."""
    run = runs.session().run(settings.slug)
    if run.task != runs.task_of(settings):
        return t("Press Train.")
    return t("You stopped this run.") if run.stopped else ""


def show_numbers(page: Page, result: RegressionResult | None) -> None:
    """Show the errors of a run on all three parts of the points, and an advice."""
    if result is None:
        st.caption(t("The numbers appear here when the first run has ended."))
        return
    scores, advice = st.columns([3, 2], gap="large")
    with scores:
        table.show(charts.score_table(result))
        st.caption(page.prose("parts", samples=f"{result.settings.samples:,}"))
        tell_leap(page, result)
    if result.advice:
        with advice, st.container(border=True):
            st.markdown(page.prose(f"knob {result.advice}"))


def tell_how_to_read(page: Page, result: RegressionResult | None) -> None:
    """Say what the pictures and the settings mean."""
    if result is None:
        st.caption(t("The pictures are explained here when the first run has ended."))
    elif result.x.shape[1] == 1:
        st.markdown(page.prose("read sine"))
    else:
        reach, error_reach = charts.reaches(result)
        st.markdown(page.prose("read plane", reach=f"{reach:.1f}", error_reach=f"{error_reach:.1f}"))
    st.markdown(page.prose("batches"))


def rate(settings: RegressionSettings) -> str:
    """Return the learning rate in words."""
    return f"{settings.learning_rate:g}"


def explain(page: Page, result: RegressionResult) -> None:
    """Explain the errors and the divergence with the numbers of this run."""
    if result.diverged:
        largest = f"{result.largest_rate:.3g}"
        st.markdown(page.prose("one diverged", rate=largest, learning_rate=rate(result.settings)))
        return
    floor = result.settings.noise**2
    axis, start, share, points = result.strip
    page.why(
        floor=f"{floor:.2f}",
        linear=f"{result.fits['linear'].val_losses[-1]:.2f}",
        linear_excess=f"{result.fits['linear'].val_losses[-1] - floor:z.2f}",
        mlp=f"{result.fits['mlp'].val_losses[-1]:.2f}",
        mlp_excess=f"{result.fits['mlp'].val_losses[-1] - floor:z.2f}",
        strip=f"{start} < x{'₁₂'[axis]} < {start + 1}",
        share=f"{share:.0%}",
        points=f"{points:.0%}",
        rate=f"{result.largest_rate:.3g}",
        learning_rate=rate(result.settings),
    )


def tell_leap(page: Page, result: RegressionResult) -> None:
    """Say what a leap of the MLP's first steps left behind."""
    if "mlp" not in result.fits:
        return
    peak = int(result.fits["mlp"].losses.argmax())
    if result.fits["mlp"].losses[peak] > 2 * result.fits["mlp"].losses[0]:
        text = page.prose(
            "leap",
            first=f"{result.fits['mlp'].losses[0]:,.1f}",
            peak=charts.in_digits(result.fits["mlp"].losses[peak]),
            epochs=str(peak),
            silent=str(result.dead_units),
            hidden=str(result.settings.hidden),
        )
        st.markdown(text)


def show_programs(page: Page, settings: RegressionSettings, result: RegressionResult | None) -> None:
    """The program of each model; the MLP's is the one to take home."""
    st.markdown(page.prose("programs"))
    mlp, linear = st.tabs([t("MLP"), t("Linear model")])
    with mlp:
        shown = result if result and "mlp" in result.fits else None
        program.show(settings, shown, t("the MLP's loss over all training points"), page.settings_now(settings))
    with linear:
        text = fill(settings, model="linear").text
        st.code(text, language="python", line_numbers=True, height=program.HEIGHT)


main()
