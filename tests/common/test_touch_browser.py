"""Sliders under a finger."""

import pytest
from playwright.sync_api import expect

from tests.support.access import PHONE, SCROLLED


@pytest.fixture
def phone(tab):
    """A visitor on a phone, with a finger."""
    visitor = tab(**PHONE)
    touch = visitor.page.context.new_cdp_session(visitor.page)

    def finger(*places: tuple[float, float]) -> None:
        for kind, (x, y) in zip(["touchStart", *["touchMove"] * (len(places) - 1)], places, strict=True):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
            visitor.next_frame()
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    return visitor, finger


def track(visitor, name: str) -> dict[str, float]:
    """Bring a slider into the middle of the screen and return the box of its track."""
    expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
    group = visitor.page.get_by_role("group", name=name, exact=True)
    return visitor.bring(group.locator("[data-orientation]"))


def scrolled(visitor) -> float:
    return visitor.page.evaluate(SCROLLED)


@pytest.mark.parametrize("share", [0.2, 2 / 3], ids=["track", "thumb"])
def test_a_swipe_over_a_slider_scrolls_and_leaves_its_value(phone, share):
    """On a phone, a swipe that starts on a slider scrolls the page and does not change the experiment."""
    visitor, finger = phone
    visitor.open("neuron")
    box = track(visitor, "Weight w₁")
    before, x, y = scrolled(visitor), box["x"] + share * box["width"], box["y"] + box["height"] / 2
    finger(*[(x + step, y - 25 * step) for step in range(12)])
    visitor.page.wait_for_function(f"before => ({SCROLLED})() > before + 50", arg=before)
    expect(visitor.slider("Weight w₁")).to_have_value("1")
    visitor.rest()
    assert "w1" not in visitor.page.url


def test_a_finger_moves_a_slider_sideways_and_by_a_tap(phone):
    """A slider that lets the page scroll must still follow a finger."""
    visitor, finger = phone
    visitor.open("neuron")
    box = track(visitor, "Weight w₁")
    left, width, y = box["x"], box["width"], box["y"] + box["height"] / 2
    before = scrolled(visitor)
    finger(*[(left + width * (0.2 + 0.05 * step), y + step / 2) for step in range(13)])
    expect(visitor.slider("Weight w₁")).to_have_value("1.8")
    finger(*[(left + width * (0.8 - 0.05 * step), y) for step in range(9)])
    expect(visitor.slider("Weight w₁")).not_to_have_value("1.8")
    assert float(visitor.slider("Weight w₁").input_value()) < 0
    visitor.rest()  # the page has taken over the value
    visitor.page.touchscreen.tap(left + width * 0.75, y)
    expect(visitor.slider("Weight w₁")).to_have_value("1.5")
    assert scrolled(visitor) == before
