"""Backpropagation: step by step, checked with the learner's own numbers, and priced."""

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from mlcore.backprop import chain_rule, gradient_check, measure_growth, measure_speed
from mlcore.backprop import numpy_backprop as backprop_by_hand
from mlcore.backprop.parameter_count import parameter_count
from mlcore.backprop.results import BackpropResult, Cost
from mlcore.backprop.settings import (
    SECOND,
    TEXTBOOK,
    BackpropSettings,
    GradientCheckState,
    GradientCostSettings,
)
from pages.lessons.backprop.challenges import CHALLENGES
from pages.lessons.backprop.charts import computational_graph, digits, gradient_cost
from pages.lessons.backprop.charts import gradient_check as checks
from pages.lessons.backprop.charts.computational_graph import written
from pages.lessons.backprop.formulas import formulas
from pages.lessons.backprop.state import GraphStepState
from pages.ui import chart, focus, pick, program, runs, table
from pages.ui import stage as stages
from pages.ui.context import columns, t, viewed
from pages.ui.controls import Controls, set_widgets
from pages.ui.lesson import Page
from pages.ui.numbers import short
from pages.ui.visit import fragment
from workers.tasks import Keep, Task

BY_HAND = ["SLOPES", "Weights", "forward", "loss", "backward", "step", "train_step"]
ROWS = (("w11", "w12", "b1"), ("w21", "w22", "b2"), ("v1", "v2", "c"), SECOND)
"""The parameters by unit."""


def main() -> None:
    page = Page("backprop", CHALLENGES)
    page.predict(GradientCostSettings, "width", "depth")
    graph, cost, numpy = page.tabs(
        graph=(BackpropSettings, GraphStepState, GradientCheckState),
        cost=GradientCostSettings,
        numpy=(),
    )
    with graph:
        result, settings, place, answers = walk(page)
    with cost:
        size = count_cost(page)
    with numpy:
        race(page, settings, result)
    page.close(settings, place, answers, size)


@fragment
def walk(page: Page) -> tuple[BackpropResult | None, BackpropSettings, GraphStepState, GradientCheckState]:
    """One training step on the graph, and the learner's own gradients, which it shows once they are right."""
    stage = page.stage(BackpropSettings, GradientCheckState)
    controls = Controls(BackpropSettings)
    with stage.controls:
        description_on_a_phone = st.container()
        yours = st.container()
        set_up(controls)
    settings = controls.settings()
    if page.now.get(BackpropSettings, settings) != settings:
        st.rerun()  # other tabs are about this network, too
    with yours:
        answers = ask(settings)
        said = st.container()
    step = chain_rule.run(settings)
    checked = gradient_check.run(answers, step)
    known = {*settings.parameters} if answers.show else {*checked.right}
    with stage.picture:
        graph = st.container()
        place = move(Controls(GraphStepState))
        description, course = st.container(), st.container()
    with graph:
        pick.show(
            computational_graph.graph(step, place.step, known),
            key=f"backprop.graph.{settings.outputs}",
            name=t("Computational graph"),
            words=computational_graph.alt_text(step, place.step, known),
            selection=computational_graph.PICKED,
            take=choose,
        )
    with description_on_a_phone if columns() == 1 else description:
        describe_step(page, step, place.step)
    with said:
        comment(checked)
    with course:
        result = runs.automatic(settings)
    page.check(settings, result)
    page.check(answers, checked)
    why, ways, exact, code = st.tabs([t("Why"), t("Three ways"), t("All digits"), t("Program")])
    with why:
        st.markdown(page.prose("pieces"))
        page.why(**formulas(step))
        if settings.outputs == 2:
            st.markdown(page.prose("two paths", **formulas(step)))
    with ways:
        compare(page, checked, result)
    with exact:
        show_digits(page, step, known)
    with code:
        page.program(settings, result)
    return result, settings, place, answers


def set_up(controls: Controls[BackpropSettings]) -> None:
    """Let the learner set the example, the network and the size of the step."""
    with st.expander(t("Example, network, step size"), icon=":material/tune:"):
        controls.widget("outputs")
        second = controls.values["outputs"] == 2
        for name in ("x1", "x2", "target"):
            controls.widget(name)
        with controls.group("target2", second):
            controls.widget("target2")
        for name in ("activation", "loss", "learning_rate", "biases"):
            controls.widget(name)
        controls.seed()
    with st.expander(t("Own weights, a textbook's example"), icon=":material/edit:"):
        with st.container(horizontal=True, gap="small"):
            controls.preset("textbook", t("A textbook's example"), **TEXTBOOK.changed())
            controls.preset("first", t("The first example"))
        st.caption(t("A row for each unit. An empty field keeps the number that the seed draws."))
        for row in ROWS:
            with controls.group(row[0], second or row != SECOND):
                for column, name in zip(st.columns(len(row), gap="small"), row, strict=True):
                    with column:
                        controls.widget(name)


def ask(settings: BackpropSettings) -> GradientCheckState:
    """Let the learner type the gradient of one parameter."""
    title = t("Your turn: work one out")
    st.markdown(f"**{title}**")
    controls = Controls(GradientCheckState)
    with controls.group("parameter", used=False):
        controls.widget("parameter")
    known = controls.values["parameter"]
    chosen = known if known in settings.parameters else "v1"
    choice = "_parameter.backprop"
    st.session_state[choice] = chosen
    st.segmented_control(
        t("Parameter to check"),
        settings.parameters,
        format_func=written,
        required=True,
        key=choice,
        on_change=take_choice,
        args=(choice,),
    )
    for parameter in (*chain_rule.PARAMETERS, *SECOND):
        with controls.group(parameter, parameter == chosen):
            controls.widget(parameter)
    field = GradientCheckState.model_fields[chosen]
    focus.on(t(field.description or chosen), st.session_state.get(ASKED, 0))
    controls.widget("show")
    return controls.settings().model_copy(update={"parameter": chosen})


ASKED = "_asked.gradient_check"


def take_choice(key: str) -> None:
    """Take the parameter that was chosen in the row of buttons."""
    set_widgets({"gradient_check.parameter": st.session_state[key]})


def choose(mark: dict) -> None:
    """Take the parameter that was clicked in the graph, and bring the learner to its input."""
    if mark.get("name") in (*chain_rule.PARAMETERS, *SECOND):
        set_widgets({"gradient_check.parameter": mark["name"]})
        st.session_state[ASKED] = st.session_state.get(ASKED, 0) + 1


def describe_step(page: Page, step: chain_rule.ChainRuleResult, number: int) -> None:
    """Say what a step of the walk does, with its numbers."""
    values = formulas(step)
    parts = [page.prose(f"step {number}", **values)]
    if number in (computational_graph.LOSS, computational_graph.LOSS + 2):
        parts.insert(1, page.prose(f"step {number} {step.settings.loss}", **values))
    if number == computational_graph.UPDATE and not step.settings.biases:
        parts.append(page.prose("step 11 weights only"))
    st.markdown("\n\n".join(parts))


def move(controls: Controls[GraphStepState]) -> GraphStepState:
    """One step at a time, with the slider or with two buttons."""
    with st.container(key="_moving.graph_step", horizontal=True, vertical_alignment="bottom", gap="small"):
        back = st.container(width="content")
        controls.widget("step")
        forth = st.container(width="content")
    settings = controls.settings()
    ends = {"back": (back, -1, 0, t("Back")), "next": (forth, 1, computational_graph.LAST, t("Next"))}
    for name, (place, change, end, label) in ends.items():
        place.button(
            label,
            key=f"_{name}.graph_step",
            on_click=go,
            args=(controls.key("step"), settings.step + change),
            disabled=settings.step == end,
        )
    return settings


def go(key: str, step: int) -> None:
    """Move a slider."""
    set_widgets({key: step})


def comment(checked: gradient_check.GradientCheckResult) -> None:
    """Say what an answer got right."""
    name = checked.settings.parameter
    verdict = checked.verdicts[name]
    text = checks.words(verdict, name)
    if verdict.kind == "right":
        st.success(text, icon=":material/check_circle:")
    elif verdict.kind == "empty":
        st.caption(text)
    else:
        st.warning(text, icon=":material/lightbulb:")


def compare(page: Page, checked: gradient_check.GradientCheckResult, result: BackpropResult | None) -> None:
    """Show a gradient in three ways, once the learner has found it or asks."""
    st.markdown(page.prose("check"))
    step, name = checked.step, checked.settings.parameter
    if result is not None and result.settings == step.settings and (checked.settings.show or name in checked.right):
        st.markdown(f"**∂L/∂{computational_graph.written(name)}**")
        table.show(checks.three_ways(name, step, result.autograd[name], result.differences[name]))


def show_digits(page: Page, step: chain_rule.ChainRuleResult, known: set[str]) -> None:
    """Show every number of the step to twelve decimals, and beside a textbook's where it is its example."""
    if step.settings == TEXTBOOK:
        st.markdown(page.prose("textbook"))
        table.show(digits.printed(step, known))
    st.markdown(page.prose("digits"))
    table.show(digits.nodes(step))
    table.show(digits.parameters(step, known))


@fragment
def count_cost(page: Page) -> GradientCostSettings:
    """How many gradients a network needs, and what they cost both ways on this server now."""
    stage = page.stage(GradientCostSettings)
    controls = Controls(GradientCostSettings)
    with stage.controls:
        for name in ("width", "depth"):
            controls.widget(name)
        measure_again("growth")
    settings = controls.settings()
    with stage.picture if columns() > 1 else stage.controls:  # on a phone the numbers would fill the view alone
        own = count(settings)
    with stage.picture:
        costs = measured("growth", measure_growth)
        if costs is not None:
            spec = gradient_cost.cost(costs, own)
            chart.show(
                spec,
                key="backprop.cost",
                name=t("Cost of gradients by number of parameters"),
                words=gradient_cost.cost_alt(costs, own),
            )
    page.check(settings, own)
    (why,) = st.tabs([t("Why")])
    with why:
        st.markdown(page.prose("cost"))
        if own is not None:
            st.markdown(page.prose("now", passes=f"{own.backprop / own.forward:.1f}"))
    return settings


def count(settings: GradientCostSettings) -> Cost | None:
    """Count a network's gradients, and time them both ways."""
    number = measurement("growth")
    keep: Keep = "never" if number else runs.keep_of(settings)
    task = Task(GradientCostSettings.run, settings, "long", keep, number=number)
    own: Cost | None = runs.compute(task)
    parameters = parameter_count(settings.width, settings.depth)
    figures = {t("Weights and biases"): f"{parameters:,}", t("Forward passes by differences"): f"{2 * parameters:,}"}
    if own is not None:
        figures[t("Time by differences")] = gradient_cost.duration(own.differences)
        figures[t("Time by backpropagation")] = gradient_cost.duration(own.backprop)
    with st.container(horizontal=True, gap="medium"):
        for label, figure in figures.items():
            st.metric(label, figure, width="content")
    return own


def measured(name: str, function: Callable[[int], Any]):
    """Return everybody's first measurement, or this visitor's own after "Measure again"."""
    number = measurement(name)
    task = Task(function, number, "long", "never" if number else "always")
    return runs.compute(task, name=f"measured.{name}")


def measurement(name: str) -> int:
    """Return the number of a measurement: 0 for everybody's first."""
    number: int = st.session_state.get(f"_measured.{name}", 0)
    return number


def measure_again(name: str) -> None:
    """Offer to measure once more."""
    st.button(t("Measure again"), key=f"_again.{name}", icon=":material/timer:", on_click=renew, args=(name,))


def renew(name: str) -> None:
    """Number the measurement so that it is nobody else's."""
    st.session_state[f"_measured.{name}"] = time.time_ns()


@fragment
def race(page: Page, settings: BackpropSettings, result: BackpropResult | None) -> None:
    """Backpropagation in a few lines of NumPy, and when it pays."""
    place = stages.stage("step_speed")
    with place.controls:
        st.markdown(page.prose("by hand"))
        is_written_out = settings.outputs == 1 and settings.loss == "cross-entropy"
        if is_written_out and result is not None and result.settings == settings:
            ours = backprop_by_hand.gradients_of(settings)
            apart = max(abs(ours[name] - result.autograd[name]) for name in chain_rule.PARAMETERS)
            st.markdown(page.prose("agree", difference=short(apart, 1)) if apart else page.prose("agree exactly"))
        measure_again("speed")
    with place.picture:
        listing, drawn = st.columns([4, 3], gap="medium")
    source = program.source_of("mlcore/backprop/numpy_backprop.py", *BY_HAND)
    listing.code(source, language="python", height=program.HEIGHT)
    with drawn, viewed(columns=max(1, columns() - 1)):
        speed = measured("speed", measure_speed)
        if speed is not None:
            spec, words = gradient_cost.speed(speed), gradient_cost.speed_alt(speed)
            chart.show(spec, key="backprop.speed", name=t("Steps by hand and by PyTorch"), words=words)
            section = "not overtaken" if speed.overtaken is None else "overtaken"
            small, *_, large = speed.widths
            ratio = f"{speed.pytorch[0] / speed.by_hand[0]:.1f}"
            st.markdown(page.prose(section, ratio=ratio, small=small, large=large, width=speed.overtaken))


main()
