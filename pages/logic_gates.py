"""Logic gates: four points and one line, by hand, by Rosenblatt's rule, by gradient descent and by proof."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mlcore.logic_gates.by_hand import ByHand, by_hand
from mlcore.logic_gates.certificates import CERTIFICATES, proves_impossible
from mlcore.logic_gates.perceptron import ByRule, by_rule
from mlcore.logic_gates.results import GateResult
from mlcore.logic_gates.separability import convergence_bound, separable_count, separators
from mlcore.logic_gates.settings import LogicGatesSettings
from mlcore.logic_gates.truth_tables import TRUTH_TABLES
from pages.lessons.logic_gates.challenges import CHALLENGES
from pages.lessons.logic_gates.charts import certificate, hand, sigmoid_neuron, sixteen_gates
from pages.lessons.logic_gates.charts import gate as charts
from pages.ui import chart, formula, live, pick, replay, runs, table
from pages.ui.context import columns, t
from pages.ui.controls import Controls, set_widgets
from pages.ui.lesson import Page, opened
from pages.ui.stage import Stage
from workers.tasks import Task

Result = ByHand | ByRule | GateResult | None


def main() -> None:
    page = Page("logic_gates", CHALLENGES)
    page.predict(LogicGatesSettings, "gate")
    settings, result, later = play(page)
    page.close(settings)
    ask_workers(settings, result, later)


def play(page: Page) -> tuple[LogicGatesSettings, Result, dict[str, DeltaGenerator]]:
    """Run the chosen learner on the chosen gate; return the settings, the result and the places of what comes later."""
    stage = page.stage(LogicGatesSettings)
    settings = choose(stage)
    learners: dict[str, Callable[[LogicGatesSettings], Result]]
    learners = {"hand": set_by_hand, "perceptron": follow_rule, "sigmoid": train}
    with stage.picture:
        result = learners[settings.learner](settings)
        bound = st.empty()
    page.check(settings, result, settings.neuron.slug)
    read, sixteen, proof, code = st.tabs([t("How it works"), t("All sixteen gates"), t("A proof"), t("Program")])
    with read:
        for section in ("learners", "points", "loss"):
            st.markdown(page.prose(section))
    with proof:
        prove(page, settings, result)
    with sixteen:
        gates, share = show_places(page)
    with code:
        show_program(page, settings, result)
    return settings, result, {"bound": bound, "gates": gates, "share": share}


def choose(stage: Stage) -> LogicGatesSettings:
    """Draw all controls; hide those that the chosen learner does not need."""
    controls = Controls(LogicGatesSettings)
    with stage.choices:
        controls.widget("gate", first=("AND", "OR", "NAND", "XOR"))
        controls.widget("learner")
    with stage.controls:
        learner = controls.values["learner"]
        with controls.group("start", learner == "perceptron"):
            controls.widget("start")
        start = controls.values["start"] if learner == "perceptron" else ""
        with controls.group("weights", "hand" in (learner, start)):
            for name in ("w1", "w2", "b"):
                controls.widget(name)
        live.signal_elements(controls, "w1", "w2", "b")
        with controls.group("run", learner != "hand"):
            controls.widget("epochs")
            controls.widget("learning_rate")
            with controls.group("seed", learner == "sigmoid" or start == "random"):
                controls.seed()
        with controls.group("more", learner == "sigmoid"), st.expander(t("More settings"), icon=":material/tune:"):
            controls.widget("optimizer")
    return controls.settings()


def set_by_hand(settings: LogicGatesSettings) -> ByHand:
    """Draw the line and the four lamps."""
    result = by_hand(settings)
    found = made_by_hand(result)
    chart.show(
        hand.by_hand(settings.gate),
        key="logic_gates.hand",
        name=t("The line and the four points"),
        words=hand.by_hand_alt(result),
    )
    if found:
        possible = len(TRUTH_TABLES) - len(CERTIFICATES)
        text = t("You have made {found} of the {possible} gates that one neuron can compute. Two gates never work.")
        st.caption(text.format(found=len(found), possible=possible))
    return result


def made_by_hand(result: ByHand | None = None) -> set[str]:
    """Return the gates that this visitor has made by hand, with that of a result; a link makes none."""
    found: set[str] = st.session_state.setdefault("_made.logic_gates", set())
    if result and result.lit == len(result.lamps) and result.settings != opened(result.settings):
        found.add(result.settings.gate)
    return found


def follow_rule(settings: LogicGatesSettings) -> ByRule:
    """Draw the updates of the perceptron rule."""
    result = by_rule(settings)
    spec = charts.by_rule(result)
    updates = range(len(charts.weights_path(result)))
    replay.show(
        spec,
        updates,
        key="logic_gates.rule",
        name=t("Replay of the perceptron rule"),
        words=charts.by_rule_alt(result),
        unit=t("Update"),
    )
    st.markdown(charts.rule_ending(result))
    return result


def train(settings: LogicGatesSettings) -> GateResult | None:
    """Train a sigmoid neuron; return its result, or None while there is only one of earlier settings."""
    result = runs.automatic(settings.neuron)
    if result is None:
        return None
    spec = sigmoid_neuron.trained(result)
    words = sigmoid_neuron.trained_alt(result)
    replay.show(
        spec, result.snapshot_epochs, key="logic_gates.trained", name=t("Replay of gradient descent"), words=words
    )
    st.markdown(sigmoid_neuron.ending(result))
    return result if result.settings == settings.neuron else None


def prove(page: Page, settings: LogicGatesSettings, result: Result) -> None:
    """Prove that XOR or XNOR has no weights, with the weights of the chosen learner as an example."""
    gate = settings.gate if settings.gate in CERTIFICATES else "XOR"
    outputs, multipliers = TRUTH_TABLES[gate], CERTIFICATES[gate]
    weights = certificate.weights_of(settings, result)
    page.why(
        whose=certificate.owner(settings),
        sum=formula.weighted_sum(weights[:2], ["x_1", "x_2"], weights[2]),
        gate=gate,
        multipliers=", ".join(f"{m:+d}".replace("-", "−") for m in multipliers),
    )
    table.show(certificate.rows(outputs, multipliers, weights))
    verdict = proves_impossible(outputs, multipliers)
    st.markdown(
        t("Checked by code as well: `proves_impossible({table}, {multipliers})` is `{verdict}`.").format(
            table=outputs, multipliers=multipliers, verdict=verdict
        )
    )
    st.markdown(page.prose("cut"))


def show_places(page: Page) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Write the text about all gates; return the places of its two charts."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(page.prose("gates"))
    with right:
        st.markdown(page.prose("share"))
    return left.container(), right.container()


def show_program(page: Page, settings: LogicGatesSettings, result: Result) -> None:
    """Show the program of the chosen learner."""
    shown = settings.neuron if settings.learner == "sigmoid" else settings
    page.program(shown, result)


def ask_workers(settings: LogicGatesSettings, result: Result, places: dict[str, DeltaGenerator]) -> None:
    """Draw the results of linear programming, last of all: on a new server the workers need a moment."""
    with places["gates"]:
        found = runs.compute(Task(separators, 2, "long", "always"))
        if found:
            wide = columns() > 1
            pick.show(
                sixteen_gates.sixteen(found, settings.gate, wide, made_by_hand()),
                key="logic_gates.sixteen",
                name=t("The sixteen gates"),
                words=sixteen_gates.sixteen_alt(found),
                selection=sixteen_gates.PICKED,
                take=choose_gate,
            )
    with places["share"]:
        tasks = [Task(separable_count, n, "long", "always") for n in (2, 3, 4)]
        counts = [count for task in tasks if (count := runs.compute(task, name=f"separable.{task.argument}"))]
        if len(counts) == len(tasks):
            chart.show(
                sixteen_gates.share(counts),
                key="logic_gates.share",
                name=t("Share of gates that one line separates"),
                words=sixteen_gates.share_alt(counts),
            )
    separator = found[list(TRUTH_TABLES).index(settings.gate)] if found else None
    if isinstance(result, ByRule) and separator and result.run.updates:
        most = convergence_bound(TRUTH_TABLES[settings.gate], separator, result.start, settings.learning_rate)
        places["bound"].markdown(charts.bound_in_words(result, most))


def choose_gate(tile: dict) -> None:
    """Move to the gate whose tile was clicked."""
    set_widgets({"logic_gates.gate": tile["gate"]})


main()
