"""Classification: three classes of points, the uses of three data sets, and how a choice overfits the test set."""

import math

import streamlit as st

from mlcore.classification.forward import Answer, probe
from mlcore.classification.point_sets import FROM_SKLEARN, TEST, TRAINING, VALIDATION, draw_points, square_of
from mlcore.classification.results import ClassificationResult, ModesResult, OverfitResult
from mlcore.classification.settings import ClassificationSettings, ModesSettings, OverfitSettings
from pages.lessons.classification.challenges import CHALLENGES
from pages.lessons.classification.charts import batches, confusion, modes, test_set_overfit
from pages.lessons.classification.charts import trained as charts
from pages.lessons.classification.state import ProbeState
from pages.ui import chart, point_pad, replay, runs, table
from pages.ui.charts import theme
from pages.ui.context import columns, t
from pages.ui.controls import Controls
from pages.ui.lesson import Page
from pages.ui.visit import fragment

PRESETS = ("dataset", "optimizer", "train_size")


def main() -> None:
    page = Page("classification", CHALLENGES)
    page.predict()
    training, one, switching, choosing = page.tabs(
        training=ClassificationSettings, point=ProbeState, modes=ModesSettings, choosing=OverfitSettings
    )
    with training:
        settings, result = train(page)
    with one:
        point = ask_one_point(page, result)
    with switching:
        switches = switch_modes(page)
    with choosing:
        choice = choose(page)
    page.close(settings, point, switches, choice)


def train(page: Page) -> tuple[ClassificationSettings, ClassificationResult | None]:
    """Draw the controls; train the network and show the run. A preset starts its run at once."""
    stage = page.stage(ClassificationSettings)
    controls = Controls(ClassificationSettings)
    with stage.choices:
        controls.widget("dataset")
        controls.widget("optimizer")
        with st.container(horizontal=True, gap="small", width="content"):
            controls.preset("dataset", t("The course's run"))
            controls.preset("optimizer", t("Another optimizer"), optimizer="Adam", epochs=1000)
            controls.preset("train_size", t("Too few points"), train_size=60, hidden=500, optimizer="Adam", epochs=1000)
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
    page.check(settings, result, pending(settings))
    numbers, read, epoch, code = st.tabs(
        [t("Numbers"), t("How to read it"), t("Epoch, iteration, batch"), t("Program")]
    )
    with numbers:
        show_numbers(page, result)
    with read:
        st.markdown(page.prose("train"))
        st.markdown(page.prose("read"))
    with epoch:
        count_steps(page, settings)
    with code:
        page.program(settings, result)
    return settings, result


def pending(settings: ClassificationSettings) -> str:
    """Return why there is no result of these settings, if it is not that their run is under way."""
    run = runs.session().run(settings.slug)
    if run.task != runs.task_of(settings):
        return t("Press Train.")
    if run.job and isinstance(run.job.error, ArithmeticError):
        return t("This run diverged, so there is no accuracy to compare.")
    return t("You stopped this run.") if run.stopped else ""


def draw_sets(settings: ClassificationSettings) -> None:
    """The three sets, from which the network is going to learn, or not."""
    sizes = ((TRAINING, settings.train_size), (VALIDATION, 1000), (TEST, 1000))
    parts = [
        draw_points(settings.dataset, size, settings.noise, settings.data_seed, part, settings.points)
        for part, size in sizes
    ]
    spec = charts.three_sets(parts, square_of(settings.dataset))
    chart.show(
        spec,
        key="classification.sets",
        name=t("Training, validation and test points"),
        words=charts.three_sets_alt(parts),
    )


def show_numbers(page: Page, result: ClassificationResult | None) -> None:
    """Show the accuracies of a run on all three sets."""
    if result is None:
        st.caption(t("The numbers appear here when the first run has ended."))
        return
    verdict = charts.verdict(result)
    if verdict:
        st.warning(verdict, icon=":material/trending_up:")
    training, validation, test = st.columns(3)
    low, high = result.test_interval
    training.metric(t("Training accuracy"), charts.percent(result.accuracies[-1]))
    gap = 100 * (result.val_accuracies[-1] - result.accuracies[-1])
    validation.metric(
        t("Validation accuracy"),
        charts.percent(result.val_accuracies[-1]),
        t("{gap:+z.1f} points against training").format(gap=gap),
        delta_color="off",
        delta_arrow="off",
    )
    test.metric(
        t("Test accuracy"),
        charts.percent(result.test_accuracy),
        t("95 % interval {low:.1f} – {high:.1f} %").format(low=100 * low, high=100 * high),
        delta_color="off",
        delta_arrow="off",
    )
    st.markdown(
        page.prose(
            "interval",
            accuracy=f"{100 * result.test_accuracy:.1f}",
            low=f"{100 * low:.1f}",
            high=f"{100 * high:.1f}",
        )
    )


def draw_replay(result: ClassificationResult) -> None:
    """All pictures of the run under one player."""
    replay.show(
        charts.replay(result),
        result.snapshot_epochs,
        key="classification.replay",
        name=t("Replay of the classifier"),
        words=charts.alt_text(result),
    )


@fragment
def ask_one_point(page: Page, result: ClassificationResult | None) -> ProbeState:
    """Show the probabilities of one point, the confusion matrix, and an explanation with these numbers."""
    stage = page.stage(ProbeState)
    controls = Controls(ProbeState)
    with stage.controls:
        controls.widget("x1")
        controls.widget("x2")
        st.caption(page.prose("probe"))
    point = controls.settings()
    if result is None:
        stage.picture.caption(t("The network's answer appears here when the first run has ended."))
        return point
    answer = probe(result.state, point.x1, point.x2)
    names = theme.CLASS_NAMES[: len(result.confusion)]
    with stage.picture:
        plane, matrix = beside(2, 1)
    with plane:
        chart.show(
            charts.probed(result, point, answer),
            key="classification.probe",
            name=t("Your point and its probabilities"),
            words=charts.probed_alt(point, answer),
        )
    with matrix:
        chart.show(
            confusion.confusion(result.confusion, names),
            key="classification.confusion",
            name=t("Confusion matrix"),
            words=confusion.alt_text(result.confusion, names),
        )
    why, torch = st.tabs([t("Why"), t("In PyTorch")])
    with why:
        explain(page, point, answer, result)
    with torch:
        st.markdown(page.prose("torch"))
    return point


def beside(*widths: int) -> list:
    """Return columns if three charts fit side by side, else containers below each other."""
    return st.columns(widths, gap="medium") if columns() == 3 else [st.container() for _ in widths]


def explain(page: Page, point: ProbeState, answer: Answer, result: ClassificationResult) -> None:
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
            epochs=f"{settings.epochs:,}",
            steps=f"{iterations * settings.epochs:,}",
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


@fragment
def choose(page: Page) -> OverfitSettings:
    """Choose the best of k by test or by validation accuracy; measure it on fresh points."""
    stage = page.stage(OverfitSettings)
    controls = Controls(OverfitSettings)
    with stage.controls:
        for name in ("candidates", "test_size", "shuffled"):
            controls.widget(name)
        with st.expander(t("More settings"), icon=":material/tune:"):
            for name in ("seed", "data_seed"):
                controls.seed(name)
    settings = controls.settings()
    with stage.picture:
        result = runs.automatic(settings, draw=draw_choice)
    page.check(settings, result)
    why, code = st.tabs([t("Why"), t("Program")])
    with why:
        st.markdown(page.prose("choose"))
        if result is not None:
            tell_choice(page, result)
    with code:
        page.program(settings, result, t("by how much the best by test promises too much"), steps=False)
    return settings


def draw_choice(result: OverfitResult) -> None:
    """The best of k, both winners and all candidates."""
    chart.show(
        test_set_overfit.chosen(result),
        key="test_set_overfit.chosen",
        name=t("Accuracy of the chosen network"),
        words=test_set_overfit.chosen_alt(result),
    )


def tell_choice(page: Page, result: OverfitResult) -> None:
    """Say what both winners promised and what they kept."""
    st.markdown(
        page.prose(
            "chosen",
            k=len(result.test_accuracies),
            size=result.settings.test_size,
            test=f"{100 * result.by_test.test:.1f}",
            fresh=f"{100 * result.by_test.fresh:.1f}",
            honest_test=f"{100 * result.by_validation.test:.1f}",
            honest_fresh=f"{100 * result.by_validation.fresh:.1f}",
            repeats=f"{result.repeats:,}",
            optimism=f"{100 * result.optimism:z.1f}",
        )
    )


main()
