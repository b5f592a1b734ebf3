"""Classification: three classes of points, the uses of three data sets, and how a choice overfits the test set."""

import math

import streamlit as st

from mlcore.classification.forward import Answer, probe
from mlcore.classification.point_sets import FROM_SKLEARN, TEST, TRAINING, VALIDATION, draw_points, square_of
from mlcore.classification.results import ClassificationResult, OverfitResult
from mlcore.classification.settings import ClassificationSettings, ModesSettings, OverfitSettings
from pages.lessons.classification.challenges import CHALLENGES
from pages.lessons.classification.charts import batches, confusion, modes, test_set_overfit
from pages.lessons.classification.charts import trained as charts
from pages.lessons.classification.state import ProbeState
from pages.ui import chart, point_pad, program, replay, runs, table
from pages.ui.charts import theme
from pages.ui.context import columns, t
from pages.ui.controls import Controls
from pages.ui.lesson import Page

VISIBLE = ("train_size", "hidden", "learning_rate", "epochs")
MORE = ("batch_size", "noise", "dropout")
PRESETS = ("dataset", "optimizer", "train_size")


def main() -> None:
    page = Page("classification")
    page.predict()
    with page.experiments(CHALLENGES):
        settings, result = train(page)
        page.check(settings, result, pending(settings))
        point = ask_one_point(page, result)
        count_steps(page, settings)
        switches = switch_modes(page)
        choosing = choose(page)
        page.check(*choosing)
    show_programs(page, settings, result, choosing)
    page.close(settings, point, switches, choosing[0])


def train(page: Page) -> tuple[ClassificationSettings, ClassificationResult | None]:
    """Draw the controls; train the network and show the run. A preset starts its run at once."""
    st.header(t("Train"))
    st.markdown(page.prose("train"))
    controls = Controls(ClassificationSettings)
    with st.container(horizontal=True, gap="small"):
        controls.preset("dataset", t("The course's run"))
        controls.preset("optimizer", t("Another optimizer"), optimizer="Adam", epochs=1000)
        controls.preset("train_size", t("Too few points"), train_size=60, hidden=500, optimizer="Adam", epochs=1000)
    with st.container(horizontal=True, gap="large"):
        controls.widget("dataset")
        controls.widget("optimizer")
    with controls.group("points", controls.values["dataset"] == "own"):
        point_pad.pad(controls, "points", page.prose("own"))
    controls.row(*VISIBLE)
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.row(*MORE)
        controls.row("seed", "data_seed")
    settings = controls.settings()
    if any(st.session_state.get(f"_preset.classification.{name}") for name in PRESETS):
        runs.follow(settings.slug, runs.task_of(settings))
    result = runs.on_train(settings, draw=draw_replay)
    if result is not None:
        show(page, result)
    elif runs.session().run(settings.slug).picture() is None and settings.dataset not in FROM_SKLEARN:
        preview(settings)
    return settings, result


def pending(settings: ClassificationSettings) -> str:
    """Return why there is no result of these settings, if it is not that their run is under way."""
    run = runs.session().run(settings.slug)
    if run.task != runs.task_of(settings):
        return t("Press Train.")
    if run.job and isinstance(run.job.error, ArithmeticError):
        return t("This run diverged, so there is no accuracy to compare.")
    return t("You stopped this run.") if run.stopped else ""


def preview(settings: ClassificationSettings) -> None:
    """Show the three sets until the first run has ended."""
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


def show(page: Page, result: ClassificationResult) -> None:
    """Show the accuracies and the replay of a run."""
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
    st.caption(page.prose("read"))


def draw_replay(result: ClassificationResult) -> None:
    """All pictures of the run on one slider."""
    replay.show(
        charts.replay(result),
        result.snapshot_epochs,
        key="classification.replay",
        name=t("Replay of the classifier"),
        words=charts.alt_text(result),
    )


def ask_one_point(page: Page, result: ClassificationResult | None) -> ProbeState:
    """Show the probabilities of one point, the confusion matrix, and an explanation with these numbers."""
    st.header(t("One point, one probability for each class"))
    st.markdown(page.prose("probe"))
    controls = Controls(ProbeState)
    controls.row("x1", "x2")
    point = controls.settings()
    if result is None:
        st.caption(t("The network's answer appears here when the first run has ended."))
        return point
    answer = probe(result.state, point.x1, point.x2)
    left, matrix = beside(2, 1)
    names = theme.CLASS_NAMES[: len(result.confusion)]
    with left:
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
    explain(page, point, answer, result)
    return point


def beside(*widths: int) -> list:
    """Return columns if three charts fit side by side, else containers below each other."""
    return st.columns(widths, gap="medium") if columns() == 3 else [st.container() for _ in widths]


def explain(page: Page, point: ProbeState, answer: Answer, result: ClassificationResult) -> None:
    """Explain softmax and cross-entropy with the numbers of the point and of this run."""
    top = int(answer.probabilities.argmax())
    low, high = result.test_interval
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
        accuracy=f"{100 * result.test_accuracy:.1f}",
        low=f"{100 * low:.1f}",
        high=f"{100 * high:.1f}",
    )


def count_steps(page: Page, settings: ClassificationSettings) -> None:
    """Count epochs, iterations and batches for the present settings."""
    st.header(t("Epoch, iteration, batch"))
    batch = min(settings.batch_size, settings.train_size)
    iterations = len(batches.sizes(settings.train_size, batch))
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
    spec = batches.epoch_bar(settings.train_size, batch)
    words = batches.epoch_bar_alt(settings.train_size, batch)
    chart.show(spec, key="classification.batches", name=t("Batches of an epoch"), words=words)


def switch_modes(page: Page) -> ModesSettings:
    """Show the effects of train(), eval(), no_grad() and detach() on one trained network."""
    st.header(t("train(), eval(), detach()"))
    st.markdown(page.prose("modes"))
    controls = Controls(ModesSettings)
    controls.row("dropout", "seed")
    settings = controls.settings()
    result = runs.automatic(settings)
    if result is not None:
        accuracies, memory = beside(2, 3)
        with accuracies:
            chart.show(
                modes.asked(result),
                key="modes.asked",
                name=t("Answers in training mode"),
                words=modes.asked_alt(result),
            )
        with memory:
            table.show(modes.rows(result))
    st.markdown(page.prose("detach"))
    return settings


def choose(page: Page) -> tuple[OverfitSettings, OverfitResult | None]:
    """Choose the best of k by test or by validation accuracy; measure it on fresh points."""
    st.header(t("A human can overfit the test set"))
    st.markdown(page.prose("choose"))
    controls = Controls(OverfitSettings)
    controls.row("candidates", "test_size", "shuffled")
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.row("seed", "data_seed")
    settings = controls.settings()
    result = runs.automatic(settings)
    if result is not None:
        chart.show(
            test_set_overfit.chosen(result),
            key="test_set_overfit.chosen",
            name=t("Accuracy of the chosen network"),
            words=test_set_overfit.chosen_alt(result),
        )
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
    return settings, result


def show_programs(
    page: Page,
    settings: ClassificationSettings,
    result: ClassificationResult | None,
    choosing: tuple[OverfitSettings, OverfitResult | None],
) -> None:
    """The program of the one network, and that of the many candidates."""
    page.program(settings, result)
    with st.expander(t("The program of choosing the best of k"), icon=":material/code:"):
        headline = t("by how much the best by test promises too much")
        program.show(*choosing, headline, page.settings_now(choosing[0]), steps=False)


main()
