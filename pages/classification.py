"""Classification: three classes of points, and a network that says how sure it is of each."""

import math

import streamlit as st

from mlcore.classification.forward import NetworkOutput, softmax
from mlcore.classification.forward import probe as ask
from mlcore.classification.point_sets import FROM_SKLEARN, TRAINING, VALIDATION, draw_points, square_of
from mlcore.classification.results import ClassificationResult, ModesResult
from mlcore.classification.settings import ClassificationSettings, ModesSettings
from pages.lessons.classification.challenges import CHALLENGES
from pages.lessons.classification.charts import batches, confusion, modes, probe
from pages.lessons.classification.charts import softmax as softmax_charts
from pages.lessons.classification.charts import trained as charts
from pages.lessons.classification.state import ProbeState, SoftmaxState
from pages.ui import chart, live, point_pad, replay, run_view, runs, table, test_set
from pages.ui.charts import theme
from pages.ui.context import columns, counted, t
from pages.ui.controls import Controls
from pages.ui.lesson import Page
from pages.ui.percent import percent
from pages.ui.visit import fragment

PRESETS = ("dataset", "train_size", "spirals")


def main() -> None:
    page = Page("classification", CHALLENGES)
    page.predict(SoftmaxState, "z0", "z1", "z2")
    training, one, by_hand, switching = page.tabs(
        training=ClassificationSettings, point=ProbeState, softmax=SoftmaxState, modes=ModesSettings
    )
    with training:
        settings, result = train(page)
    with one:
        point = ask_one_point(page, result)
    with by_hand:
        logits = set_logits(page)
    with switching:
        switches = switch_modes(page)
    page.close(settings, point, logits, switches)


def train(page: Page) -> tuple[ClassificationSettings, ClassificationResult | None]:
    """Draw the controls; train the network and show the run. A preset starts its run at once."""
    stage = page.stage(ClassificationSettings)
    controls = Controls(ClassificationSettings)
    with stage.choices:
        controls.widget("dataset")
        controls.widget("optimizer")
        with st.container(horizontal=True, gap="small", width="content"):
            controls.preset("dataset", t("The course's run"), train_size=8000)
            controls.preset("train_size", t("Too few points"), train_size=60, hidden=500, optimizer="Adam", epochs=1000)
            controls.preset("spirals", t("Three spirals"), dataset="spirals", optimizer="Adam", epochs=500)
    with stage.controls:
        with controls.group("points", controls.values["dataset"] == "own"):
            point_pad.pad(controls, "points", page.prose("own"))
        for name in ("train_size", "hidden", "learning_rate", "epochs"):
            controls.widget(name)
        with st.expander(t("More settings"), icon=":material/tune:"):
            for name in ("batch_size", "noise", "dropout"):
                controls.widget(name)
            for name in ("seed", "data_seed"):
                controls.seed(name)
    settings = controls.settings()
    if any(st.session_state.get(f"_preset.classification.{name}") for name in PRESETS):
        runs.follow(settings.slug, runs.task_of(settings))
    with stage.picture:
        before = None if settings.dataset in FROM_SKLEARN else lambda: draw_sets(settings)
        result = runs.on_train(settings, draw=draw_replay, before=before)
    page.check(settings, result)
    numbers, read, epoch, code = st.tabs(
        [t("Numbers"), t("How to read it"), t("Epoch, iteration, batch"), t("Program")]
    )
    with numbers:
        is_open = show_numbers(page, settings, result)
    with read:
        st.markdown(page.prose("train"))
        st.markdown(page.prose("read"))
    with epoch:
        count_steps(page, settings)
    with code:
        page.program(settings, result, test=is_open)
    return settings, result


def draw_sets(settings: ClassificationSettings) -> None:
    """The points from which the network is going to learn, and those on which it is watched."""
    sizes = ((TRAINING, settings.train_size), (VALIDATION, 1000))
    parts = [
        draw_points(settings.dataset, size, settings.noise, settings.data_seed, part, settings.points)
        for part, size in sizes
    ]
    spec = charts.two_sets(parts, square_of(settings.dataset))
    chart.show(
        spec,
        key="classification.sets",
        name=t("Training and validation points"),
        words=charts.two_sets_alt(parts),
    )


def show_numbers(page: Page, settings: ClassificationSettings, result: ClassificationResult | None) -> bool:
    """Show the accuracies of a run; that on the test set when it is opened, and say whether it is."""
    is_open = test_set.button(settings, result)
    if result is None:
        st.caption(t("The numbers appear here when the first run has ended."))
        return False
    run_view.note_earlier_numbers(settings, result)
    numbers, matrix = st.columns([3, 2], gap="medium") if columns() == 3 else (st.container(), st.container())
    with numbers:
        show_accuracies(page, result, is_open)
    with matrix:
        part: charts.Part = "test" if is_open else "val"
        counts = result.test_confusion if is_open else result.val_confusion
        names = theme.CLASS_NAMES[: len(counts)]
        chart.show(
            confusion.confusion(counts, names, part),
            key="classification.confusion",
            name=t("Confusion matrix"),
            words=confusion.alt_text(counts, names),
        )
    return is_open


def show_accuracies(page: Page, result: ClassificationResult, is_open: bool) -> None:
    """Show the accuracies on training and validation points, and on the test points if their set is open."""
    training, validation, test = st.columns(3)
    training.metric(t("Training accuracy"), percent(result.accuracies[-1]))
    gap = 100 * (result.val_accuracies[-1] - result.accuracies[-1])
    validation.metric(
        t("Validation accuracy"),
        percent(result.val_accuracies[-1]),
        t("{gap:+z.1f} points against training").format(gap=gap),
        delta_color="off",
        delta_arrow="off",
    )
    if is_open:
        low, high = (f"{100 * end:.1f}" for end in result.test_interval)
        test.metric(t("Test accuracy"), percent(result.test_accuracy))
        st.markdown(page.prose("interval", accuracy=f"{100 * result.test_accuracy:.1f}", low=low, high=high))
    else:
        st.markdown(page.prose("closed"))


def draw_replay(result: ClassificationResult) -> None:
    """All pictures of the run under one player; the test points are shown only if their set is open."""
    part: charts.Part = "test" if test_set.is_open(result) else "val"
    replay.show(
        charts.replay(result, part),
        result.snapshot_epochs,
        key="classification.replay",
        name=t("Replay of the classifier"),
        words=charts.alt_text(result, part),
    )


@fragment
def ask_one_point(page: Page, result: ClassificationResult | None) -> ProbeState:
    """Show the probabilities of one point while it is dragged, and an explanation with these numbers."""
    stage = page.stage(ProbeState)
    controls = Controls(ProbeState)
    with stage.controls:
        controls.widget("x1")
        controls.widget("x2")
        st.caption(page.prose("probe"))
    point = controls.settings()
    live.signal_elements(controls, "x1", "x2")
    answer = ask(result.state, point.x1, point.x2) if result is not None else None
    with stage.picture:
        if result is None or answer is None:
            st.caption(t("The network's answer appears here when the first run has ended."))
        else:
            chart.show(
                probe.probed(result),
                key="classification.probe",
                name=t("Your point and its probabilities"),
                words=probe.alt_text(point, answer),
            )
            x1, x2, side = result.square
            if not (x1 <= point.x1 <= x1 + side and x2 <= point.x2 <= x2 + side):
                st.caption(t("Your point lies outside the picture. The network answers there, too."))
    page.check(point, answer, ClassificationSettings.slug)
    why, torch = st.tabs([t("Why"), t("In PyTorch")])
    with why:
        if result is not None and answer is not None:
            explain(page, point, answer, result)
    with torch:
        st.markdown(page.prose("torch"))
    return point


def explain(page: Page, point: ProbeState, answer: NetworkOutput, result: ClassificationResult) -> None:
    """Explain softmax and cross-entropy with the numbers of the point and of this run."""
    top = int(answer.probabilities.argmax())
    page.why(
        x1=f"{point.x1:z.1f}",
        x2=f"{point.x2:z.1f}",
        top=top,
        terms=" + ".join(f"e^{{{z:z.2f}}}" for z in answer.logits),
        z=f"{answer.logits[top]:z.2f}",
        p=f"{answer.probabilities[top]:.3f}",
        surprise=f"{-math.log(answer.probabilities[top]):z.3f}",
        classes=len(answer.logits),
        guess=f"{math.log(len(answer.logits)):.3f}",
        loss=f"{result.final_loss:.3f}",
    )


@fragment
def set_logits(page: Page) -> SoftmaxState:
    """Set three logits by hand, and see softmax and the loss follow."""
    stage = page.stage(SoftmaxState)
    controls = Controls(SoftmaxState)
    with stage.controls:
        for name in SoftmaxState.model_fields:
            controls.widget(name)
    state = controls.settings()
    live.signal_elements(controls, *SoftmaxState.model_fields)
    probabilities = softmax(state.scaled)
    with stage.picture:
        chart.show(
            softmax_charts.by_hand(),
            key="softmax.bars",
            name=t("Logits and softmax"),
            words=softmax_charts.alt_text(state),
        )
        st.markdown(page.prose("by hand"))
    page.check(state, probabilities)
    (why,) = st.tabs([t("Why")])
    with why:
        describe_softmax(page, state)
    return state


def describe_softmax(page: Page, state: SoftmaxState) -> None:
    """Write softmax out for the likeliest class with the learner's numbers."""
    probabilities, scaled = softmax(state.scaled), state.scaled
    top = int(probabilities.argmax())
    st.markdown(
        page.prose(
            "softmax",
            top=top,
            z=f"{scaled[top]:z.2f}",
            terms=" + ".join(f"e^{{{z:z.2f}}}" for z in scaled),
            p=f"{probabilities[top]:.3f}",
            cost=f"{-math.log(probabilities[top]):z.3f}",
        )
    )


def count_steps(page: Page, settings: ClassificationSettings) -> None:
    """Count epochs, iterations and batches for the present settings."""
    batch = min(settings.batch_size, settings.train_size)
    iterations = len(batches.sizes(settings.train_size, batch))
    spec = batches.epoch_bar(settings.train_size, batch)
    words = batches.epoch_bar_alt(settings.train_size, batch)
    chart.show(spec, key="classification.batches", name=t("Batches of an epoch"), words=words)
    st.markdown(
        page.prose(
            "steps",
            points=f"{settings.train_size:,}",
            batch=f"{batch:,}",
            iterations=f"{iterations:,}",
            epochs=counted(settings.epochs, t("1 epoch"), t("{count} epochs")),
            steps=counted(iterations * settings.epochs, t("**1** iteration"), t("**{count}** iterations")),
        )
    )


@fragment
def switch_modes(page: Page) -> ModesSettings:
    """Show the effects of train(), eval(), no_grad() and detach() on one trained network."""
    stage = page.stage(ModesSettings)
    controls = Controls(ModesSettings)
    with stage.controls:
        controls.widget("dropout")
        controls.seed()
    settings = controls.settings()
    with stage.picture:
        result = runs.automatic(settings, draw=draw_modes)
    why, kept = st.tabs([t("Why"), t("What each way keeps")])
    with why:
        st.markdown(page.prose("modes"))
    with kept:
        if result is not None:
            table.show(modes.rows(result))
        st.markdown(page.prose("detach"))
    return settings


def draw_modes(result: ModesResult) -> None:
    """The accuracies of one network in both modes."""
    chart.show(
        modes.asked(result), key="modes.asked", name=t("Answers in training mode"), words=modes.asked_alt(result)
    )


main()
