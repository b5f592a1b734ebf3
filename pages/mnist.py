"""Handwritten digits: draw a digit, see what networks receive and predict, train a network, look at its mistakes."""

import inspect
import random

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mlcore.mnist import hard_digits, preprocessing
from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.results import MAX_LIVE_DIGITS, MnistResult
from mlcore.mnist.settings import MnistSettings
from pages.lessons.mnist.challenges import CHALLENGES
from pages.lessons.mnist.charts import drawn_digit, scores, tiles
from pages.lessons.mnist.charts import trained as charts
from pages.lessons.mnist.percent import percent
from pages.lessons.mnist.state import DigitState, HardDigitsState, MistakesState
from pages.ui import chart, drawing, networks, pick, replay, runs
from pages.ui.context import columns, t
from pages.ui.controls import Controls, put
from pages.ui.lesson import Page
from pages.ui.visit import fragment
from workers.tasks import Task

MAX_TILES = 12
STEPS = (preprocessing.cropped, preprocessing.fitted, preprocessing.centred)


def main() -> None:
    page = Page("mnist", CHALLENGES)
    page.predict()
    pad, training, confused, game = page.tabs(
        draw=DigitState, train=MnistSettings, mistakes=MistakesState, against=HardDigitsState
    )
    with pad:
        digit = draw(page)
    with training:
        settings, result = train(page)
    with confused:
        cell = mistakes(page, result)
    with game:
        labels = against(page)
    page.close(digit, settings, cell, labels)
    networks.start()


@fragment
def draw(page: Page) -> DigitState:
    """Show a pad to draw on, what two networks predict, and what they receive."""
    stage = page.stage(DigitState)
    controls = Controls(DigitState)
    with stage.choices:
        controls.widget("digit")
        st.button(
            t("Take a test digit"),
            key="digit.take",
            icon=":material/casino:",
            on_click=take_test_digit,
            args=(controls.key("drawing"), int(controls.values["digit"])),
        )
    with stage.controls:
        image = drawing.pad(controls, "drawing")
        settings = prepare(controls)
    moved = preprocessing.moved(image, settings.right, settings.down, settings.turn)
    steps, still = (
        preprocessing.steps(start, settings.crop, settings.fit, settings.centre) for start in (moved, image)
    )
    if (settings.right or settings.down) and (steps[-1] == still[-1]).all():
        stage.controls.info(page.prose("undone"), icon=":material/undo:")
    with stage.picture:
        answers = ask(int(settings.digit), np.stack([steps[-1], still[-1]]))
        receive(steps)
    beside = stage.picture if columns() > 1 else stage.controls  # a finger needs the pad close to the answers
    beside.caption(page.prose("ten answers" if image.any() else "blank"))
    page.check(settings, answers, t("The networks are still learning to read."))
    why, row, code = st.tabs([t("Why"), t("784 numbers in a row"), t("Program")])
    with why:
        st.markdown(page.prose("draw"))
        st.markdown(page.prose("steps"))
    with row:
        lay_out(page, steps[-1])
    with code:
        st.code("\n\n".join(map(inspect.getsource, STEPS)), language="python")
    return settings


def take_test_digit(key: str, digit: int) -> None:
    """Put a test digit on the pad. Neither network was trained on it."""
    images, labels = load_digits()
    test = split(SIZES, data_seed=0)[-1]
    drawing.put_image(key, images[random.choice(test[labels[test] == digit])])


def ask(meant: int, images: np.ndarray) -> dict[str, np.ndarray] | None:
    """Show what the networks read in the first image. Return all answers when both networks are trained."""
    answers: dict[str, np.ndarray] = {}
    for name, result in networks.trained().items():
        shares = networks.read(name, result, images)
        if shares is not None:
            answers[name] = shares
    if answers:
        first = {name: shares[0] for name, shares in answers.items()}
        spec = drawn_digit.answers(first, meant)
        chart.show(spec, key="digit.answers", name=t("What the networks read"), words=drawn_digit.answers_alt(first))
    networks.watch()
    return answers if len(answers) == len(networks.NETWORKS) else None


def prepare(controls: Controls[DigitState]) -> DigitState:
    """Show the controls of the preparation steps, shift and turn."""
    with st.expander(t("Shift, turn, and the steps"), icon=":material/open_with:"):
        for name in ("right", "down", "turn", "crop", "fit", "centre"):
            controls.widget(name)
    return controls.settings()


def receive(steps: list[np.ndarray]) -> None:
    """Show the drawing after each step."""
    spec = drawn_digit.steps(steps)
    chart.show(
        spec, key="digit.steps", name=t("From your drawing to the networks' input"), words=drawn_digit.steps_alt(steps)
    )


def lay_out(page: Page, image: np.ndarray) -> None:
    """Show the strip of pixels."""
    st.markdown(page.prose("strip"))
    spec = drawn_digit.strip(image)
    chart.show(spec, key="digit.strip", name=t("The 784 inputs in a row"), words=drawn_digit.strip_alt(image))


def train(page: Page) -> tuple[MnistSettings, MnistResult | None]:
    """Train one of three models and show the run."""
    stage = page.stage(MnistSettings)
    controls = Controls(MnistSettings)
    with stage.controls:
        for name in ("model", "epochs", "augment"):
            controls.widget(name)
        with st.expander(t("More settings"), icon=":material/tune:"):
            for name in ("hidden", "learning_rate", "batch_size", "optimizer", "dataset"):
                with controls.group(name, name != "hidden" or controls.values["model"] == "mlp"):
                    controls.widget(name)
            for name in ("seed", "data_seed"):
                controls.seed(name)
    settings = controls.settings()
    with stage.picture:
        result: MnistResult | None = runs.on_train(settings, draw=draw_replay)
        if result is not None and (problem := charts.problem(result)):
            st.warning(problem, icon=":material/trending_flat:")
    page.check(settings, result, pending(settings))
    numbers, why, code = st.tabs([t("Numbers"), t("Why"), t("Program")])
    with numbers:
        if result is None:
            st.caption(t("They stand here when the first run has ended."))
        else:
            show(page, result)
    with why:
        st.markdown(page.prose("train"))
        if result is not None:
            explain(page, result)
    with code:
        page.program(settings, result)
    return settings, result


def draw_replay(result: MnistResult) -> None:
    """Curves and weights under one player."""
    replay.show(
        charts.replay(result),
        result.snapshot_epochs,
        key="mnist.replay",
        name=t("Replay of the digit classifier"),
        words=charts.alt_text(result),
    )
    if len(result.test_labels) <= MAX_LIVE_DIGITS:
        text = t("Until the run has ended, the curves show the first {count} digits of each part.")
        st.caption(text.format(count=MAX_LIVE_DIGITS))


def pending(settings: MnistSettings) -> str:
    """Return why there is no result of these settings, translated."""
    run = runs.session().run(settings.slug)
    if run.task != runs.task_of(settings):
        return t("Press *Train* to see whether these settings do it.")
    if run.state == "failed":
        return t("The run of these settings failed. Change a setting and press *Train*.")
    return ""


def show(page: Page, result: MnistResult) -> None:
    """Show the numbers of the run."""
    accuracy, loss, size = st.columns(3)
    low, high = result.test_interval
    accuracy.metric(
        t("Test accuracy"),
        percent(result.test_accuracy, 1),
        t("95 % interval {low:.1f} – {high:.1f} %").format(low=100 * low, high=100 * high),
        delta_color="off",
        delta_arrow="off",
    )
    loss.metric(t("Final training loss"), charts.loss_text(result.final_loss))
    size.metric(t("Parameters"), f"{result.parameters:,}")
    st.caption(page.prose("read"))


def explain(page: Page, result: MnistResult) -> None:
    """Explain training and test, with the numbers of the run."""
    low, high = result.test_interval
    page.why(
        parameters=f"{result.parameters:,}",
        accuracy=f"{100 * result.test_accuracy:.1f}",
        low=f"{100 * low:.1f}",
        high=f"{100 * high:.1f}",
        tested=f"{len(result.test_labels):,}",
        wrong=f"{int((result.test_predictions != result.test_labels).sum()):,}",
    )


@fragment
def mistakes(page: Page, result: MnistResult | None) -> MistakesState:
    """Show the confusion matrix, and the digits of the chosen cell."""
    stage = page.stage(MistakesState)
    controls = Controls(MistakesState)
    with stage.controls:
        matrix = st.container()
        controls.widget("written")
        controls.widget("read")
    settings = controls.settings()
    if result is None:
        stage.picture.caption(t("The mistakes stand here when the first run has ended."))
        return settings
    with matrix:
        pick.show(
            charts.confusion(result, (settings.written, settings.read)),
            key="mnist.confusion",
            name=t("Confusion matrix of the test digits"),
            words=charts.confusion_alt(result),
            selection=charts.CELL,
            take=choose_cell,
        )
    with stage.picture:
        show_cell(result, settings.written, settings.read)
    (read,) = st.tabs([t("How to read it")])
    read.markdown(page.prose("mistakes"))
    return settings


def choose_cell(cell: dict) -> None:
    """Set the controls to the clicked cell."""
    put({"mistakes.written": int(cell["row"]), "mistakes.read": int(cell["column"])})


def show_cell(result: MnistResult, written: int, read: int) -> None:
    """Show the digits of one cell with their probabilities."""
    places = places_of(result, written, read)[: 2 * across()]
    if len(places) == 0:
        st.info(t("No {written} of the test digits was read as a {read}.").format(written=written, read=read))
        return
    images = test_images(result, places)
    if images is None:
        return
    shares = result.test_probabilities[places].astype(float)
    lines = [tuple(f"{digit}: {percent(row[digit])}" for digit in dict.fromkeys((read, written))) for row in shares]
    spec = tiles.with_bars(images, lines, shares, (written, read), across())
    chart.show(spec, key="mnist.gallery", name=t("Digits of the chosen cell"), words=tiles.alt_text(lines))


def places_of(result: MnistResult, written: int, read: int) -> np.ndarray:
    """Return the indices of the digits to show: the surest mistakes first, or the least sure correct ones."""
    places = np.flatnonzero((result.test_labels == written) & (result.test_predictions == read))
    sure = result.test_probabilities[places, read].astype(float)
    return places[np.argsort(sure if written == read else -sure, kind="stable")][:MAX_TILES]


def across() -> int:
    """Return the number of tiles in a row."""
    return {1: 3, 2: 4}.get(columns(), 6)


def test_images(result: MnistResult, places: np.ndarray) -> np.ndarray | None:
    """Return some test images of a run. A worker reads those of the full set, once for all cells of the matrix."""
    if result.settings.dataset == "bundled":
        return load_digits()[0][result.test_indices[places]]
    cells = [places_of(result, written, read) for written in range(10) for read in range(10)]
    everywhere = np.unique(np.concatenate(cells))
    task = Task("mlcore.mnist.full_digits", "images_at", tuple(result.test_indices[everywhere].tolist()), "long")
    images = runs.compute(task)
    return None if images is None else images[np.searchsorted(everywhere, places)]


@fragment
def against(page: Page) -> HardDigitsState:
    """Let the visitor label the digits that the networks are least sure of, and compare the scores."""
    stage = page.stage(HardDigitsState)
    controls = Controls(HardDigitsState)
    with stage.controls, controls.group("labels", used=False):
        controls.widget("labels")
    settings = controls.settings()
    results = networks.trained()
    if len(results) < len(networks.NETWORKS):
        stage.picture.caption(t("The networks are still learning to read."))
        return settings
    places = hard_digits.least_sure([result.test_probabilities for result in results.values()], hard_digits.COUNT)
    test = results["MLP"]
    images, truth = load_digits()[0][test.test_indices[places]], test.test_labels[places]
    given = np.array([int(label) for label in settings.labels], dtype=np.uint8)
    readers = {t("You"): given, **{name: result.test_predictions[places] for name, result in results.items()}}
    with stage.controls:
        label_next(controls.key("labels"), len(given))
    with stage.picture:
        digit, score = st.columns(2) if columns() > 1 else (st.container(), None)
        with digit:
            show_hard(images, len(given))
    answers, why = st.tabs([t("All answers"), t("Why")])
    with answers:
        compare(images, truth, readers, score or st.container())
    with why:
        st.markdown(page.prose("against", count=hard_digits.COUNT))
    return settings


def label_next(key: str, number: int) -> None:
    """Show a button for each answer, until all digits have labels."""
    if number < hard_digits.COUNT:
        text = t("Digit {number} of {count}: what do you read?")
        st.markdown(text.format(number=number + 1, count=hard_digits.COUNT))
        for row in (range(5), range(5, 10)):
            with st.container(horizontal=True, gap="small"):
                for digit in row:
                    st.button(
                        str(digit), key=f"hard_digits.{digit}", on_click=label, args=(key, digit), width="stretch"
                    )
    if number > 0:
        again = t("Start again")
        st.button(again, key="hard_digits.again", icon=":material/refresh:", on_click=start_again, args=(key,))


def show_hard(images: np.ndarray, number: int) -> None:
    """Show the digit that has no label yet."""
    if number < len(images):
        words = t("Hard digit {number}, for you to read.").format(number=number + 1)
        chart.show(drawn_digit.digit(images[number]), key="hard_digits.image", name=t("A hard digit"), words=words)


def label(key: str, digit: int) -> None:
    """Add one answer."""
    put({key: st.session_state[key] + str(digit)})


def compare(images: np.ndarray, truth: np.ndarray, readers: dict[str, np.ndarray], score: DeltaGenerator) -> None:
    """Show the scores on the digits with labels, and the last of these digits with all answers."""
    you, mlp, cnn = readers.values()
    if len(you) == 0:
        st.caption(t("Here you find what everybody said, after your first answer."))
        return
    truth = truth[: len(you)]
    counts = {name: hard_digits.score(read[: len(you)], truth) for name, read in readers.items()}
    spec, words = scores.scores(counts, len(you)), scores.alt_text(counts, len(you))
    with score:
        chart.show(spec, key="hard_digits.scores", name=t("Your score and the networks'"), words=words)
    last = range(len(you))[::-1][:MAX_TILES]
    text = t("it is a {truth}, you: {you}"), t("MLP: {mlp}, CNN: {cnn}")
    lines = [tuple(line.format(truth=truth[i], you=you[i], mlp=mlp[i], cnn=cnn[i]) for line in text) for i in last]
    shown = list(last)
    spec = tiles.tiles(images[shown], lines, across())
    chart.show(spec, key="hard_digits.tiles", name=t("The hard digits and all answers"), words=tiles.alt_text(lines))


def start_again(key: str) -> None:
    """Delete the labels."""
    put({key: ""})


main()
