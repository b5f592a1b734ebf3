"""Inside a trained CNN: moved digits, channels and pooling, occlusion, and pixels that fool it."""

from dataclasses import replace
from functools import partial

import streamlit as st

from mlcore.common.statistics import CHANCE, sign_test
from mlcore.inside_cnn import channels
from mlcore.inside_cnn.results import FoolingResult, OcclusionResult, ShiftedDigitsResult
from mlcore.inside_cnn.settings import FoolingSettings, OcclusionSettings, ShiftedDigitsSettings
from mlcore.mnist.pretrained import pretrained_networks
from pages.lessons.inside_cnn.challenges import CHALLENGES
from pages.lessons.inside_cnn.charts import channels as channel_charts
from pages.lessons.inside_cnn.charts import feature_maps, fooling, occlusion, shifted_digits
from pages.lessons.inside_cnn.state import ChannelState, FollowedDigitState, ShiftState
from pages.ui import chart, live, pick, runs
from pages.ui.context import counted, t
from pages.ui.controls import Controls, set_widgets
from pages.ui.lesson import Page
from pages.ui.percent import of_hundred, percent
from pages.ui.visit import fragment

NETWORK = pretrained_networks()["CNN"]
"""The trained CNN that comes with the app; the digits lesson shows how it was trained."""


def main() -> None:
    page = Page("inside_cnn", CHALLENGES)
    page.predict(ShiftedDigitsSettings)
    shifted, inside, covered, fooled = page.tabs(
        shift=(ShiftState, ShiftedDigitsSettings),
        channels=(FollowedDigitState, ChannelState),
        occlusion=OcclusionSettings,
        fool=FoolingSettings,
    )
    with shifted:
        moved, trained = move_digits(page)
    with inside:
        channel, digit = add_up(page)
    with covered:
        patch = cover(page)
    with fooled:
        change = fool(page)
    page.close(moved, trained, digit, channel, patch, change)


@fragment
def move_digits(page: Page) -> tuple[ShiftState, ShiftedDigitsSettings]:
    """Compare an MLP and a CNN on shifted digits and on permuted pixels."""
    stage = page.stage(ShiftedDigitsSettings, ShiftState)
    marked, controls = Controls(ShiftState), Controls(ShiftedDigitsSettings)
    with stage.controls:
        marked.widget("shift")
        with st.expander(t("More settings"), icon=":material/tune:"):
            controls.widget("epochs")
            controls.seed("seed")
            controls.seed("data_seed")
    state, settings = marked.settings(), controls.settings()
    with stage.picture:
        # Not by itself, though it may be there already: it answers the prediction.
        result: ShiftedDigitsResult | None = runs.on_demand(
            settings,
            t("Train four networks"),
            runs.on_train,
            controls.linked,
            draw=partial(draw_moved, state.shift),
            before=partial(draw_preview, state.shift),
        )
    page.note(settings, result)
    page.check(state, result, ShiftedDigitsSettings.slug)
    why, read, code = st.tabs([t("Why"), t("How to read it"), t("Program")])
    with why:
        st.markdown(page.prose("shift"))
    with code:
        page.program(settings, result)
    with read:
        if result is None:
            st.caption(page.prose("untrained"))
        else:
            st.markdown(page.prose("read shift", **moved_numbers(result, state.shift)))
            st.markdown(compared(page, result, state.shift))
    return state, settings


def draw_preview(shift: int) -> None:
    """Show a digit, the same moved, and with its pixels permuted."""
    words = shifted_digits.preview_alt(shift)
    chart.show(shifted_digits.preview(shift), key="inside_cnn.preview", name=t("Moved and permuted"), words=words)


def draw_moved(shift: int, result: ShiftedDigitsResult) -> None:
    """Show the networks as far as they are."""
    spec, words = shifted_digits.draw(result, shift), shifted_digits.alt_text(result, shift)
    chart.show(spec, key="inside_cnn.shift", name=t("Accuracy on moved digits"), words=words)


def moved_numbers(result: ShiftedDigitsResult, shift: int) -> dict[str, object]:
    """Return what both networks take the example for, and their sizes."""
    return {
        "shift": counted(shift, t("1 pixel"), t("{count} pixels")),
        "label": result.example_label,
        "mlp": result.example_predictions["mlp"][shift],
        "cnn": result.example_predictions["cnn"][shift],
        "mlp_parameters": f"{result.parameters['mlp']:,}",
        "cnn_parameters": f"{result.parameters['cnn']:,}",
    }


def compared(page: Page, result: ShiftedDigitsResult, shift: int) -> str:
    """Say pair by pair which network reads more of the moved digits, and whether that may be chance."""
    mlp, cnn = (int(result.only[name][shift]) for name in ("mlp", "cnn"))
    p_value = sign_test(mlp, cnn)
    section = "pairs chance" if p_value >= CHANCE else "pairs clear"
    said = page.prose("pairs", mlp=mlp, cnn=cnn), page.prose(section, times=of_hundred(p_value))
    return " ".join(said)


@fragment
def add_up(page: Page) -> tuple[ChannelState, FollowedDigitState]:
    """Follow one digit through the network, and one number of its second layer back to its parts."""
    stage = page.stage(FollowedDigitState, ChannelState)
    about, place = Controls(FollowedDigitState), Controls(ChannelState)
    with stage.controls:
        for name in ("filter", "row", "column"):
            place.widget(name)
        with st.expander(t("Another digit"), icon=":material/draw:"):
            for name in ("digit", "sample"):
                about.widget(name)
    digit, state = about.settings(), place.settings()
    parts = None
    with stage.picture:
        maps = OcclusionSettings(digit=digit.digit, sample=digit.sample)
        answer: OcclusionResult | None = runs.compute(runs.task_of(maps), "inside_cnn.channels")
        if answer is not None:
            parts = channels.run(
                answer.first_maps,
                NETWORK.state["conv2.weight"],
                NETWORK.state["conv2.bias"],
                state.filter - 1,
                state.row - 1,
                state.column - 1,
            )
            words = feature_maps.alt_text(answer)
            maps_chart = feature_maps.draw(answer, state.filter - 1)
            chart.show(maps_chart, key="inside_cnn.maps", name=t("Filters and feature maps"), words=words)
            pick.show(
                channel_charts.draw(parts, answer.second_maps),
                "inside_cnn.channels",
                t("One number of the second layer"),
                channel_charts.alt_text(parts),
                channel_charts.PICK,
                take_place,
            )
    page.check(digit, parts, "inside_cnn.channels")
    page.check(state, parts, "inside_cnn.channels")
    why, read = st.tabs([t("Why"), t("How to read it")])
    with why:
        st.markdown(page.prose("channels"))
        st.markdown(page.prose("trained on", parameters=f"{NETWORK.parameters:,}"))
    with read:
        st.markdown(page.prose("read channels"))
    return state, digit


def take_place(mark: dict) -> None:
    """Choose the place of the map that was clicked."""
    set_widgets({f"{ChannelState.slug}.{name}": int(mark[name]) for name in ("row", "column")})


@fragment
def cover(page: Page) -> OcclusionSettings:
    """Cover each place of a digit in turn."""
    stage = page.stage(OcclusionSettings)
    controls = Controls(OcclusionSettings)
    with stage.controls:
        for name in ("digit", "sample", "patch"):
            controls.widget(name)
    settings = controls.settings()
    with stage.picture:
        answer: OcclusionResult | None = runs.compute(runs.task_of(settings), "inside_cnn.occlusion")
        if answer is not None:
            words = occlusion.alt_text(answer)
            chart.show(occlusion.draw(answer), key="inside_cnn.occlusion", name=t("Occlusion map"), words=words)
            text = t(
                "With the patch there the network reads **{read}**; the right answer has a probability of {lowest}."
            )
            st.markdown(text.format(read=answer.read_there, lowest=percent(answer.lowest)))
    page.check(settings, answer, "inside_cnn.occlusion")
    (why,) = st.tabs([t("Why")])
    why.markdown(page.prose("occlusion"))
    return settings


@fragment
def fool(page: Page) -> FoolingSettings:
    """Move the pixels of a digit along the gradient, until the network reads what it is told to."""
    stage = page.stage(FoolingSettings)
    controls = Controls(FoolingSettings)
    with stage.choices:
        controls.widget("change")
    with stage.controls:
        for name in ("step", "target", "digit"):
            controls.widget(name)
        with st.expander(t("More settings"), icon=":material/tune:"):
            for name in ("steps", "sample"):
                controls.widget(name)
    settings = controls.settings()
    live.signal_elements(controls, "step")
    result: FoolingResult | None = None
    with stage.picture:
        answer: FoolingResult | None = runs.compute(runs.task_of(settings.reset("step")), "inside_cnn.fool")
        if answer is not None:
            result = replace(answer, settings=settings)
            words = fooling.alt_text(result)
            chart.show(fooling.draw(result), key="inside_cnn.fooling", name=t("A network that is fooled"), words=words)
    page.check(settings, result, "inside_cnn.fool")
    why, read, code = st.tabs([t("Why"), t("How to read it"), t("Program")])
    with why:
        page.why()
    with read:
        st.markdown(page.prose("read fool"))
    with code:
        st.markdown(page.prose("fool in code"))
    return settings


main()
