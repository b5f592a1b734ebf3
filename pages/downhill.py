"""Downhill: one weight on its loss, two weights and four optimizers, and why the choice of the loss matters."""

import streamlit as st

from mlcore.downhill import one_weight, two_losses
from mlcore.downhill.one_weight import MAX_STEPS, OneWeightResult
from mlcore.downhill.results import RaceResult
from mlcore.downhill.settings import CURVES, OneWeightSettings, RaceSettings, TwoLossesSettings
from mlcore.downhill.two_losses import TwoLossesResult
from pages.lessons.downhill.challenges import CHALLENGES
from pages.lessons.downhill.charts import one_weight as ball_charts
from pages.lessons.downhill.charts import race as race_charts
from pages.lessons.downhill.charts import two_losses as losses_charts
from pages.lessons.downhill.charts.one_weight import short
from pages.ui import chart, live, replay, runs, verdicts
from pages.ui.context import counted, t
from pages.ui.controls import Controls, set_widgets, standing
from pages.ui.lesson import Page
from pages.ui.visit import fragment


def main() -> None:
    runs.begin(standing(RaceSettings))
    page = Page("downhill", CHALLENGES)
    page.predict(OneWeightSettings, "learning_rate")
    one, two, losses = page.tabs(one=OneWeightSettings, two=RaceSettings, losses=TwoLossesSettings)
    with one:
        ball = roll(page)
    with two:
        race = race_down(page)
    with losses:
        pair = compare(page)
    page.close(ball, race, pair)


@fragment
def roll(page: Page) -> OneWeightSettings:
    """One weight that goes down its loss, step by step."""
    stage = page.stage(OneWeightSettings)
    controls = Controls(OneWeightSettings)
    with stage.controls:
        for name in ("curve", "w", "learning_rate"):
            controls.widget(name)
        step_on(controls)
    settings = controls.settings()
    result = one_weight.run(settings)
    live.signal_elements(controls, *ball_charts.FIELDS)
    with stage.picture:
        spec, words = ball_charts.draw(result), ball_charts.alt_text(result)
        chart.show(spec, key="downhill.ball", name=t("The loss over one weight"), words=words)
    page.check(settings, result)
    why, code = st.tabs([t("Why"), t("Program")])
    with why:
        explain_step(page, result)
    with code:
        page.program(settings, result)
    return settings


def step_on(controls: Controls) -> None:
    """Draw the slider of the steps with a button that takes one more."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        controls.widget("steps")
        steps = controls.values["steps"]
        st.button(
            "+1",
            key="_downhill.step",
            help=t("Take one more step"),
            disabled=steps == MAX_STEPS,
            on_click=set_widgets,
            args=({controls.key("steps"): steps + 1},),
        )


def explain_step(page: Page, result: OneWeightResult) -> None:
    """Say what loss, slope and step are, in the numbers of the ball's last step."""
    s = result.settings
    before = max(s.steps - 1, 0)
    w, slope = result.path[before], result.slopes[before]
    page.why(
        loss=written_loss(s),
        before=number(w),
        slope=bracketed(slope),
        step=bracketed(s.learning_rate * slope),
        rate=number(s.learning_rate),
        after=number(w - s.learning_rate * slope),
        number=before + 1,
        course=page.prose(course(result), factor=number(1 - 4 * s.learning_rate), rate=number(s.learning_rate)),
    )


def written_loss(settings: OneWeightSettings) -> str:
    """Return the loss as LaTeX, with the points of the neuron in it."""
    curve = CURVES[settings.curve]
    answer = r"\sin({x}w)" if curve.bend else r"{x}w"
    factors = ["" if x == 1 else "-" if x == -1 else rf"{x:g}\," for x in curve.x]
    terms = [rf"({answer.format(x=factor)} {-y:+g})^2" for factor, y in zip(factors, curve.y, strict=True)]
    return rf"\tfrac{{1}}{{{len(terms)}}} \big( {' + '.join(terms)} \big)"


def course(result: OneWeightResult) -> str:
    """Return the name of the section that says what becomes of the ball."""
    if result.settings.curve != "one valley":
        return "course two valleys"
    factor = 1 - 4 * result.settings.learning_rate
    if abs(factor) < 1e-9:
        return "course at once"
    if abs(factor + 1) < 1e-9:
        return "course for ever"
    if factor > 0:
        return "course one side"
    return "course across" if factor > -1 else "course away"


def bracketed(value: float) -> str:
    """Return a number for a formula in which a sign comes before it."""
    return f"({number(value)})" if value < 0 else number(value)


def number(value: float) -> str:
    """Return a number for a formula, with three digits, a large one with a power of ten."""
    text = f"{value:.3g}"
    mantissa, _, power = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else text


def race_down(page: Page) -> RaceSettings:
    """Four optimizers from one start."""
    stage = page.stage(RaceSettings)
    controls = Controls(RaceSettings)
    with stage.controls:
        for name in ("surface", "learning_rate", "epochs"):
            controls.widget(name)
        with st.expander(t("Start, and the program's optimizer"), icon=":material/my_location:"):
            for name in ("w1", "w2", "optimizer"):
                controls.widget(name)
    settings = controls.settings()
    live.signal_elements(controls, *race_charts.FIELDS)
    with stage.picture:
        result = runs.automatic(settings, draw=draw_race)
    page.check(settings, result)
    what, why, code = st.tabs([t("What the four do"), t("Why"), t("Program")])
    with what:
        st.markdown(page.prose("optimizers"))
    with why:
        st.markdown(page.prose(settings.surface, **gradient_at(settings)))
        st.markdown(page.prose("map"))
    with code:
        page.program(settings, result)
    return settings


def draw_race(result: RaceResult) -> None:
    """The map and the losses under one player."""
    replay.show(
        race_charts.replay(result),
        result.snapshot_epochs,
        key="downhill.race",
        name=t("Four optimizers on the map"),
        words=race_charts.alt_text(result),
    )
    lost = race_charts.lost(result)
    if lost:
        st.warning(lost, icon=verdicts.ICONS["exploded"])


def gradient_at(settings: RaceSettings) -> dict[str, str]:
    """Return the numbers of the gradient at the start."""
    w1, w2 = settings.w1, settings.w2
    if settings.surface == "saddle":
        slopes = 2 * (w1 * w2 - 1) * w2, 2 * (w1 * w2 - 1) * w1
    else:
        slopes = 2 * (w1 - 1), 32 * (w2 - 0.5)
    return {"w1": short(w1), "w2": short(w2), "slope1": short(slopes[0]), "slope2": short(slopes[1])}


@fragment
def compare(page: Page) -> TwoLossesSettings:
    """The same neuron, surely wrong, with squared error and with cross-entropy."""
    stage = page.stage(TwoLossesSettings)
    controls = Controls(TwoLossesSettings)
    with stage.controls:
        for name in ("w", "learning_rate", "steps"):
            controls.widget(name)
    settings = controls.settings()
    result = two_losses.run(settings)
    live.signal_elements(controls, *losses_charts.FIELDS)
    with stage.picture:
        spec, words = losses_charts.draw(), losses_charts.alt_text(result)
        chart.show(spec, key="downhill.losses", name=t("Two losses of one neuron"), words=words)
        st.markdown(in_words(page, result))
    page.check(settings, result)
    why, code = st.tabs([t("Why"), t("Program")])
    with why:
        p = result.answer
        st.markdown(
            page.prose(
                "losses",
                p=number(p),
                bend=number(p * (1 - p)),
                squared=number(result.squared_slope),
                entropy=number(result.entropy_slope),
                share=number(2 * p * (1 - p)),
            )
        )
    with code:
        page.program(settings, result)
    return settings


def in_words(page: Page, result: TwoLossesResult) -> str:
    """Say how many steps each loss needs."""
    if result.entropy_steps == 0:
        return page.prose("learned already", p=short(result.answer))
    return page.prose(
        "steps",
        p=short(result.answer),
        squared=counted(result.squared_steps, t("**1** step"), t("**{count}** steps")),
        entropy=result.entropy_steps,
        times=f"{result.squared_steps / result.entropy_steps:.1f}",
    )


main()
