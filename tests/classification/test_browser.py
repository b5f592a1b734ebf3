"""Own points, set with the mouse, by keyboard and by touch; they reach the link and the run."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.access import PHONE

LINK = "&".join(
    f"classification.{name}={value}"
    for name, value in {
        "dataset": "own",
        "points": "a-2,0+b2,0",
        "train_size": 60,
        "hidden": 8,
        "epochs": 20,
    }.items()
)


def phone(tab):
    """Open the page on a phone; return the visitor and a function that moves a finger over points of the pad.

    It returns how far the page was scrolled by that.
    """
    visitor = tab(**PHONE).open(f"classification?{LINK}")
    expect(visitor.canvas).to_be_visible()
    touch = visitor.page.context.new_cdp_session(visitor.page)

    def finger(*places: tuple[float, float]) -> float:
        box = visitor.bring(pad(visitor))
        before = scrolled(visitor)
        spots = [
            (box["x"] + box["width"] * (x + 3.2) / 6.4, box["y"] + box["height"] * (3.2 - y) / 6.4) for x, y in places
        ]
        for kind, spot in zip(["touchStart", *["touchMove"] * (len(spots) - 1)], spots, strict=True):
            point = dict(zip("xy", spot, strict=True))
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
            visitor.next_frame()
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        visitor.next_frame()
        return scrolled(visitor) - before

    return visitor, finger


def scrolled(visitor) -> float:
    return visitor.page.get_by_test_id("stMain").evaluate("main => main.scrollTop")


@pytest.fixture
def visitor(tab):
    visitor = tab().open(f"classification?{LINK}")
    expect(visitor.canvas).to_be_visible()
    return visitor


def text(visitor):
    return visitor.page.get_by_role("textbox", name="Your points")


def pad(visitor):
    return visitor.page.get_by_role("application")


def click(visitor, x1: float, x2: float) -> None:
    """Click on a point of the plane, whose view reaches from -3.2 to 3.2."""
    box = visitor.bring(pad(visitor))
    place = {"x": box["width"] * (x1 + 3.2) / 6.4, "y": box["height"] * (3.2 - x2) / 6.4}
    pad(visitor).click(position=place)


def test_a_click_sets_a_point_of_the_chosen_class_and_a_second_click_removes_it(visitor):
    """The point is where the click was and has the chosen class."""
    visitor.page.get_by_role("radio", name="▲ c").click()
    click(visitor, 1.5, -2)
    expect(text(visitor)).to_have_value("a-2,0 b2,0 c1.5,-2")
    visitor.page.wait_for_url(re.compile(r"c1\.5"))
    click(visitor, 1.5, -2)
    expect(text(visitor)).to_have_value("a-2,0 b2,0")


def test_points_are_set_by_keyboard_alone(visitor):
    pad(visitor).focus()
    for key in ("b", "ArrowRight", "ArrowUp", "ArrowUp", " "):
        visitor.page.keyboard.press(key)
    expect(text(visitor)).to_have_value("a-2,0 b2,0 b0.1,0.2")


def test_a_cleared_plane_waits_for_points_and_trains_on_them(visitor):
    """An empty plane stays empty and shows no error but a request for points."""
    visitor.page.get_by_role("button", name="Clear").click()
    expect(visitor.page.get_by_text("This cannot be used")).to_be_visible()
    click(visitor, -1, 1)
    visitor.page.get_by_role("radio", name="● b").click()
    click(visitor, 1, 1)
    expect(text(visitor)).to_have_value("a-1,1 b1,1")
    expect(visitor.page.get_by_text("This cannot be used")).to_be_hidden()
    visitor.page.get_by_role("button", name="Train", exact=True).click()
    expect(visitor.page.get_by_text("These pictures belong to the earlier settings")).to_have_count(0)
    visitor.says("learning own from 60 points")


def test_points_that_are_typed_appear_on_the_plane(visitor):
    text(visitor).fill("a0,0 b1,1 c-1,-1 c2,2")
    text(visitor).press("Enter")
    expect(pad(visitor).locator(".point")).to_have_count(4)


def test_a_plane_that_was_cleared_before_is_cleared_again(visitor):
    """Clear works a second time, although the pad sends the same as before, and typed points still appear."""
    clear = visitor.page.get_by_role("button", name="Clear")
    clear.click()
    expect(text(visitor)).to_have_value("")
    text(visitor).fill("a0,0 b1,1 c-1,-1 c2,2")
    text(visitor).press("Enter")
    expect(pad(visitor).locator(".point")).to_have_count(4)
    clear.click()
    expect(text(visitor)).to_have_value("")
    text(visitor).fill("a0,0 b1,1")
    text(visitor).press("Enter")
    expect(pad(visitor).locator(".point")).to_have_count(2)


def test_a_plane_without_points_can_be_cleared(visitor):
    """Clear on an empty plane, which the page does not answer, does not keep typed points from the pad."""
    clear = visitor.page.get_by_role("button", name="Clear")
    clear.click()
    expect(text(visitor)).to_have_value("")
    clear.click()
    visitor.rest(1000)  # longer than the pad waits before it sends
    text(visitor).fill("a0,0 b1,1")
    text(visitor).press("Enter")
    expect(pad(visitor).locator(".point")).to_have_count(2)


def test_a_point_that_is_dragged_moves(visitor):
    """A drag from an empty place changes nothing."""
    box = visitor.bring(pad(visitor))
    x, y = (lambda x1: box["x"] + box["width"] * (x1 + 3.2) / 6.4), box["y"] + box["height"] / 2
    visitor.page.mouse.move(x(-2), y)
    visitor.page.mouse.down()
    visitor.page.mouse.move(x(1), y - box["height"] / 6.4, steps=8)
    visitor.page.mouse.up()
    expect(text(visitor)).to_have_value("a1,1 b2,0")
    visitor.page.mouse.move(x(-1), y)
    visitor.page.mouse.down()
    visitor.page.mouse.move(x(-2), y, steps=4)  # from an empty place: nothing to move
    visitor.page.mouse.up()
    click(visitor, -1, -1)
    expect(text(visitor)).to_have_value("a1,1 b2,0 a-1,-1")


def test_a_swipe_that_starts_on_the_plane_scrolls_the_page_and_changes_nothing(tab):
    """A swipe on a phone sets no point."""
    visitor, finger = phone(tab)
    assert finger(*[(0, -1.5 + 0.4 * step) for step in range(12)]) > 30
    assert pad(visitor).locator(".point").count() == 2
    finger((0, 1))  # with which a point of the swipe would be sent
    expect(text(visitor)).to_have_value("a-2,0 b2,0 a0,1")


def test_a_finger_sets_a_point_and_drags_one(tab):
    """A tap sets a point and a drag moves one, without a scroll of the page."""
    visitor, finger = phone(tab)
    assert finger((0, 1)) == 0
    expect(text(visitor)).to_have_value("a-2,0 b2,0 a0,1")
    assert finger((-2, 0), (-2, 0.5), (-2, 1), (-2, 1.5), (-2, 2)) == 0
    expect(text(visitor)).to_have_value("a-2,2 b2,0 a0,1")


def test_shortcuts_and_other_keyboard_layouts_work(visitor):
    """Ctrl+C copies and chooses no class; the keys of a Korean keyboard choose classes."""
    plane, chosen = pad(visitor), visitor.page.get_by_role("radio", checked=True)
    plane.focus()
    press = """([key, code, ctrlKey]) => document.activeElement.shadowRoot.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key, code, ctrlKey, bubbles: true, cancelable: true}))"""
    unhindered = visitor.page.evaluate(press, ["c", "KeyC", True])
    assert unhindered
    expect(chosen.filter(has_text="a")).to_have_count(1)
    assert not visitor.page.evaluate(press, ["ㅠ", "KeyB", False])
    expect(chosen.filter(has_text="● b")).to_have_count(1)
    visitor.page.evaluate(press, ["Process", "KeyC", False])
    expect(chosen.filter(has_text="▲ c")).to_have_count(1)
    assert visitor.page.evaluate(press, ["b", "KeyN", True])
