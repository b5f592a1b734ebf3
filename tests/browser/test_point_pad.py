"""Own points: set with the mouse and with the keyboard, in the link and in the run."""

import re

import pytest
from playwright.sync_api import expect

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


@pytest.fixture
def visitor(visit):
    visitor = visit().open(f"classification?{LINK}")
    expect(visitor.canvas).to_be_visible()
    return visitor


def text(visitor):
    return visitor.page.get_by_role("textbox", name="Your points")


def pad(visitor):
    return visitor.page.get_by_role("application")


def click(visitor, x1: float, x2: float) -> None:
    """Click on a point of the plane, whose view reaches from -3.2 to 3.2."""
    pad(visitor).scroll_into_view_if_needed()
    box = pad(visitor).bounding_box()
    place = {"x": box["width"] * (x1 + 3.2) / 6.4, "y": box["height"] * (3.2 - x2) / 6.4}
    pad(visitor).click(position=place)


def test_a_click_sets_a_point_of_the_chosen_class_and_a_second_one_takes_it_away(visitor):
    """A plane turned upside down, or a class that is not the one chosen."""
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


def test_a_plane_that_was_cleared_waits_for_points_and_then_trains_on_them(visitor):
    """An empty plane would be filled with the example again, or end in an error."""
    visitor.page.get_by_role("button", name="Clear").click()
    expect(visitor.page.get_by_text("This cannot be used")).to_be_visible()
    click(visitor, -1, 1)
    visitor.page.get_by_role("radio", name="● b").click()
    click(visitor, 1, 1)
    expect(text(visitor)).to_have_value("a-1,1 b1,1")
    expect(visitor.page.get_by_text("This cannot be used")).to_be_hidden()
    visitor.page.get_by_role("button", name="Train", exact=True).click()
    expect(visitor.page.get_by_text("These pictures belong to the earlier settings")).to_be_hidden()
    visitor.says("learning own from 60 points")


def test_points_that_are_typed_appear_on_the_plane(visitor):
    text(visitor).fill("a0,0 b1,1 c-1,-1 c2,2")
    text(visitor).press("Enter")
    expect(pad(visitor).locator(".point")).to_have_count(4)
