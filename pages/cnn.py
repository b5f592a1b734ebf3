"""From the cat's neuron to convolutional networks: a bar of light, a sliding kernel, a trained network, depth."""

import math

import streamlit as st

from mlcore.cnn import convolution as cnn
from mlcore.cnn import receptive_cell
from mlcore.cnn.results import ResidualResult, ShiftedDigitsResult
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
from pages.ui import chart, drawing, formula, program, replay, runs, table
from pages.ui.context import t
from pages.ui.controls import Controls, put
from pages.ui.lesson import Page
from pages.ui.visit import fragment
from workers.tasks import Task

TRAINED = MnistSettings(model="cnn")
"""The default CNN run of the digits lesson. Both pages share its result."""


def main() -> None:
    page = Page("cnn")
    page.predict()
    with page.experiments(CHALLENGES):
        cell = show_lights(page)
        kernel = slide_kernel(page)
        digit = read_a_digit(page)
        seen = widen(page)
        moved, trained = move_digits(page)
        show_imagenet(page)
        deep = go_deep(page)
    page.program(*deep, t("the final loss of the network with skip connections"))
    page.close(kernel, cell, digit, seen, moved, trained, deep[0])


@fragment
def show_lights(page: Page) -> ReceptiveCellSettings:
    """Show a light over a receptive field, and the tuning curves of three kinds of cells."""
    st.header(t("The cat's neuron"))
    st.markdown(page.prose("cell"))
    controls = Controls(ReceptiveCellSettings)
    with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
        controls.widget("stimulus")
        controls.widget("cell")
    stimulus = controls.values["stimulus"]
    with controls.group("bar", stimulus != "disc"):
        first, second, third = st.columns(3, gap="medium")
        with first:
            controls.widget("angle")
        with second:
            controls.widget("width")
        with third, controls.group("position", stimulus == "bar"):
            controls.widget("position")
    with controls.group("disc", stimulus == "disc"):
        controls.widget("radius")
    with st.expander(t("Another cell"), icon=":material/tune:"):
        controls.seed()
    settings = controls.settings()
    result = receptive_cell.run(settings)
    spec = bench_charts.draw(result)
    words = bench_charts.alt_text(result)
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
    st.caption(page.prose("read disc" if stimulus == "disc" else "read bar"))
    st.markdown(page.prose("named"))
    page.check(settings, result)
    return settings


@fragment
def slide_kernel(page: Page) -> CnnSettings:
    """Show a convolution step by step, and compare it with PyTorch."""
    st.header(t("A convolution, step by step"))
    st.markdown(page.prose("slide"))
    controls = Controls(CnnSettings)
    choose_kernel(controls)
    controls.row("padding", "stride", "dilation")
    with st.expander(t("Another image: a digit or your own drawing"), icon=":material/draw:"):
        sliders, pad = st.columns(2, gap="large")
        with sliders:
            controls.widget("digit")
            controls.widget("sample")
            st.caption(page.prose("draw"))
        with pad:
            drawing.pad(controls, "drawing")
    settings = controls.settings()
    result = cnn.run(settings)
    spec = convolution.draw(result)
    words = convolution.alt_text(result)
    chart.show(
        {**spec, "usermeta": replay.CANVAS}, key="cnn.convolution", name=t("The kernel on the image"), words=words
    )
    explain(page, result)
    page.check(settings, result)
    with st.expander(t("The program of this map"), icon=":material/code:"):
        program.show(settings, result, t("the largest sum of the map"), page.settings_now(settings))
    return settings


def choose_kernel(controls: Controls) -> None:
    """Show the kernel as text, and a button for each well-known kernel."""
    with st.container(horizontal=True, gap="small"):
        for name, label in convolution.kernel_names().items():
            st.button(label, key=f"_kernel.{name}", on_click=take_kernel, args=(controls.key("kernel"), name))
    controls.widget("kernel")


def take_kernel(key: str, name: str) -> None:
    """Set the kernel to a well-known one."""
    put({key: cnn.KERNELS[name]})


def explain(page: Page, result: cnn.ConvolutionResult) -> None:
    """Show the size of the map by formula and by PyTorch, and the sum of the strongest place."""
    s = result.settings
    rows, columns = result.output.shape
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
            answered, padding=s.padding, stride=s.stride, dilation=s.dilation, rows=rows, columns=columns, **values
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


def read_a_digit(page: Page) -> OcclusionSettings:
    """Show the filters of a trained network, its feature maps for a digit, and the occlusion map."""
    st.header(t("Filters that nobody wrote"))
    st.markdown(page.prose("trained"))
    result: MnistResult | None = runs.automatic(TRAINED, "mnist.joined")
    if result is None:
        return look(page, b"")
    st.caption(
        page.prose(
            "trained on",
            parameters=f"{result.parameters:,}",
            accuracy=f"{100 * result.test_accuracy:.1f}",
            low=f"{100 * result.test_interval[0]:.1f}",
            high=f"{100 * result.test_interval[1]:.1f}",
        )
    )
    return look(page, weights_of(TRAINED.model, result.state))


@st.cache_resource(max_entries=1)
def weights_of(model: str, _state: dict) -> bytes:
    """Return the trained weights as bytes. Pack them once: all visitors share the run."""
    return pack(_state)


@fragment
def look(page: Page, weights: bytes) -> OcclusionSettings:
    """Show one digit in the network, without and with a patch. Without weights, show only the controls."""
    controls = Controls(OcclusionSettings)
    controls.row("digit", "sample", "patch")
    settings = controls.settings()
    answer = runs.compute(Task("mlcore.cnn.occlusion", "look", Question(settings, weights))) if weights else None
    if answer is not None:
        spec = feature_maps.draw(answer)
        chart.show(spec, key="cnn.maps", name=t("Filters and feature maps"), words=feature_maps.alt_text(answer))
        st.caption(page.prose("read maps"))
        st.markdown(page.prose("occlusion"))
        spec = occlusion.draw(answer)
        chart.show(spec, key="cnn.occlusion", name=t("Occlusion map"), words=occlusion.alt_text(answer))
    return settings


@fragment
def widen(page: Page) -> ReceptiveFieldSettings:
    """Show the receptive field of one unit, layer by layer."""
    st.header(t("What one unit sees"))
    st.markdown(page.prose("receptive field"))
    controls = Controls(ReceptiveFieldSettings)
    controls.row("layers", "kernel_size", "pooling")
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.widget("stride")
        controls.widget("dilation")
    settings = controls.settings()
    result = runs.compute(Task("mlcore.cnn.receptive_field", "run", settings))
    if result is not None:
        images, _ = load_digits()
        spec = receptive_field.draw(result, images[-1])
        chart.show(
            spec,
            key="cnn.receptive_field",
            name=t("Receptive field of one unit"),
            words=receptive_field.alt_text(result),
        )
        st.caption(page.prose("read receptive field"))
    return settings


def move_digits(page: Page) -> tuple[ShiftState, ShiftedDigitsSettings]:
    """Compare an MLP and a CNN on shifted digits and on permuted pixels."""
    st.header(t("What view(-1, 784) throws away"))
    st.markdown(page.prose("shift"))
    controls = Controls(ShiftedDigitsSettings)
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.row("epochs", "seed", "data_seed")
    settings = controls.settings()
    wanted = controls.linked or runs.is_cached(settings)
    result: ShiftedDigitsResult | None = runs.on_demand(settings, t("Train four networks"), runs.on_train, wanted)
    return compare(page, result), settings


@fragment
def compare(page: Page, result: ShiftedDigitsResult | None) -> ShiftState:
    """Show both networks at the marked shift."""
    controls = Controls(ShiftState)
    with controls.group("shift", result is not None):
        controls.widget("shift")
    settings = controls.settings()
    if result is not None:
        spec = shifted_digits.draw(result, settings.shift)
        chart.show(
            spec,
            key="cnn.shift",
            name=t("Accuracy on moved digits"),
            words=shifted_digits.alt_text(result, settings.shift),
        )
        st.markdown(
            page.prose(
                "read shift",
                shift=settings.shift,
                label=result.example_label,
                mlp=result.example_predictions["mlp"][settings.shift],
                cnn=result.example_predictions["cnn"][settings.shift],
                mlp_parameters=f"{result.parameters['mlp']:,}",
                cnn_parameters=f"{result.parameters['cnn']:,}",
            )
        )
    asked = runs.session().run(ShiftedDigitsSettings.slug).task
    page.check(settings, result, "" if asked else t("Press *Train four networks* first."))
    return settings


def show_imagenet(page: Page) -> None:
    """Show eight years of ImageNet."""
    st.header(t("ImageNet, year by year"))
    st.markdown(page.prose("imagenet"))
    chart.show(imagenet.winners(), key="cnn.imagenet", name=t("ImageNet winners by year"), words=imagenet.alt_text())
    with st.expander(t("The same as a table"), icon=":material/table:"):
        table.show(imagenet.table())
    st.markdown(page.prose("people"))


def go_deep(page: Page) -> tuple[ResidualSettings, ResidualResult | None]:
    """Compare a deep plain network with the same network with skip connections, on their training digits."""
    st.header(t("Why depth alone failed"))
    st.markdown(page.prose("depth"))
    controls = Controls(ResidualSettings)
    controls.row("depth", "seed")
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.widget("epochs")
        controls.widget("learning_rate")
    settings = controls.settings()
    wanted = controls.linked or runs.is_cached(settings)
    label = t("Train a deep network with and without skips")
    result: ResidualResult | None = runs.on_demand(settings, label, runs.on_train, wanted)
    if result is not None:
        problem = residual.problem(result)
        if problem:
            st.warning(problem, icon=":material/trending_flat:")
        spec = residual.draw(result)
        chart.show(spec, key="cnn.residual", name=t("Plain and residual networks"), words=residual.alt_text(result))
        ends = {name: f"{100 * curve[-1]:.1f}" for name, curve in result.errors.items()}
        st.markdown(page.prose("read depth", depth=result.settings.depth, **ends))
    return settings, result


main()
