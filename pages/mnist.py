"""Handwritten digits: draw a digit, see what networks receive and predict, train a network, look at its mistakes."""

import inspect
import random
from typing import NamedTuple

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mlcore.common.statistics import CHANCE
from mlcore.mnist import full_digits, hard_digits, pairs, preprocessing
from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.novelty import INLIER_SHARE, Novelty, NoveltyDetector, novelty_detector
from mlcore.mnist.pretrained import pretrained_networks
from mlcore.mnist.results import MAX_LIVE_DIGITS, MnistResult, SplitPredictions
from mlcore.mnist.settings import MnistSettings
from pages.lessons.mnist.challenges import CHALLENGES, DrawingResult
from pages.lessons.mnist.charts import drawn_digit, scores, tiles
from pages.lessons.mnist.charts import novelty as novelty_charts
from pages.lessons.mnist.charts import trained as charts
from pages.lessons.mnist.state import NOT_CHOSEN, DrawingState, HardDigitsState, MistakesState
from pages.ui import chart, drawing, pick, player, replay, run_view, runs, test_set
from pages.ui.context import columns, t
from pages.ui.controls import Controls, set_widgets
from pages.ui.labels import label
from pages.ui.lesson import Page
from pages.ui.percent import of_hundred, percent
from pages.ui.visit import fragment
from workers.tasks import PoolName, Task

MAX_TILES = 12
FIRST_ROW = 8
"""Of the strip, the row that is marked at first: the digit begins there."""

MILLISECONDS_PER_ROW = 300
STEPS = (preprocessing.cropped, preprocessing.fitted, preprocessing.centred)


def main() -> None:
    page = Page("mnist", CHALLENGES)
    page.predict(MnistSettings, "model")
    pad, training, confused, game = page.tabs(
        draw=DrawingState, train=MnistSettings, mistakes=MistakesState, against=HardDigitsState
    )
    with pad:
        digit = draw(page)
    with training:
        settings, result, opened = train(page)
    with confused:
        cell = mistakes(page, result, opened)
    with game:
        labels = against(page)
    page.close(digit, settings, cell, labels)


@fragment
def draw(page: Page) -> DrawingState:
    """Show a pad to draw on, what two networks predict, and what they receive."""
    stage = page.stage(DrawingState)
    controls = Controls(DrawingState)
    with stage.choices:
        controls.widget("digit")
        meant = controls.values["digit"]
        kind = t("Take a digit of MNIST") if meant == NOT_CHOSEN else t("Take a {digit} of MNIST").format(digit=meant)
        st.button(
            kind,
            key="digit.take",
            help=t("A validation digit: neither network was trained on it."),
            icon=":material/casino:",
            on_click=take_digit,
            args=(controls,),
        )
    with stage.controls:
        unmoved = dict.fromkeys(map(controls.key, ("right", "down", "turn")), 0)  # or the next drawing would be turned
        image = drawing.pad(controls, "drawing", own={controls.key("digit"): NOT_CHOSEN}, cleared=unmoved)
        settings = prepare(controls)
    moved = preprocessing.moved(image, settings.right, settings.down, settings.turn)
    steps, still = (
        preprocessing.steps(start, settings.crop, settings.fit, settings.centre) for start in (moved, image)
    )
    if (settings.right or settings.down) and (steps[-1] == still[-1]).all():
        stage.controls.info(page.prose("undone"), icon=":material/undo:")
    with stage.picture:
        answers = ask(settings.digit, np.stack([steps[-1], still[-1]]))
        novelty = detector().score(steps[-1])  # a second for the first visitor of a server, who has the answers by then
        left, right = st.columns([7, 4]) if columns() > 1 else (st.container(), st.container())
        with left:
            receive(steps)
        with right:
            resemble(novelty)
    beside = stage.picture if columns() > 1 else stage.controls  # a finger needs the pad close to the answers
    if novelty.is_inlier:
        beside.caption(page.prose("like a digit"))
    else:
        beside.markdown(page.prose("no digit" if image.any() else "blank"))
    page.check(settings, DrawingResult(answers, novelty.is_inlier))
    why, unlike, row, code = st.tabs([t("Why"), t("Is it a digit?"), t("784 numbers in a row"), t("Program")])
    with why:
        st.markdown(page.prose("draw"))
        st.markdown(page.prose("steps"))
    with unlike:
        doubt(page, novelty)
    with row:
        lay_out(page, steps[-1])
    with code:
        st.code("\n\n".join(map(inspect.getsource, STEPS)), language="python")
    return settings


@st.cache_resource(show_spinner=False)
def detector() -> NoveltyDetector:
    """Return the training digits as the CNN sees them, for all visitors."""
    return novelty_detector(pretrained_networks()["CNN"])


def take_digit(controls: Controls[DrawingState]) -> None:
    """Put a validation digit on the pad, of the kind that is meant, or of any kind and say which."""
    images, labels = load_digits()
    validation = split(SIZES, data_seed=0)[1]
    meant = st.session_state[controls.key("digit")]
    of_kind = validation if meant == NOT_CHOSEN else validation[labels[validation] == int(meant)]
    index = random.choice(of_kind)
    drawing.put_image(controls.key("drawing"), images[index], {controls.key("digit"): str(labels[index])})


def ask(meant: str, images: np.ndarray) -> dict[str, np.ndarray]:
    """Show what the networks read in the first image. Return all answers."""
    answers = {name: network.probabilities(images) for name, network in pretrained_networks().items()}
    first = {name: shares[0] for name, shares in answers.items()}
    spec = drawn_digit.answers(first, None if meant == NOT_CHOSEN else int(meant))
    chart.show(spec, key="digit.answers", name=t("What the networks read"), words=drawn_digit.answers_alt(first))
    return answers


def resemble(novelty: Novelty) -> None:
    """Show the training digits that look most like the drawing."""
    spec, words = drawn_digit.nearest(load_digits()[0][novelty.indices], novelty.labels), novelty.labels
    chart.show(spec, key="digit.nearest", name=t("Nearest training digits"), words=drawn_digit.nearest_alt(words))


def doubt(page: Page, novelty: Novelty) -> None:
    """Show how far the drawing is from all digits."""
    st.markdown(page.prose("familiar", share=round(100 * INLIER_SHARE)))
    spec, words = novelty_charts.draw(detector(), novelty), novelty_charts.alt_text(detector(), novelty)
    chart.show(spec, key="digit.familiar", name=t("Your drawing among the validation digits"), words=words)


def prepare(controls: Controls[DrawingState]) -> DrawingState:
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
    spec, words = drawn_digit.strip(image), drawn_digit.strip_alt(image)
    labels, name = drawn_digit.row_labels(), t("The 784 inputs in a row")
    with replay.frames(spec, range(len(labels)), "digit.strip", name, words) as signal_id:
        player.show(signal_id, labels, name, "strip", MILLISECONDS_PER_ROW, FIRST_ROW)


def train(page: Page) -> tuple[MnistSettings, MnistResult | None, bool]:
    """Train one of three models and show the run. Return also whether its test set is open."""
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
        result: MnistResult | None = runs.on_train(settings, draw=draw_replay, before=show_examples)
    page.check(settings, result)
    numbers, why, code = st.tabs([t("Numbers"), t("Why"), t("Program")])
    with numbers:
        if result is None:
            st.caption(t("They stand here when the first run has ended."))
        else:
            run_view.note_earlier_numbers(settings, result)
            show(result)
            match(page, result)
        opened = test_set.button(settings, result)
        if result is not None and opened:
            measure(t("Test accuracy"), result.test)
        st.caption(page.prose("read"))
    with why:
        st.markdown(page.prose("train"))
        st.markdown(page.prose("parameters"))
        if result is not None:
            explain(page, result)
    with code:
        page.program(settings, result, test=opened)
    return settings, result, opened


def show_examples() -> None:
    """Show some digits that networks are trained on."""
    images, labels = load_digits()
    some = split(SIZES, data_seed=0)[0][:MAX_TILES]
    lines = [(t("a {digit}").format(digit=label),) for label in labels[some]]
    name = t("Digits that the network learns from")
    chart.show(tiles.tiles(images[some], lines, across()), key="mnist.examples", name=name, words=tiles.alt_text(lines))


def draw_replay(result: MnistResult) -> None:
    """Curves and weights under one player."""
    replay.show(
        charts.replay(result),
        result.snapshot_epochs,
        key="mnist.replay",
        name=t("Replay of the digit classifier"),
        words=charts.alt_text(result),
    )
    if len(result.test.labels) <= MAX_LIVE_DIGITS:
        text = t("Until the run has ended, the curves show the first {count} digits of each part.")
        st.caption(text.format(count=MAX_LIVE_DIGITS))


def show(result: MnistResult) -> None:
    """Show the numbers of the run."""
    accuracy, loss, size = st.columns(3)
    with accuracy:
        measure(t("Validation accuracy"), result.validation)
    loss.metric(t("Final training loss"), charts.loss_text(result.final_loss))
    size.metric(t("Parameters"), f"{result.parameters:,}")


def measure(name: str, answers: SplitPredictions) -> None:
    """Show an accuracy with its interval."""
    low, high = answers.interval
    st.metric(
        name,
        percent(answers.accuracy),
        t("95% interval {low} – {high}").format(low=percent(low), high=percent(high)),
        delta_color="off",
        delta_arrow="off",
    )


class RememberedRun(NamedTuple):
    """What is remembered of a run, to compare the next one with it."""

    settings: MnistSettings
    validation: SplitPredictions


def match(page: Page, result: MnistResult) -> None:
    """Compare the run pair by pair with the run before or, where that answered other digits, with a shipped network."""
    own = RememberedRun(result.settings, result.validation)
    seen: list[RememberedRun] = st.session_state.setdefault("_seen.mnist", [])
    if not seen or seen[-1].settings.relevant() != own.settings.relevant():
        seen[:] = [*seen[-1:], own]
    others = [(t("your run before"), *one) for one in seen[:-1]]
    for name in ("CNN", "MLP"):
        network = pretrained_networks()[name]
        text = t("the {network} that reads your drawings").format(network=name)
        others.append((text, network.settings, network.validation))
    for text, settings, validation in others:
        same_digits = np.array_equal(own.validation.indices, validation.indices)
        if same_digits and settings.relevant() != own.settings.relevant():
            say_pairs(page, text, pairs.compare(own.validation, validation))
            return


def say_pairs(page: Page, other: str, found: pairs.Pairs) -> None:
    """Say how many digits only this run and only the other one reads right, and whether that may be chance."""
    count = found.first + found.second + found.alike
    numbers = {"first": found.first, "second": found.second, "alike": found.alike, "count": count}
    st.markdown(page.prose("pairs", other=other, **numbers))
    section = "pairs chance" if found.p_value >= CHANCE else "pairs clear"
    st.markdown(page.prose(section, times=of_hundred(found.p_value)))


def explain(page: Page, result: MnistResult) -> None:
    """Explain training and validation, with the numbers of the run."""
    page.why(parameters=f"{result.parameters:,}")
    st.markdown(page.prose(f"step {result.settings.optimizer}"))
    answers = result.validation
    low, high = answers.interval
    numbers = {
        "accuracy": percent(answers.accuracy),
        "low": percent(low),
        "high": percent(high),
        "tested": f"{len(answers.labels):,}",
        "wrong": f"{int((~answers.right).sum()):,}",
    }
    st.markdown(page.prose("measured", **numbers))


@fragment
def mistakes(page: Page, result: MnistResult | None, opened: bool) -> MistakesState:
    """Show the confusion matrix, and the digits of the chosen cell: validation digits, until the test set is open.

    Until there is a run, they are those of the MLP that comes with the app.
    """
    stage = page.stage(MistakesState)
    controls = Controls(MistakesState)
    with stage.controls:
        matrix = st.container()
        controls.widget("written")
        controls.widget("read")
    settings = controls.settings()
    if result is None:
        answers, dataset, section = pretrained_networks()["MLP"].validation, "bundled", "mistakes reader"
    else:
        answers, dataset = (result.test if opened else result.validation), result.settings.dataset
        section = "mistakes test" if opened else "mistakes validation"
    title = t("Test digits") if opened else t("Validation digits")
    with matrix:
        pick.show(
            charts.confusion(answers, (settings.written, settings.read), title),
            key="mnist.confusion",
            name=t("Confusion matrix"),
            words=charts.confusion_alt(answers),
            selection=charts.CELL,
            take=choose_cell,
        )
    with stage.picture:
        st.caption(page.prose(section, model=label(result.settings.model if result else "mlp", "mnist.model")))
        show_cell(answers, dataset, settings.written, settings.read)
    (read,) = st.tabs([t("How to read it")])
    read.markdown(page.prose("mistakes"))
    return settings


def choose_cell(cell: dict) -> None:
    """Set the controls to the clicked cell."""
    set_widgets({"mistakes.written": int(cell["row"]), "mistakes.read": int(cell["column"])})


def show_cell(answers: SplitPredictions, dataset: str, written: int, read: int) -> None:
    """Show the digits of one cell with their probabilities."""
    places = places_of(answers, written, read)[: 2 * across()]
    if len(places) == 0:
        st.info(t("No {written} of these digits was read as {read}.").format(written=written, read=read))
        return
    images = images_of(answers, dataset, places)
    if images is None:
        return
    shares = answers.probabilities[places].astype(float)
    lines = [tuple(f"{digit}: {percent(row[digit], 0)}" for digit in dict.fromkeys((read, written))) for row in shares]
    spec = tiles.with_bars(images, lines, shares, (written, read), across())
    chart.show(spec, key="mnist.gallery", name=t("Digits of the chosen cell"), words=tiles.alt_text(lines))


def places_of(answers: SplitPredictions, written: int, read: int) -> np.ndarray:
    """Return the indices of the digits to show: the surest mistakes first, or the least sure correct ones."""
    places = np.flatnonzero((answers.labels == written) & (answers.predictions == read))
    sure = answers.probabilities[places, read].astype(float)
    return places[np.argsort(sure if written == read else -sure, kind="stable")][:MAX_TILES]


def across() -> int:
    """Return the number of tiles in a row."""
    return {1: 3, 2: 4}.get(columns(), 6)


def images_of(answers: SplitPredictions, dataset: str, places: np.ndarray) -> np.ndarray | None:
    """Return some images of a run. A worker reads those of the full set, which takes long only if it downloads them."""
    indices = answers.indices[places]
    if dataset == "bundled":
        return load_digits()[0][indices]
    pool: PoolName = "short" if full_digits.is_fetched() else "long"
    return runs.compute(Task(full_digits.images_at, tuple(indices.tolist()), pool))


@fragment
def against(page: Page) -> HardDigitsState:
    """Let the visitor label digits that the networks are least sure of, or random ones, and compare the scores."""
    stage = page.stage(HardDigitsState)
    controls = Controls(HardDigitsState)
    with stage.choices:
        controls.widget("random")
    with stage.controls, controls.group("labels", used=False):
        controls.widget("labels")
        controls.widget("random_labels")
    settings = controls.settings()
    field = "random_labels" if settings.random else "labels"
    answers = {name: network.validation for name, network in pretrained_networks().items()}
    digits = answers["MLP"]
    # The validation digits are in random order already.
    every = np.arange(hard_digits.COUNT)
    hard = hard_digits.least_sure([one.probabilities for one in answers.values()], hard_digits.COUNT)
    places = every if settings.random else hard
    images, truth = load_digits()[0][digits.indices[places]], digits.labels[places]
    given = np.array([int(label) for label in getattr(settings, field)], dtype=np.uint8)
    said = {t("You"): given, **{name: one.predictions[places] for name, one in answers.items()}}
    with stage.controls:
        label_next(controls.key(field), len(given))
    with stage.picture:
        digit, score = st.columns(2) if columns() > 1 else (st.container(), None)
        with digit:
            show_next(images, len(given))
    all_answers, why = st.tabs([t("All answers"), t("Why")])
    with all_answers:
        compare(images, truth, said, score or st.container())
    with why:
        st.markdown(page.prose("against random" if settings.random else "against hard", count=hard_digits.COUNT))
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
                        str(digit), key=f"hard_digits.{digit}", on_click=answer, args=(key, digit), width="stretch"
                    )
    if number > 0:
        again = t("Start again")
        st.button(again, key="hard_digits.again", icon=":material/refresh:", on_click=start_again, args=(key,))


def show_next(images: np.ndarray, number: int) -> None:
    """Show the digit that has no label yet."""
    if number < len(images):
        words = t("Digit {number}, for you to read.").format(number=number + 1)
        chart.show(drawn_digit.digit(images[number]), key="hard_digits.image", name=t("The digit to read"), words=words)


def answer(key: str, digit: int) -> None:
    """Add one answer."""
    set_widgets({key: st.session_state[key] + str(digit)})


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
    chart.show(spec, key="hard_digits.tiles", name=t("The digits and all answers"), words=tiles.alt_text(lines))


def start_again(key: str) -> None:
    """Delete the labels."""
    set_widgets({key: ""})


main()
