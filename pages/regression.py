"""Regression: a curve and a surface, learned by a linear model and an MLP; and a curve built from bumps by hand."""

from functools import partial

import streamlit as st

from mlcore.regression import bumps
from mlcore.regression.bumps import BumpsResult
from mlcore.regression.results import RegressionResult
from mlcore.regression.settings import BumpsSettings, CurveSettings, RegressionSettings
from pages.lessons.regression.challenges import CHALLENGES, Divergence
from pages.lessons.regression.charts import bumps as bumps_charts
from pages.lessons.regression.charts import trained as charts
from pages.lessons.regression.charts import untrained
from pages.ui import chart, live, replay, run_view, runs, table, test_set
from pages.ui.context import counted, t
from pages.ui.controls import Controls, standing
from pages.ui.lesson import Page
from pages.ui.visit import fragment

MORE_BUMPS = (5, 10, 20, 50, 100)
STEEP = 50


def main() -> None:
    runs.begin(standing(CurveSettings))
    page = Page("regression", CHALLENGES)
    page.predict(CurveSettings, "hidden", "epochs", "samples", "noise")
    curve_tab, bumps_tab, surface_tab = page.tabs(curve=CurveSettings, bumps=BumpsSettings, surface=RegressionSettings)
    with curve_tab:
        curve = learn(page, CurveSettings)
    with bumps_tab:
        built = build(page)
    with surface_tab:
        surface = learn(page, RegressionSettings)
    page.close(curve, built.settings, surface)


def learn(page: Page, experiment: type[RegressionSettings]) -> RegressionSettings:
    """Train both models on a curve or a surface, and explain the run."""
    settings, result = train(page, experiment)
    page.check(settings, Divergence(settings) if has_diverged(settings) else result)
    why, numbers, code, read = st.tabs([t("Why"), t("Numbers"), t("Programs"), t("How to read it")])
    with why:
        st.markdown(page.prose(f"train {settings.slug}"))
        if result is not None:
            explain(page, result)
    with numbers:
        opened = show_numbers(page, settings, result)
    with code:
        show_programs(page, settings, result, opened)
    with read:
        describe_pictures(page, result)
    return settings


def train(page: Page, experiment: type[RegressionSettings]) -> tuple[RegressionSettings, RegressionResult | None]:
    """Draw the controls; train both models, a curve at once and a surface on Train, and show the run."""
    stage = page.stage(experiment)
    controls = Controls(experiment)
    is_curve = experiment is CurveSettings
    with stage.choices:
        if not is_curve:
            controls.widget("dataset")
            controls.widget("optimizer")
    with stage.controls:
        for name in ("hidden", "samples", "standardize") if is_curve else ("learning_rate", "hidden", "standardize"):
            controls.widget(name)
        with st.expander(t("More settings"), icon=":material/tune:"):
            for name in ("optimizer", "learning_rate", "epochs") if is_curve else ("epochs", "batch_size", "samples"):
                controls.widget(name)
            controls.widget("noise")
            for name in ("seed", "data_seed"):
                controls.seed(name)
    settings = controls.settings()
    draw = partial(draw_replay, settings.slug)
    with stage.picture:
        if is_curve:
            result = runs.automatic(settings, draw=draw, before=partial(draw_points, settings))
        else:
            wanted, before = controls.linked or runs.is_cached(settings), partial(draw_points, settings)
            result = runs.on_demand(settings, t("Train"), runs.on_train, wanted, draw=draw, before=before)
    return settings, result


def draw_points(settings: RegressionSettings) -> None:
    """What both models are going to see."""
    chart.show(
        untrained.points(settings),
        key="regression.points",
        name=t("The points to learn"),
        words=untrained.alt_text(settings),
    )


def draw_replay(slug: str, result: RegressionResult) -> None:
    """All pictures of both models under one player; above them, which model is missing and why."""
    if result.diverged:
        st.error(run_view.explanation(ArithmeticError(result.diverged), result.settings), icon=":material/error:")
    replay.show(
        charts.replay(result),
        result.snapshot_epochs,
        key=f"{slug}.replay",
        name=t("Replay of both models"),
        words=charts.alt_text(result),
    )


@fragment
def build(page: Page) -> BumpsResult:
    """Five bumps in the learner's hands, whose sum is to follow a curve."""
    stage = page.stage(BumpsSettings)
    controls = Controls(BumpsSettings)
    with stage.choices:
        controls.widget("target")
    with stage.controls:
        controls.widget("steepness")
        with st.expander(t("The heights in numbers"), icon=":material/bar_chart:"):
            for name in bumps_charts.HEIGHTS:
                controls.widget(name)
    result = bumps.run(controls.settings())
    live.signal_elements(controls, *bumps_charts.FIELDS)
    with stage.picture:
        spec = bumps_charts.draw(result)
        chart.show(spec, key="bumps.charts", name=t("Bumps and a curve"), words=bumps_charts.alt_text(result))
    page.check(result.settings, result)
    why, code = st.tabs([t("Why"), t("Program")])
    with why:
        explain_bumps(page, result)
    with code:
        page.program(result.settings, result)
    return result


def explain_bumps(page: Page, result: BumpsResult) -> None:
    """Say what a bump is made of, what more of them reach, and that training finds their heights too."""
    settings = result.settings
    text, numbers = st.columns([3, 2], gap="large")
    with text:
        st.markdown(page.prose("bumps", steepness=settings.steepness, error=f"{result.error:.2f}"))
    with numbers:
        st.markdown(page.prose("more bumps", steepness=STEEP))
        error = t("smallest error at steepness {steepness}").format(steepness=STEEP)
        table.show(
            [
                {
                    t("bumps"): str(count),
                    t("sigmoid units"): str(2 * count),
                    error: f"{bumps.smallest_error(settings.target, count, STEEP):.2f}",
                }
                for count in MORE_BUMPS
            ]
        )


def has_diverged(settings: RegressionSettings) -> bool:
    """Whether a model diverged in the run of these settings."""
    run = runs.session().run(settings.slug)
    if run.task != runs.task_of(settings):
        return False
    failed = bool(run.job and isinstance(run.job.error, ArithmeticError))
    return failed or bool(run.state == "done" and run.result and run.result.diverged)


def show_numbers(page: Page, settings: RegressionSettings, result: RegressionResult | None) -> bool:
    """Show the errors of a run, those on the test points only when they are opened; return whether they are."""
    opened = test_set.button(settings, result)
    if result is None:
        st.caption(t("The numbers appear here when the first run has ended."))
        return opened
    scores, advice = st.columns([3, 2], gap="large")
    with scores:
        table.show(charts.score_table(result, opened))
        st.caption(page.prose("parts", samples=f"{result.settings.samples:,}"))
        describe_leap(page, result)
    if result.advice:
        with advice, st.container(border=True):
            st.markdown(page.prose(f"advice {result.advice}"))
    return opened


def describe_pictures(page: Page, result: RegressionResult | None) -> None:
    """Say what the pictures and the settings mean."""
    if result is None:
        st.caption(t("The pictures are explained here when the first run has ended."))
        return
    if result.x.shape[1] == 1:
        st.markdown(page.prose("read sine"))
    else:
        reach, error_reach = charts.reaches(result)
        st.markdown(page.prose("read plane", reach=f"{reach:.1f}", error_reach=f"{error_reach:.1f}"))
    steps = -(-result.settings.samples // result.settings.batch_size)
    st.markdown(
        page.prose("words", noise=f"{result.settings.noise:g}", steps=counted(steps, t("1 step"), t("{count} steps")))
    )


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
    )
    if result.settings.slug == RegressionSettings.slug:
        text = page.prose(
            "surface why",
            strip=f"{start} < x{'₁₂'[axis]} < {start + 1}",
            share=f"{share:.0%}",
            points=f"{points:.0%}",
            rate=f"{result.largest_rate:.3g}",
            learning_rate=rate(result.settings),
        )
        st.markdown(text)


def describe_leap(page: Page, result: RegressionResult) -> None:
    """Say what a leap of the MLP's first steps left behind."""
    if "mlp" not in result.fits:
        return
    peak = int(result.fits["mlp"].losses.argmax())
    if result.fits["mlp"].losses[peak] > 2 * result.fits["mlp"].losses[0]:
        text = page.prose(
            "leap",
            first=f"{result.fits['mlp'].losses[0]:,.1f}",
            peak=charts.in_digits(result.fits["mlp"].losses[peak]),
            epochs=counted(peak, t("1 epoch"), t("{count} epochs")),
            silent=str(result.dead_units),
            hidden=str(result.settings.hidden),
        )
        st.markdown(text)


def show_programs(page: Page, settings: RegressionSettings, result: RegressionResult | None, opened: bool) -> None:
    """The program of each model."""
    st.markdown(page.prose("programs"))
    mlp, linear = st.tabs([t("MLP"), t("Linear model")])
    with mlp:
        shown = result if result and "mlp" in result.fits else None
        page.program(settings, shown, test=opened)
    with linear:
        shown = result if result and "linear" in result.fits else None
        page.program(settings, shown, test=opened, number="linear_loss", model="linear")


main()
