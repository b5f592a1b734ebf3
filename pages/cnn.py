"""From the cat's neuron to a convolution: a bar of light, a sliding kernel, and parts that grow to a whole."""

import math

import streamlit as st

from mlcore.cnn import convolution as cnn
from mlcore.cnn import convolve_by_torch, receptive_cell
from mlcore.cnn.results import ReceptiveFieldResult
from mlcore.cnn.settings import CnnSettings, ReceptiveCellSettings, ReceptiveFieldSettings
from mlcore.mnist.digits import load_digits
from pages.lessons.cnn.challenges import CHALLENGES
from pages.lessons.cnn.charts import convolution, light, receptive_field
from pages.lessons.cnn.charts import receptive_cell as bench_charts
from pages.ui import chart, drawing, formula, live, player, replay, runs
from pages.ui.context import t
from pages.ui.controls import Controls, set_widgets
from pages.ui.lesson import Page
from pages.ui.visit import fragment
from workers.tasks import Task

MILLISECONDS_PER_PLACE = 60
EXAMPLE = 1850
"""Number of the digit, a 3, of which the layers see parts."""


def main() -> None:
    page = Page("cnn", CHALLENGES)
    page.predict(ReceptiveCellSettings, "position")
    cat, sliding, parts = page.tabs(cell=ReceptiveCellSettings, kernel=CnnSettings, field=ReceptiveFieldSettings)
    with cat:
        cell = show_lights(page)
    with sliding:
        kernel = slide_kernel(page)
    with parts:
        seen = widen(page)
    page.close(cell, kernel, seen)


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
            with controls.group("position", stimulus == "bar"):
                controls.widget("position")
            controls.widget("angle")
            controls.widget("width")
        with controls.group("disc", stimulus == "disc"):
            controls.widget("radius")
        with st.expander(t("Another cell"), icon=":material/tune:"):
            controls.seed()
    settings = controls.settings()
    result = receptive_cell.run(settings)
    live.signal_elements(controls, "angle", "position", "width", "radius")
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
    """Show the light on the cell, where the hand moves it, or as a replay where it moves by itself."""
    stimulus, words = result.settings.stimulus, bench_charts.alt_text(result)
    if stimulus == "moving bar":
        replay.show(
            bench_charts.draw(result),
            range(len(result.lights)),
            key="cnn.sweep",
            name=t("The cell's response while the light moves"),
            words=words,
            unit=t("Moment"),
        )
    else:
        chart.show(light.draw(result), key=f"cnn.{stimulus}", name=t("The light and the cell"), words=words)


@fragment
def slide_kernel(page: Page) -> CnnSettings:
    """Show a convolution step by step, and compare it with PyTorch."""
    stage = page.stage(CnnSettings)
    controls = Controls(CnnSettings)
    with stage.choices, st.container(horizontal=True, gap="small"):
        offer_kernels(controls)
    with stage.controls:
        cells = st.container(key="_cells.cnn", gap="xxsmall")
        controls.widget("padding")
        for place, name in zip(st.columns(2), ("stride", "dilation"), strict=True):
            with place:
                controls.widget(name)
        with st.expander(t("Another image, kernel as text"), icon=":material/draw:"):
            controls.widget("kernel")
            controls.widget("digit")
            controls.widget("sample")
            drawing.pad(controls, "drawing")
            st.caption(page.prose("draw"))
    settings = controls.settings()
    with cells:
        offer_cells(controls.key("kernel"), settings)
    live.signal_elements(controls)
    result = cnn.run(settings)
    spec = convolution.draw(result)
    words = convolution.alt_text(result)
    with stage.picture:
        show_places(result, spec, words)
    page.check(settings, result)
    why, three, code = st.tabs([t("Why"), t("Padding, stride, dilation"), t("Program")])
    with why:
        st.markdown(page.prose("slide"))
        explain(page, result)
    with three:
        st.markdown(page.prose("three"))
        explain_size(page, result)
    with code:
        page.program(settings, result)
    return settings


def show_places(result: cnn.ConvolutionResult, spec: dict, words: str) -> None:
    """Show the kernel at its strongest place; a player, or a click on the map, moves it."""
    labels, name = convolution.labels(result), t("The kernel on the image")
    with replay.frames(spec, range(len(labels)), "cnn.convolution", name, words, convolution.drags()) as signal_id:
        start = result.row * result.output.shape[1] + result.column
        player.show(signal_id, labels, name, replay.fingerprint(spec), MILLISECONDS_PER_PLACE, start)


def offer_kernels(controls: Controls[CnnSettings]) -> None:
    """Show a button for each well-known kernel."""
    for name, label in convolution.kernel_names().items():
        st.button(label, key=f"_kernel.{name}", on_click=take_kernel, args=(controls.key("kernel"), name))


def take_kernel(key: str, name: str) -> None:
    """Set the kernel to a well-known one."""
    set_widgets({key: cnn.KERNELS[name]})


def offer_cells(key: str, settings: CnnSettings) -> None:
    """Show the nine numbers of the kernel, each to be changed by itself."""
    rows = cnn.kernel_matrix(settings.kernel).tolist()
    for i, row in enumerate(rows):
        with st.container(horizontal=True, gap="xsmall"):
            for j, weight in enumerate(row):
                st.session_state[cell_key(i, j)] = weight
                st.number_input(
                    t("Row {row}, column {column} of the kernel").format(row=i + 1, column=j + 1),
                    -9.0,
                    9.0,
                    step=1.0,
                    format="%.4g",
                    key=cell_key(i, j),
                    label_visibility="collapsed",
                    width=76,
                    on_change=take_cells,
                    args=(key,),
                )


def cell_key(row: int, column: int) -> str:
    """Return the key of one of the nine numbers."""
    return f"_cell.cnn.{row}.{column}"


def take_cells(key: str) -> None:
    """Put the nine numbers into the setting of the kernel; an empty one is 0."""
    rows = [[st.session_state[cell_key(i, j)] or 0 for j in range(3)] for i in range(3)]
    set_widgets({key: " / ".join(" ".join(f"{weight:g}" for weight in row) for row in rows)})


def explain(page: Page, result: cnn.ConvolutionResult) -> None:
    """Show the sum of the strongest place."""
    pixels, weights = result.patch.ravel(), result.kernel.ravel()
    names = [rf"\cdot {pixel:.2f}" for pixel in pixels]
    page.why(
        row=result.row,
        column=result.column,
        sum=formula.weighted_sum(weights.tolist(), names, 0.0).removesuffix(" + 0.00"),
        strongest=f"{round(result.strongest, 2) + 0.0:.2f}",
        places=f"{result.output.size:,}",
        dense=f"{28 * 28 * result.output.size:,}",
    )


def explain_size(page: Page, result: cnn.ConvolutionResult) -> None:
    """Show the size of the map by the formula and by PyTorch."""
    s = result.settings
    rows, across = result.output.shape
    torch_says = runs.compute(Task(convolve_by_torch, s, keep=runs.keep_of(s)))
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
        result: ReceptiveFieldResult | None = runs.compute(runs.task_of(settings), settings.slug)
        if result is not None:
            images, _ = load_digits()
            spec = receptive_field.draw(result, images[EXAMPLE])
            words = receptive_field.alt_text(result)
            chart.show(spec, key="cnn.receptive_field", name=t("Receptive field of one unit"), words=words)
    page.check(settings, result)
    why, read = st.tabs([t("Why"), t("How to read it")])
    with why:
        st.markdown(page.prose("receptive field"))
    with read:
        st.markdown(page.prose("read receptive field"))
    return settings


main()
