"""From the cat's neuron to a convolution: a bar of light, a sliding kernel, a trained network and what depth needed."""

import streamlit as st

from mlcore.cnn import convolution as cnn
from mlcore.cnn import receptive_cell
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
from pages.ui import drawing, formula, picture, replay, runs, table
from pages.ui.context import t
from pages.ui.controls import Controls
from pages.ui.lesson import Page
from pages.ui.visit import fragment
from workers.tasks import Task

TRAINED = MnistSettings(model="cnn")
"""The run that the digits lesson makes by default for a CNN: whoever comes first trains it for both pages."""


def main() -> None:
    page = Page("cnn")
    page.predict()
    with page.experiments(CHALLENGES):
        cell = show_lights(page)
        kernel, convolved = slide_kernel(page)
        digit = read_a_digit(page)
        seen = widen(page)
        moved, trained = move_digits(page)
        show_imagenet(page)
        depth = go_deep(page)
    page.code(kernel, ["output_size", "convolve", "run"], convolved, t("the largest sum of the map"))
    page.close(kernel, cell, digit, seen, moved, trained, depth)


@fragment
def show_lights(page: Page) -> ReceptiveCellSettings:
    """Hubel and Wiesel's bench: a light over a receptive field, and the tuning curves of three kinds of cells."""
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
    spec = bench_charts.pictures(result)
    alt = bench_charts.alt_text(result)
    if stimulus == "moving bar":
        replay.show(spec, range(len(result.lights)), key="cnn.sweep", alt=alt, unit=t("Moment"))
    else:
        picture.show(spec, key=f"cnn.{stimulus}", alt=alt)
    st.caption(page.prose("read disc" if stimulus == "disc" else "read bar"))
    st.markdown(page.prose("named"))
    page.check(settings, result)
    return settings


@fragment
def slide_kernel(page: Page) -> tuple:
    """A convolution step by step, beside what PyTorch makes of the same."""
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
    spec = convolution.pictures(result)
    alt = convolution.alt_text(result)
    picture.show({**spec, "usermeta": replay.CANVAS}, key="cnn.convolution", alt=alt)
    explain(page, result)
    page.headline(result, t("the largest sum of the map"))
    page.check(settings, result)
    return settings, result


def choose_kernel(controls: Controls) -> None:
    """Draw the kernel as text, with the well-known ones a click away."""
    with st.container(horizontal=True, gap="small"):
        for name, label in convolution.kernel_names().items():
            st.button(label, key=f"_kernel.{name}", on_click=take_kernel, args=(controls.key("kernel"), name))
    controls.widget("kernel")


def take_kernel(key: str, name: str) -> None:
    """Put a well-known kernel into its setting."""
    st.session_state[key] = cnn.KERNELS[name]


def explain(page: Page, result: cnn.Result) -> None:
    """The size of the map by formula and by PyTorch, and the sum of the strongest place in numbers."""
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
            "difference": f"{abs(torch_says - result.output).max():.1g}",
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
        sum=formula.weighted_sum(weights, names, 0.0).removesuffix(" + 0.00"),
        strongest=f"{result.strongest:.2f}",
        places=f"{result.output.size:,}",
        dense=f"{result.padded.size * result.output.size:,}",
    )


def read_a_digit(page: Page) -> OcclusionSettings:
    """The filters of the trained network, what they make of a digit, and which places the answer hangs on."""
    st.header(t("Filters that nobody wrote"))
    st.markdown(page.prose("trained"))
    result = runs.automatic(TRAINED, "mnist.joined")
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
    """Return the trained weights as bytes, packed once for everybody: the run is the same for all."""
    return pack(_state)


@fragment
def look(page: Page, weights: bytes) -> OcclusionSettings:
    """One digit on its way through the network, and with a patch over it; only the choice until there are weights."""
    controls = Controls(OcclusionSettings)
    controls.row("digit", "sample", "patch")
    settings = controls.settings()
    answer = runs.compute(Task("mlcore.cnn.occlusion", "look", Question(settings, weights))) if weights else None
    if answer is not None:
        spec = feature_maps.pictures(answer)
        picture.show(spec, key="cnn.maps", alt=feature_maps.alt_text(answer))
        st.caption(page.prose("read maps"))
        st.markdown(page.prose("occlusion"))
        spec = occlusion.pictures(answer)
        picture.show(spec, key="cnn.occlusion", alt=occlusion.alt_text(answer))
    return settings


@fragment
def widen(page: Page) -> ReceptiveFieldSettings:
    """How much of the input one unit sees, layer by layer."""
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
        spec = receptive_field.pictures(result, images[-1])
        picture.show(spec, key="cnn.receptive_field", alt=receptive_field.alt_text(result))
        st.caption(page.prose("read receptive field"))
    return settings


def move_digits(page: Page) -> tuple:
    """What view(-1, 784) throws away: an MLP and a CNN on moved digits and on permuted pixels."""
    st.header(t("What view(-1, 784) throws away"))
    st.markdown(page.prose("shift"))
    controls = Controls(ShiftedDigitsSettings)
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.row("epochs", "seed", "data_seed")
    settings = controls.settings()
    wanted = controls.linked or runs.is_cached(settings)
    result = runs.on_demand(settings, t("Train four networks"), runs.on_train, wanted)
    return compare(page, result), settings


@fragment
def compare(page: Page, result) -> ShiftState:
    """Both networks at the shift that the learner marks."""
    controls = Controls(ShiftState)
    with controls.group("shift", result is not None):
        controls.widget("shift")
    settings = controls.settings()
    if result is not None:
        spec = shifted_digits.pictures(result, settings.shift)
        picture.show(spec, key="cnn.shift", alt=shifted_digits.alt_text(result, settings.shift))
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
    page.check(settings, result)
    return settings


def show_imagenet(page: Page) -> None:
    """Eight years of ImageNet, with what the numbers do not say."""
    st.header(t("ImageNet, year by year"))
    st.markdown(page.prose("imagenet"))
    picture.show(imagenet.winners(), key="cnn.imagenet", alt=imagenet.alt_text())
    with st.expander(t("The same as a table"), icon=":material/table:"):
        table.show(imagenet.table())
    st.markdown(page.prose("people"))


def go_deep(page: Page) -> ResidualSettings:
    """A deep plain network against the same with skip connections, on the digits that they train on."""
    st.header(t("Why depth alone failed"))
    st.markdown(page.prose("depth"))
    controls = Controls(ResidualSettings)
    controls.row("depth", "seed")
    with st.expander(t("More settings"), icon=":material/tune:"):
        controls.widget("epochs")
        controls.widget("learning_rate")
    settings = controls.settings()
    wanted = controls.linked or runs.is_cached(settings)
    result = runs.on_demand(settings, t("Train a deep network with and without skips"), runs.on_train, wanted)
    if result is not None:
        spec = residual.pictures(result)
        picture.show(spec, key="cnn.residual", alt=residual.alt_text(result))
        ends = {name: f"{100 * curve[-1]:.1f}" for name, curve in result.errors.items()}
        st.markdown(page.prose("read depth", depth=result.settings.depth, **ends))
    return settings


main()
