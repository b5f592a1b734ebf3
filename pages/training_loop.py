"""The training loop: step through the running program, then put it together yourself."""

import math
from functools import partial

import streamlit as st

from mlcore.common.program import render_program
from mlcore.common.statistics import wilson_interval
from mlcore.training_loop import ask_python
from mlcore.training_loop.results import TrainingLoopResult, ZeroGradResult
from mlcore.training_loop.settings import CallsSettings, TrainingLoopSettings
from pages.lessons.training_loop.challenges import CHALLENGES
from pages.lessons.training_loop.charts import curves as charts
from pages.lessons.training_loop.charts import zero_grad
from pages.lessons.training_loop.state import LINES, CourseLinesState, LoopState
from pages.ui import chart, program, runs, stepper, table, test_set
from pages.ui import stage as stages
from pages.ui.context import counted, t
from pages.ui.controls import Controls, set_widgets
from pages.ui.lesson import Page
from pages.ui.numbers import short
from pages.ui.percent import percent
from pages.ui.visit import fragment
from workers.tasks import Task

TRAINING_DIGITS, TEST_DIGITS = 1600, 1000
START = "model.train()"
"""The stepper opens at this line: what comes before it only makes things."""


def main() -> None:
    page = Page("training_loop", CHALLENGES)
    page.predict(CallsSettings, "learning_rate", "activation", "seed")
    lines, three, others, order, whole = page.tabs(
        step=(), calls=CallsSettings, lines=CourseLinesState, order=LoopState, run=TrainingLoopSettings
    )
    with whole:
        stage, settings = set_up(page)
    with lines:
        step_through(page, settings)
    with three:
        loops = calls(page)
    with others:
        topic = read_lines(page)
    with order:
        state = put_together(page)
    with whole:
        train(page, stage, settings)
    page.close(settings, loops, topic, state)


def step_through(page: Page, settings: TrainingLoopSettings) -> None:
    """The first steps of the program, line by line."""
    text = test_set.without_block(render_program(settings).text)
    show_text = partial(st.code, text, language="python", line_numbers=True, height=program.HEIGHT)
    trace = runs.compute(stepper.task_of(settings), "training_loop.steps", before=show_text)
    if trace is not None:
        lines = trace.text.splitlines()
        at = [number for number, m in enumerate(trace.steps) if lines[m.line - 1].strip() == START]
        stepper.show(trace, "training_loop", start=at[0])
    read, why = st.tabs([t("How to read it"), t("Why")])
    with read:
        st.markdown(page.prose("step"))
    with why:
        batches = math.ceil(TRAINING_DIGITS / settings.batch_size)
        page.why(
            batches=counted(batches, t("1 batch"), t("{count} batches")),
            steps=counted(batches * settings.epochs, t("1 step"), t("{count} steps")),
        )


@fragment
def calls(page: Page) -> CallsSettings:
    """What the three calls do to ``p.data`` and ``p.grad``, and what connects them."""
    place = stages.stage("calls")
    controls = Controls(CallsSettings)
    with place.controls:
        st.markdown(page.prose("calls"))
        controls.widget("learning_rate")
        controls.widget("activation")
        controls.seed()
    settings = controls.settings()
    with place.picture:
        result = runs.compute(runs.task_of(settings), settings.slug)
        if result is not None:
            spec, words = zero_grad.draw(result), zero_grad.alt_text(result)
            name = t("Gradients from call to call")
            chart.show(spec, key="training_loop.zero_grad", name=name, words=words)
            st.markdown(page.prose(ending(result), **losses(result)))
    page.note(settings, result)
    lines, memory = st.tabs([t("Call by call"), t("What connects them")])
    with lines:
        st.markdown(page.prose("tables"))
        if result is not None:
            show_calls(result)
    with memory:
        st.markdown(page.prose("tensors"))
        if result is not None:
            asked = (f">>> {question}\n{answer}" for question, answer in result.answers.items())
            st.code("\n".join(asked), language="python")
            table.show(zero_grad.tensors(result))
            st.markdown(page.prose("copies", moved=f"{result.moved:.4f}", copies=f"{result.moved_by_copies:.4f}"))
    return settings


def show_calls(result: ZeroGradResult) -> None:
    """Both loops, call by call, side by side."""
    loops = (result.right, result.skipped)
    for column, title, loop in zip(st.columns(2, gap="medium"), zero_grad.names(), loops, strict=True):
        with column:
            st.markdown(f"**{title}**")
            table.show(zero_grad.calls(loop))


def ending(result: ZeroGradResult) -> str:
    """Return the name of the section about how two loops ended."""
    if result.right.diverged or result.skipped.diverged:
        return "diverged"
    if result.right.verdict.ending == "exploded":
        return "exploded"
    return "skipped worse" if result.skipped.losses[-1] > result.right.losses[-1] else "skipped better"


def losses(result: ZeroGradResult) -> dict[str, object]:
    """Return with what losses two loops ended, and when."""
    right, skipped = result.right.losses, result.skipped.losses
    steps = counted(min(len(right), len(skipped)) - 1, t("1 step"), t("{count} steps"))
    return {"steps": steps, "right": short(right[-1]), "skipped": short(skipped[-1])}


@fragment
def read_lines(page: Page) -> CourseLinesState:
    """The other lines of the course's notebook, and what Python answers to them."""
    place = stages.stage("lines")
    controls = Controls(CourseLinesState)
    with place.choices:
        controls.widget("topic")
    state = controls.settings()
    with place.controls:
        st.markdown(page.prose(f"line {state.topic}"))
    with place.picture:
        said = runs.compute(Task(ask_python, state.topic, keep=runs.keep_of(state)))
        if said is not None:
            st.code(said, language="python", wrap_lines=True)
    return state


def set_up(page: Page) -> tuple[stages.Stage, TrainingLoopSettings]:
    """Draw the controls of the whole run, which is also what the stepper steps through."""
    stage = page.stage(TrainingLoopSettings)
    controls = Controls(TrainingLoopSettings)
    with stage.controls:
        for name in ("batch_size", "epochs", "learning_rate"):
            controls.widget(name)
        with st.expander(t("More settings"), icon=":material/tune:"):
            controls.widget("hidden")
            controls.seed()
    return stage, controls.settings()


def train(page: Page, stage: stages.Stage, settings: TrainingLoopSettings) -> None:
    """The whole run: the curves that the course's notebook plots."""
    with stage.picture:
        result = runs.automatic(settings, draw=draw)
    page.check(settings, result)
    code, words = st.tabs([t("Program"), t("How to read it")])
    with code:
        opened = test_set.button(settings, result)
        if result is not None and opened:
            describe_test(page, result)
        page.program(settings, result, steps=False, test=opened)
    with words:
        st.markdown(page.prose("run"))


def describe_test(page: Page, result: TrainingLoopResult) -> None:
    """Say how many of the test digits are read right, once they are opened."""
    right = round(result.test_accuracy * TEST_DIGITS)
    low, high = map(percent, wilson_interval(right, TEST_DIGITS))
    numbers = {"accuracy": percent(result.test_accuracy), "digits": f"{TEST_DIGITS:,}", "low": low, "high": high}
    st.markdown(page.prose("tested", **numbers))


def draw(result: TrainingLoopResult) -> None:
    """Both curves."""
    chart.show(
        charts.both(result), key="training_loop.curves", name=t("Loss and accuracy"), words=charts.alt_text(result)
    )


@fragment
def put_together(page: Page) -> LoopState:
    """Shuffled lines, a gap and a shape."""
    stage = page.stage(LoopState)
    controls = Controls(LoopState)
    with stage.controls:
        with controls.group("order", used=False):
            controls.widget("order")
        st.markdown(page.prose("shuffled"))
        offer_lines(controls.values["order"])
    with stage.picture:
        show_loop(controls.values["order"])
        for place, name in zip(st.columns(2, gap="medium"), ("blank", "shape"), strict=True):
            with place:
                st.markdown(page.prose(name))
                controls.widget(name)
    state = controls.settings()
    page.check(state, state)
    return state


def offer_lines(chosen: str) -> None:
    """A button for each of the shuffled lines, and one that takes the last of them back."""
    for letter, line in LINES.items():
        taken = letter in chosen  # its button stays in use: a disabled one would lose the keyboard's place
        place = t("line {number}").format(number=chosen.index(letter) + 1) if taken else letter
        st.button(
            f"{place}  `{line}`",
            key=f"_loop.{letter}",
            on_click=set_widgets,
            args=({"loop.order": chosen if taken else chosen + letter},),
            width="stretch",
        )
    st.button(
        t("Take the last line back"),
        key="_loop.back",
        icon=":material/undo:",
        disabled=not chosen,
        on_click=set_widgets,
        args=({"loop.order": chosen[:-1]},),
    )


def show_loop(chosen: str) -> None:
    """The loop that the chosen lines make."""
    lines = [f"    {LINES[letter]}" for letter in chosen]
    waiting = [f"    # {number}" for number in range(len(lines) + 1, len(LINES) + 1)]
    st.code("\n".join(["for input_X, true_y in train_loader:", *lines, *waiting]))


main()
