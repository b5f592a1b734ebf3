"""The training loop: step through the running program, then put it together yourself."""

import math

import streamlit as st

from mlcore.training_loop.results import TrainingLoopResult
from mlcore.training_loop.settings import TrainingLoopSettings
from pages.lessons.training_loop.challenges import CHALLENGES
from pages.lessons.training_loop.charts import curves as charts
from pages.lessons.training_loop.state import LINES, LoopState
from pages.ui import chart, runs, stepper
from pages.ui.context import t
from pages.ui.controls import Controls, put
from pages.ui.lesson import Page
from pages.ui.visit import fragment

TRAINING_DIGITS = 1600
START = "model.train()"
"""The stepper opens at this line: what comes before it only makes things."""


def main() -> None:
    page = Page("training_loop")
    page.predict()
    with page.experiments(CHALLENGES):
        settings = step_through(page)
        result = train(page, settings)
        page.check(settings, result)
        state = put_together(page)
    batches = math.ceil(TRAINING_DIGITS / settings.batch_size)
    page.why(batches=batches, steps=f"{batches * settings.epochs:,}")
    page.program(settings, result, t("the mean loss of the last epoch"), steps=False)
    page.close(settings, state)


def step_through(page: Page) -> TrainingLoopSettings:
    """The first steps of the program, line by line."""
    st.header(t("Step through it"))
    st.markdown(page.prose("step"))
    controls = Controls(TrainingLoopSettings)
    controls.row("batch_size", "hidden", "seed")
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.row("learning_rate", "epochs")
    settings = controls.settings()
    recording = runs.compute(stepper.task_of(settings), "training_loop.steps")
    if recording is not None:
        lines = recording.text.splitlines()
        at = [number for number, m in enumerate(recording.moments) if lines[m.line - 1].strip() == START]
        stepper.show(recording, "training_loop", start=at[0])
    return settings


def train(page: Page, settings: TrainingLoopSettings) -> TrainingLoopResult | None:
    """The whole run: the curves that the course's notebook plots."""
    st.header(t("The whole run"))
    st.markdown(page.prose("run"))
    result = runs.automatic(settings, draw=draw)
    return result if result is not None and result.settings == settings else None


def draw(result: TrainingLoopResult) -> None:
    """Both curves."""
    chart.show(
        charts.both(result), key="training_loop.curves", name=t("Loss and accuracy"), words=charts.alt_text(result)
    )


@fragment
def put_together(page: Page) -> LoopState:
    """Shuffled lines, a gap and a shape."""
    st.header(t("Put it together"))
    controls = Controls(LoopState)
    st.markdown(page.prose("shuffled"))
    with controls.group("order", used=False):
        controls.widget("order")
    chosen = controls.values["order"]
    left, right = st.columns(2, gap="medium")
    with left:
        for letter, line in LINES.items():
            taken = letter in chosen  # its button stays in use: a disabled one would lose the keyboard's place
            st.button(
                f"{'✓' if taken else letter}  `{line}`",
                key=f"_loop.{letter}",
                on_click=put,
                args=({"loop.order": chosen if taken else chosen + letter},),
                width="stretch",
            )
    with right:
        st.code("\n".join(["for input_X, true_y in train_loader:", *(f"    {LINES[letter]}" for letter in chosen)]))
        st.button(
            t("Take the last line back"),
            key="_loop.back",
            icon=":material/undo:",
            disabled=not chosen,
            on_click=put,
            args=({"loop.order": chosen[:-1]},),
        )
    st.markdown(page.prose("gap"))
    controls.widget("blank")
    st.markdown(page.prose("shape"))
    controls.widget("shape")
    state = controls.settings()
    page.check(state, state)
    return state


main()
