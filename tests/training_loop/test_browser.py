"""The stepper and its player in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def opened(shared_tab):
    """A page on which the program can be stepped through."""
    page = shared_tab().open("training_loop").page
    expect(page.locator(".stepper li.now").first).to_be_visible()
    expect(page.get_by_text("The download prints this")).to_be_attached()
    return page


def line(page: Page) -> str:
    """Return the line that is marked."""
    return page.locator(".stepper li.now").inner_text().strip()


def to(page: Page, code: str) -> None:
    """Step on until a line is marked."""
    forward = page.get_by_role("button", name="One step on")
    while code not in line(page):
        forward.click()


def test_it_opens_where_the_loop_begins(opened):
    assert line(opened) == "model.train()"


def test_backward_changes_gradients_and_step_changes_weights(opened):
    to(opened, "loss.backward()")
    changed = opened.locator(".stepper tr.changed th").all_inner_texts()
    assert changed
    assert all(name.endswith(".grad") for name in changed)
    to(opened, "optimizer.step()")
    changed = opened.locator(".stepper tr.changed th").all_inner_texts()
    assert changed
    assert not any(name.endswith(".grad") for name in changed)


def test_the_shapes_of_a_batch_stand_in_a_row(opened):
    opened.get_by_role("slider", name="Steps of the program").press("Home")
    to(opened, "loss = loss_function(pred_y, true_y)")
    shapes = " ".join(opened.locator(".stepper .chip").all_inner_texts())
    assert re.search(r"\(64, 1, 28, 28\).*\(64, 28, 28\).*\(64, 784\).*\(64, 200\).*\(64, 10\)", shapes)


def test_the_player_listens_to_keys_and_its_slider_ends_at_the_last_line(opened):
    slider = opened.get_by_role("slider", name="Steps of the program")
    slider.focus()
    slider.press("End")
    expect(opened.get_by_role("button", name="One step on")).to_have_attribute("aria-disabled", "true")
    slider.press("Home")
    expect(opened.get_by_role("button", name="One step back")).to_have_attribute("aria-disabled", "true")
    opened.get_by_role("button", name="One step on").focus()
    opened.keyboard.press("ArrowRight")
    expect(slider).to_have_value("1")
    opened.keyboard.press("ArrowLeft")
    expect(slider).to_have_value("0")


def test_play_goes_on_by_itself_and_pause_stops_it(opened):
    opened.get_by_role("slider", name="Steps of the program").press("Home")
    opened.get_by_label("Speed").select_option("4")
    opened.get_by_role("button", name="Play").click()
    slider = opened.get_by_role("slider", name="Steps of the program")
    expect(slider).not_to_have_value("0")
    opened.get_by_role("button", name="Pause").click()
    expect(opened.get_by_role("button", name="Play")).to_be_visible()


def test_a_listener_hears_the_line_and_what_it_changed(opened):
    to(opened, "optimizer.step()")
    expect(opened.locator(".stepper [role=status]")).to_have_text(
        re.compile(r"^Line \d+: optimizer\.step\(\)\. Changed: model\.linear1\.weight, .*model\.linear2\.bias$")
    )
