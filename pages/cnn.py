"""From the cat's neuron to convolutional networks: a bar of light, a sliding kernel, a trained network, depth."""

import math

import streamlit as st

from mlcore.cnn import convolution as cnn
from mlcore.cnn import receptive_cell
from mlcore.cnn.results import OcclusionResult, ResidualResult, ShiftedDigitsResult
from mlcore.cnn.settings import (
    CnnSettings,
    OcclusionSettings,
    ReceptiveCellSettings,
    ReceptiveFieldSettings,
    ResidualSettings,
    ShiftedDigitsSettings,
)
from mlcore.cnn.weights import Question, pack
from mlcore.mnist.digits import load_digits
from mlcore.mnist.results import MnistResult
from mlcore.mnist.settings import MnistSettings
from pages.lessons.cnn.challenges import CHALLENGES
from pages.lessons.cnn.charts import (
    convolution,
    feature_maps,
    imagenet,
    occlusion,
    receptive_field,
    residual,
    shifted_digits,
)
from pages.lessons.cnn.charts import receptive_cell as bench_charts
from pages.lessons.cnn.state import ShiftState
from pages.ui import chart, drawing, formula, player, replay, runs, table
from pages.ui.context import columns, t
from pages.ui.controls import Controls, put
from pages.ui.lesson import Page
from pages.ui.stage import WIDTHS
from pages.ui.visit import fragment
from workers.tasks import Task

MILLISECONDS_PER_PLACE = 60

TRAINED = MnistSettings(model="cnn")
"""The default CNN run of the digits lesson. Both pages share its result."""


def main() -> None:
    page = Page("cnn", CHALLENGES)
    page.predict()
    cat, sliding, filters, field, shifted, history, deep = page.tabs(
        cell=ReceptiveCellSettings,
        kernel=CnnSettings,
        filters=OcclusionSettings,
        field=ReceptiveFieldSettings,
        shift=(ShiftState, ShiftedDigitsSettings),
        imagenet=(),
        depth=ResidualSettings,
    )
    with cat:
        cell = show_lights(page)
    with sliding:
        kernel = slide_kernel(page)
    with filters:
        digit = read_a_digit(page)
    with field:
        seen = widen(page)
    with shifted:
        moved, trained = move_digits(page)
    with history:
        show_imagenet(page)
    with deep:
        depth = go_deep(page)
    page.close(kernel, cell, digit, seen, moved, trained, depth)


@fragment
def show_lights(page: Page) -> ReceptiveCellSettings:
    """Show a light over a receptive field, and the tuning curves of three kinds of cells."""
    stage = page.stage(ReceptiveCellSettings)
    controls = Controls(ReceptiveCellSettings)
    with stage.choices:
        controls.widget("stimulus")
        controls.widget("cell")
    stimulus = controls.values["stimulus"]
    with stage.controls:
        with controls.group("bar", stimulus != "disc"):
            controls.widget("angle")
            controls.widget("width")
            with controls.group("position", stimulus == "bar"):
                controls.widget("position")
        with controls.group("disc", stimulus == "disc"):
            controls.widget("radius")
        with st.expander(t("Another cell"), icon=":material/tune:"):
            controls.seed()
    settings = controls.settings()
    result = receptive_cell.run(settings)
    with stage.picture:
        show_light(result)
    page.check(settings, result)
    why, read = st.tabs([t("Why"), t("How to read it")])
    with why:
        st.markdown(page.prose("cell"))
        st.markdown(page.prose("named"))
    with read:
        st.markdown(page.prose("read disc" if stimulus == "disc" else "read bar"))
    return settings


def show_light(result: receptive_cell.ReceptiveCellResult) -> None:
    """Show the light on the cell, a moving one as a replay."""
    stimulus = result.settings.stimulus
    spec, words = bench_charts.draw(result), bench_charts.alt_text(result)
    if stimulus == "moving bar":
        replay.show(
            spec,
            range(len(result.lights)),
            key="cnn.sweep",
            name=t("The cell's response while the light moves"),
            words=words,
            unit=t("Moment"),
        )
    else:
        chart.show(spec, key=f"cnn.{stimulus}", name=t("The light and the cell"), words=words)


@fragment
def slide_kernel(page: Page) -> CnnSettings:
    """Show a convolution step by step, and compare it with PyTorch."""
    stage = page.stage(CnnSettings)
    controls = Controls(CnnSettings)
    with stage.choices, st.container(horizontal=True, gap="small"):
        offer_kernels(controls)
    with stage.controls:
        for name in ("kernel", "padding", "stride", "dilation"):
            controls.widget(name)
        with st.expander(t("Another image"), icon=":material/draw:"):
            controls.widget("digit")
            controls.widget("sample")
            drawing.pad(controls, "drawing")
            st.caption(page.prose("draw"))
    settings = controls.settings()
    result = cnn.run(settings)
    spec = convolution.draw(result)
    words = convolution.alt_text(result)
    with stage.picture:
        show_places(result, spec, words)
    page.check(settings, result)
    why, code = st.tabs([t("Why"), t("Program")])
    with why:
        st.markdown(page.prose("slide"))
        explain(page, result)
    with code:
        page.program(settings, result, t("the largest sum of the map"))
    return settings


def show_places(result: cnn.ConvolutionResult, spec: dict, words: str) -> None:
    """Show the kernel at its strongest place; a player, or a click on the map, moves it."""
    labels, name = convolution.labels(result), t("The kernel on the image")
    with replay.frames(spec, range(len(labels)), "cnn.convolution", name, words) as port:
        start = result.row * result.output.shape[1] + result.column
        player.show(port, labels, name, replay.fingerprint(spec), MILLISECONDS_PER_PLACE, start)


def offer_kernels(controls: Controls[CnnSettings]) -> None:
    """Show a button for each well-known kernel."""
    for name, label in convolution.kernel_names().items():
        st.button(label, key=f"_kernel.{name}", on_click=take_kernel, args=(controls.key("kernel"), name))


def take_kernel(key: str, name: str) -> None:
    """Set the kernel to a well-known one."""
    put({key: cnn.KERNELS[name]})


def explain(page: Page, result: cnn.ConvolutionResult) -> None:
    """Show the size of the map by formula and by PyTorch, and the sum of the strongest place."""
    s = result.settings
    rows, across = result.output.shape
    torch_says = runs.compute(Task("mlcore.cnn.conv2d", "convolve", s))
    answered = "size unknown" if torch_says is None else "size"
    values = (
        {}
        if torch_says is None
        else {
            "torch_rows": torch_says.shape[0],
            "torch_columns": torch_says.shape[1],
            "decimals": math.floor(-math.log10(max(abs(torch_says - result.output).max(), 1e-15))),
        }
    )
    st.markdown(
        page.prose(
            answered, padding=s.padding, stride=s.stride, dilation=s.dilation, rows=rows, columns=across, **values
        )
    )
    pixels, weights = result.patch.ravel(), result.kernel.ravel()
    names = [rf"\cdot {pixel:.2f}" for pixel in pixels]
    page.why(
        row=result.row,
        column=result.column,
        sum=formula.weighted_sum(weights.tolist(), names, 0.0).removesuffix(" + 0.00"),
        strongest=f"{round(result.strongest, 2) + 0.0:.2f}",
        places=f"{result.output.size:,}",
        dense=f"{result.padded.size * result.output.size:,}",
    )


@fragment
def read_a_digit(page: Page) -> OcclusionSettings:
    """Show a trained network with one digit in it, without and with a patch."""
    stage = page.stage(OcclusionSettings)
    controls = Controls(OcclusionSettings)
    with stage.controls:
        for name in ("digit", "sample", "patch"):
            controls.widget(name)
    settings = controls.settings()
    with stage.picture:
        result: MnistResult | None = runs.automatic(TRAINED, "mnist.joined")
        if result is not None:
            look(settings, weights_of(TRAINED.model, result.state))
    why, read = st.tabs([t("Why"), t("How to read it")])
    with why:
        st.markdown(page.prose("trained"))
        if result is not None:
            low, high = result.test_interval
            numbers = {
                "parameters": f"{result.parameters:,}",
                "accuracy": f"{100 * result.test_accuracy:.1f}",
                "low": f"{100 * low:.1f}",
                "high": f"{100 * high:.1f}",
            }
            st.markdown(page.prose("trained on", **numbers))
        st.markdown(page.prose("occlusion"))
    read.markdown(page.prose("read maps"))
    return settings


def look(settings: OcclusionSettings, weights: bytes) -> None:
    """Show one digit in the network; on a phone the patch comes first."""
    answer = runs.compute(Task("mlcore.cnn.occlusion", "look", Question(settings, weights)))
    if answer is not None:
        for show in (show_maps, show_patch) if columns() > 1 else (show_patch, show_maps):
            show(answer)


@st.cache_resource(max_entries=1)
def weights_of(model: str, _state: dict) -> bytes:
    """Return the trained weights as bytes. Pack them once: all visitors share the run."""
    return pack(_state)


def show_maps(answer: OcclusionResult) -> None:
    """Show the digit on its way through the network."""
    spec = feature_maps.draw(answer)
    chart.show(spec, key="cnn.maps", name=t("Filters and feature maps"), words=feature_maps.alt_text(answer))


def show_patch(answer: OcclusionResult) -> None:
    """Show what becomes of the answer when a part of the digit is covered."""
    spec = occlusion.draw(answer)
    chart.show(spec, key="cnn.occlusion", name=t("Occlusion map"), words=occlusion.alt_text(answer))


@fragment
def widen(page: Page) -> ReceptiveFieldSettings:
    """Show the receptive field of one unit, layer by layer."""
    stage = page.stage(ReceptiveFieldSettings)
    controls = Controls(ReceptiveFieldSettings)
    with stage.controls:
        for name in ("layers", "kernel_size", "pooling"):
            controls.widget(name)
        with st.expander(t("More settings"), icon=":material/tune:"):
            controls.widget("stride")
            controls.widget("dilation")
    settings = controls.settings()
    with stage.picture:
        result = runs.compute(Task("mlcore.cnn.receptive_field", "run", settings))
        if result is not None:
            images, _ = load_digits()
            spec = receptive_field.draw(result, images[-1])
            words = receptive_field.alt_text(result)
            chart.show(spec, key="cnn.receptive_field", name=t("Receptive field of one unit"), words=words)
    why, read = st.tabs([t("Why"), t("How to read it")])
    with why:
        st.markdown(page.prose("receptive field"))
    with read:
        st.markdown(page.prose("read receptive field"))
    return settings


@fragment
def move_digits(page: Page) -> tuple[ShiftState, ShiftedDigitsSettings]:
    """Compare an MLP and a CNN on shifted digits and on permuted pixels."""
    stage = page.stage(ShiftedDigitsSettings, ShiftState)
    marked, controls = Controls(ShiftState), Controls(ShiftedDigitsSettings)
    with stage.controls:
        marker = st.container()
        with st.expander(t("More settings"), icon=":material/tune:"):
            controls.widget("epochs")
            controls.seed("seed")
            controls.seed("data_seed")
    settings = controls.settings()
    wanted = controls.linked or runs.is_cached(settings)
    with stage.picture:
        result: ShiftedDigitsResult | None = runs.on_demand(settings, t("Train four networks"), runs.on_train, wanted)
    with marker, marked.group("shift", result is not None):
        marked.widget("shift")
    state = marked.settings()
    why, read = st.tabs([t("Why"), t("How to read it")])
    with why:
        st.markdown(page.prose("shift"))
    if result is None:
        stage.picture.caption(page.prose("untrained shift"))
        read.caption(untrained())
    else:
        with stage.picture:
            compare(result, state.shift)
        read.markdown(page.prose("read shift", **moved_numbers(result, state.shift)))
    asked = runs.session().run(ShiftedDigitsSettings.slug).task
    page.check(state, result, "" if asked else t("Press *Train four networks* first."))
    return state, settings


def untrained() -> str:
    """Return what stands in place of the words on a result, translated."""
    return t("This says what came out when the networks have been trained.")


def compare(result: ShiftedDigitsResult, shift: int) -> None:
    """Show both networks at the marked shift."""
    spec = shifted_digits.draw(result, shift)
    words = shifted_digits.alt_text(result, shift)
    chart.show(spec, key="cnn.shift", name=t("Accuracy on moved digits"), words=words)


def moved_numbers(result: ShiftedDigitsResult, shift: int) -> dict[str, object]:
    """Return what both networks take the example for, and their sizes."""
    return {
        "shift": shift,
        "label": result.example_label,
        "mlp": result.example_predictions["mlp"][shift],
        "cnn": result.example_predictions["cnn"][shift],
        "mlp_parameters": f"{result.parameters['mlp']:,}",
        "cnn_parameters": f"{result.parameters['cnn']:,}",
    }


def show_imagenet(page: Page) -> None:
    """Show eight years of ImageNet."""
    about, picture = st.columns(WIDTHS, gap="medium")
    about.markdown(page.prose("imagenet"))
    with picture:
        words = imagenet.alt_text()
        chart.show(imagenet.winners(), key="cnn.imagenet", name=t("ImageNet winners by year"), words=words)
    why, numbers = st.tabs([t("Why"), t("Numbers")])
    why.markdown(page.prose("people"))
    with numbers:
        table.show(imagenet.table())


def go_deep(page: Page) -> ResidualSettings:
    """Compare a deep plain network with the same network with skip connections, on their training digits."""
    stage = page.stage(ResidualSettings)
    controls = Controls(ResidualSettings)
    with stage.controls:
        controls.widget("depth")
        controls.seed()
        with st.expander(t("More settings"), icon=":material/tune:"):
            controls.widget("epochs")
            controls.widget("learning_rate")
    settings = controls.settings()
    wanted = controls.linked or runs.is_cached(settings)
    label = t("Train a deep network with and without skips")
    with stage.picture:
        result: ResidualResult | None = runs.on_demand(settings, label, runs.on_train, wanted)
        if result is None:
            st.caption(page.prose("untrained depth"))
        else:
            show_depth(result)
    why, read, code = st.tabs([t("Why"), t("How to read it"), t("Program")])
    with why:
        st.markdown(page.prose("depth"))
    if result is None:
        read.caption(untrained())
    else:
        ends = {name: f"{100 * curve[-1]:.1f}" for name, curve in result.errors.items()}
        read.markdown(page.prose("read depth", depth=result.settings.depth, **ends))
    with code:
        page.program(settings, result, t("the final loss of the network with skip connections"))
    return settings


def show_depth(result: ResidualResult) -> None:
    """Show the three networks, or that none of them learned enough."""
    problem = residual.problem(result)
    if problem:
        st.warning(problem, icon=":material/trending_flat:")
    spec = residual.draw(result)
    chart.show(spec, key="cnn.residual", name=t("Plain and residual networks"), words=residual.alt_text(result))


main()
