"""Backpropagation: step by step, checked, priced, and followed until it vanishes."""

import math
import time

import streamlit as st

from mlcore.backprop import chain_rule, gradient_check
from mlcore.backprop import numpy_backprop as backprop_by_hand
from mlcore.backprop.parameter_count import parameter_count
from mlcore.backprop.results import BackpropResult, LossSurfaceResult
from mlcore.backprop.settings import (
    BackpropSettings,
    GradientCheckState,
    GradientCostSettings,
    LossSurfaceSettings,
    VanishingSettings,
)
from pages.lessons.backprop.challenges import CHALLENGES
from pages.lessons.backprop.charts import computational_graph, gradient_cost, loss_surface, vanishing, zero_grad
from pages.lessons.backprop.charts import gradient_check as checks
from pages.lessons.backprop.charts.computational_graph import short
from pages.lessons.backprop.state import GraphStepState
from pages.ui import chart, program, replay, runs, table
from pages.ui.context import t
from pages.ui.controls import Controls, put
from pages.ui.lesson import Page
from pages.ui.visit import fragment
from workers.tasks import Task

BY_HAND = ["SLOPES", "Weights", "forward", "loss", "backward", "step", "train_step"]
BENDS = {
    "linear": (r"z_k", "1"),
    "sigmoid": (r"\sigma(z_k)", r"h_k (1 - h_k)"),
    "tanh": (r"\tanh z_k", "1 - h_k^2"),
    "relu": (r"\max(0, z_k)", r"1 \text{ if } z_k > 0 \text{ else } 0"),
}


def main() -> None:
    page = Page("backprop")
    page.predict()
    with page.experiments(CHALLENGES):
        settings = choose(page)
        result = runs.automatic(settings)
        page.check(settings, result)
        place, checked = walk(page, settings, result)
        calls(page, settings)
        size = count_cost(page)
        deep = deepen(page)
        surface, path = cross(page)
        race(page, settings, result)
        explain(page, settings)
    page.program(settings, result, t("the loss after the step"))
    with st.expander(t("The program of the path over the slice"), icon=":material/code:"):
        program.show(surface, path, now=page.settings_now(surface))
    page.close(settings, place, checked.settings, size, deep, surface)


def choose(page: Page) -> BackpropSettings:
    """The example and the network that everything down to the calls is about."""
    st.header(t("One step, piece by piece"))
    st.markdown(page.prose("pieces"))
    controls = Controls(BackpropSettings)
    controls.row("x1", "x2", "target")
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.row("learning_rate", "activation", "seed")
    return controls.settings()


@fragment
def walk(
    page: Page, settings: BackpropSettings, result: BackpropResult | None
) -> tuple[GraphStepState, gradient_check.Checked]:
    """The graph step by step, and below it the learner's own gradients, which it shows once they are right."""
    step = chain_rule.run(settings)
    graph = st.container()
    controls = Controls(GraphStepState)
    place = move(controls)
    told = st.container()
    checked = check(page, step, result)
    known = {*chain_rule.PARAMETERS} if checked.settings.show else {*checked.right}
    with graph:
        spec = computational_graph.graph(step, place.step, known)
        words = computational_graph.alt_text(step, place.step, known)
        chart.show(spec, key="backprop.graph", name=t("Computational graph"), words=words)
    told.markdown(page.prose(f"step {place.step}", **numbers(step)))
    return place, checked


def move(controls: Controls[GraphStepState]) -> GraphStepState:
    """One step at a time, with the slider or with two buttons."""
    back, slider, forth = st.columns([1, 6, 1], gap="small", vertical_alignment="bottom")
    with slider:
        controls.widget("step")
    settings = controls.settings()
    ends = {"back": (back, -1, 0, t("Back")), "next": (forth, 1, computational_graph.LAST, t("Next"))}
    for name, (column, change, end, label) in ends.items():
        column.button(
            label,
            key=f"_{name}.graph_step",
            on_click=go,
            args=(controls.key("step"), settings.step + change),
            disabled=settings.step == end,
            width="stretch",
        )
    return settings


def go(key: str, step: int) -> None:
    """Move a slider."""
    put({key: step})


def numbers(step: chain_rule.ChainRuleResult) -> dict[str, str]:
    """Return the numbers of a step as formulas need them."""
    s = step.settings
    after = {f"new_{name}": value for name, value in step.values_after.items()}
    gradients = {f"d{name}": value for name, value in step.node_gradients.items()}
    values = step.values | after | gradients | step.parameters | {"x1": s.x1, "x2": s.x2, "y": s.target}
    bend, slope = BENDS[s.activation]
    slopes = {f"slope{k}": step.chains[f"b{k}"][-1].value for k in (1, 2)}
    written = {name: short(value).replace("−", "-") for name, value in (values | slopes).items()}
    return written | {"eta": f"{s.learning_rate:g}", "bend": bend, "slope": slope}


def check(page: Page, step: chain_rule.ChainRuleResult, result: BackpropResult | None) -> gradient_check.Checked:
    """The learner's gradient of one parameter, and what is to be said about it."""
    st.subheader(t("Your turn: work one out"))
    st.markdown(page.prose("check"))
    controls = Controls(GradientCheckState)
    controls.widget("parameter")
    name = controls.values["parameter"]
    typed, said = st.columns([1, 2], gap="large")
    with typed:
        for parameter in chain_rule.PARAMETERS:
            with controls.group(parameter, parameter == name):
                controls.widget(parameter)
        controls.widget("show")
    settings = controls.settings()
    checked = gradient_check.run(settings, step)
    with said:
        comment(checked, name)
    if result is not None and result.settings == step.settings and (settings.show or name in checked.right):
        table.show(checks.three_ways(name, step, result.autograd[name], result.differences[name]))
    page.check(settings, checked)
    return checked


def comment(checked: gradient_check.Checked, name: str) -> None:
    """Say what an answer got right."""
    verdict = checked.verdicts[name]
    text = checks.words(verdict, name)
    if verdict.kind == "right":
        st.success(text, icon=":material/check_circle:")
    elif verdict.kind == "empty":
        st.info(text, icon=":material/edit:")
    else:
        st.warning(text, icon=":material/lightbulb:")


def calls(page: Page, settings: BackpropSettings) -> None:
    """What the three calls do to ``p.data`` and ``p.grad``, and what connects them."""
    st.header(t("How backward() reaches step()"))
    st.markdown(page.prose("calls"))
    result = runs.compute(Task("mlcore.backprop.zero_grad", "run", settings))
    if result is None:
        return
    for column, title, loop in zip(
        st.columns(2, gap="medium"), zero_grad.names(), (result.right, result.skipped), strict=True
    ):
        with column:
            st.markdown(f"**{title}**")
            table.show(zero_grad.calls(loop))
    spec = zero_grad.draw(result)
    chart.show(spec, key="backprop.zero_grad", name=t("Gradients from call to call"), words=zero_grad.alt_text(result))
    right, skipped = result.right.losses[-1], result.skipped.losses[-1]
    section = "skipped worse" if skipped > right else "skipped better"
    if result.right.diverged or result.skipped.diverged:
        section = "diverged"
    steps = min(len(result.right.losses), len(result.skipped.losses)) - 1
    st.markdown(page.prose(section, steps=steps, right=short(right), skipped=short(skipped)))
    st.subheader(t("Nothing connects them, except the tensors"))
    st.markdown(page.prose("tensors"))
    st.code("\n".join(f">>> {question}\n{answer}" for question, answer in result.answers.items()), language="python")
    table.show(zero_grad.tensors(result))
    st.markdown(page.prose("copies", moved=f"{result.moved:.4f}", copies=f"{result.moved_by_copies:.4f}"))


@fragment
def count_cost(page: Page) -> GradientCostSettings:
    """How many gradients a network needs, and what they cost both ways on this server now."""
    st.header(t("Why training needed an idea"))
    st.markdown(page.prose("cost"))
    controls = Controls(GradientCostSettings)
    controls.row("width", "depth")
    settings = controls.settings()
    count = parameter_count(settings.width, settings.depth)
    weights, passes, differences, backprop = st.columns(4)
    weights.metric(t("Weights and biases"), f"{count:,}")
    passes.metric(t("Forward passes by differences"), f"{2 * count:,}")
    number = measurement("growth")
    own = runs.compute(
        Task("mlcore.backprop.gradient_cost", "measure", settings, "long", "never" if number else "lru", number=number)
    )
    if own is not None:
        differences.metric(t("They would take"), gradient_cost.duration(own.differences))
        backprop.metric(t("Backpropagation takes"), gradient_cost.duration(own.backprop))
        st.caption(page.prose("now", passes=f"{own.backprop / own.forward:.1f}"))
    costs = measured("growth", "mlcore.backprop.gradient_cost", "growth")
    if costs is not None:
        spec = gradient_cost.cost(costs)
        chart.show(
            spec,
            key="backprop.cost",
            name=t("Cost of gradients by number of parameters"),
            words=gradient_cost.cost_alt(costs),
        )
    measure_again("growth")
    return settings


def measured(name: str, module: str, function: str):
    """Return everybody's first measurement, or this visitor's own after "Measure again"."""
    number = measurement(name)
    task = Task(module, function, number, "long", "never" if number else "always")
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
def deepen(page: Page) -> VanishingSettings:
    """The gradient on its way through a deep network."""
    st.header(t("Where gradients vanish"))
    st.markdown(page.prose("vanishing"))
    controls = Controls(VanishingSettings)
    first, second = st.columns(2, gap="medium")
    with first:
        controls.widget("depth")
        controls.widget("activation")
    with second:
        controls.widget("start")
        with st.expander(t("More settings"), icon=":material/tune:"):
            controls.widget("width")
            controls.seed()
    settings = controls.settings()
    result = runs.compute(Task("mlcore.backprop.vanishing", "run", settings))
    if result is not None:
        spec = vanishing.norms(result)
        chart.show(
            spec, key="backprop.vanishing", name=t("Size of the gradient by layer"), words=vanishing.alt_text(result)
        )
        section = "off" if math.isnan(result.ratio) else "ratio"
        st.markdown(page.prose(section, ratio=short(result.ratio, 2), depth=settings.depth))
        st.caption(page.prose("lines"))
    with st.expander(t("The program of the deep network"), icon=":material/code:"):
        program.show(settings, result, t("the first layer's gradient over the last one's"), page.settings_now(settings))
    page.check(settings, result)
    return settings


def cross(page: Page) -> tuple[LossSurfaceSettings, LossSurfaceResult | None]:
    """A slice of the loss and the path of training over it."""
    st.header(t("Downhill in nine dimensions"))
    st.markdown(page.prose("surface"))
    controls = Controls(LossSurfaceSettings)
    controls.widget("directions")
    controls.row("learning_rate", "optimizer")
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.row("epochs", "activation", "seed")
    settings = controls.settings()
    result = runs.automatic(settings)
    if result is not None:
        spec = loss_surface.replay(result)
        replay.show(
            spec,
            result.snapshot_epochs,
            key="backprop.surface",
            name=t("The loss surface and the path"),
            words=loss_surface.alt_text(result),
        )
        if loss_surface.exploded(result):
            st.warning(page.prose("exploded", loss=short(result.final_loss)))
        st.caption(page.prose("read"))
    return settings, result


@fragment
def race(page: Page, settings: BackpropSettings, result: BackpropResult | None) -> None:
    """Backpropagation in a few lines of NumPy, and when it pays."""
    st.header(t("By hand, in NumPy"))
    st.markdown(page.prose("by hand"))
    source = program.source_of("mlcore/backprop/numpy_backprop.py", *BY_HAND)
    st.code(source, language="python", height=program.HEIGHT)
    if result is not None and result.settings == settings:
        ours = backprop_by_hand.gradients_of(settings)
        apart = max(abs(ours[name] - result.autograd[name]) for name in chain_rule.PARAMETERS)
        st.markdown(page.prose("agree", difference=short(apart, 1)))
    speed = measured("speed", "mlcore.backprop.step_speed", "measure")
    if speed is not None:
        spec = gradient_cost.speed(speed)
        chart.show(
            spec, key="backprop.speed", name=t("Steps by hand and by PyTorch"), words=gradient_cost.speed_alt(speed)
        )
        section = "not overtaken" if speed.overtaken is None else "overtaken"
        ratio = speed.pytorch[0] / speed.by_hand[0]
        st.markdown(
            page.prose(
                section,
                ratio=f"{ratio:.1f}",
                small=speed.widths[0],
                large=speed.widths[-1],
                width=speed.overtaken,
            )
        )
    measure_again("speed")


def explain(page: Page, settings: BackpropSettings) -> None:
    """The chain rule in the learner's numbers."""
    step = chain_rule.run(settings)
    page.why(**numbers(step))


main()
