"""The digits page in a browser: drawing by mouse, finger and keyboard, and clicks on the confusion matrix."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from mlcore.mnist import drawings
from mlcore.mnist.settings import EXAMPLE
from tests.support.access import PHONE, keyboard_to, serious, turn
from tests.support.browser import words

PATH = "mnist?mnist.epochs=1&mnist.model=linear"
ADDRESS = "() => new URL(location.href).searchParams.get('digit.drawing')"


def open_pad(visitor):
    """Open the page and return its pad when the page is complete."""
    visitor.open(PATH)
    visitor.page.get_by_role("tab", name="Draw a digit").click()
    pad = visitor.page.get_by_role("application", name="Drawing pad")
    expect(pad).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
    visitor.bring(pad)  # on a phone it may lie under the picture
    return pad


def address(visitor, other_than: str) -> str:
    """Wait until the address holds another drawing, and return its text."""
    visitor.page.wait_for_function(f"before => ({ADDRESS})() !== null && ({ADDRESS})() !== before", arg=other_than)
    return visitor.page.evaluate(ADDRESS)


def drawing(visitor, other_than: str = EXAMPLE) -> np.ndarray:
    """Wait until the address holds another drawing, and return it."""
    return drawings.decode(address(visitor, other_than))


def drawing_with(visitor, *rows: int) -> np.ndarray:
    """Wait until the address holds a drawing with ink in the middle of some rows, and return it."""
    text = address(visitor, EXAMPLE)
    while not (drawings.decode(text)[list(rows), 14] > 200).all():
        text = address(visitor, text)
    return drawings.decode(text)


def line(visitor, pad, *points: tuple[float, float]) -> None:
    """Draw a line with the mouse through points of the sheet, in its pixels from the left and from above."""
    pad.hover()  # waits until it stands still
    box = pad.bounding_box()
    places = [(box["x"] + x * box["width"] / 28, box["y"] + y * box["height"] / 28) for x, y in points]
    visitor.page.mouse.move(*places[0])
    visitor.page.mouse.down()
    for place in places[1:]:
        visitor.page.mouse.move(*place, steps=6)
    visitor.page.mouse.up()


def test_a_line_drawn_with_the_mouse_is_where_the_mouse_was(tab):
    """The ink is under the mouse, the example is gone, and the address holds the drawing."""
    visitor = tab()
    pad = open_pad(visitor)
    line(visitor, pad, (5, 10), (22, 10))
    image = drawing(visitor)
    rows, columns = np.nonzero(image > 200)
    assert set(rows) <= {9, 10}
    assert abs(columns.min() - 5) <= 1
    assert abs(columns.max() - 22) <= 1
    assert not image[14:].any()  # the first stroke cleared the example
    text = visitor.page.evaluate(ADDRESS)
    line(visitor, pad, (14, 12), (14, 25))
    more = drawing(visitor, other_than=text)
    assert more[24, 13:15].max() > 200
    assert (more[:11] >= image[:11]).all()  # the second stroke left the first one


def test_strokes_in_quick_succession_are_all_kept(tab):
    """The server's answer to the first stroke does not undo later strokes."""
    visitor = tab()
    pad = open_pad(visitor)
    for y in (4, 10, 16, 22):
        line(visitor, pad, (4, y), (24, y))
    visitor.page.wait_for_function(
        """pad => {
            const rows = [4, 10, 16, 22], data = pad.getContext("2d").getImageData(14, 0, 1, 28).data;
            return rows.every(row => data[4 * row] < 60);
        }""",
        arg=pad.element_handle(),
    )
    drawing_with(visitor, 4, 10, 16, 22)
    assert pad.evaluate("pad => pad.getContext('2d').getImageData(14, 22, 1, 1).data[0]") < 60


def test_a_link_restores_the_drawing_and_clear_takes_it_away(tab):
    """A link restores a drawing, and Clear removes it."""
    visitor = tab()
    line(visitor, open_pad(visitor), (5, 5), (20, 20))
    drawn = drawing(visitor)
    address = visitor.page.url.partition("/mnist")[0] + visitor.page.evaluate("location.pathname + location.search")
    other = tab()
    other.page.goto(address)
    pad = other.page.get_by_role("application", name="Drawing pad")
    expect(pad).to_be_visible()
    row, column = map(int, np.unravel_index(drawn.argmax(), drawn.shape))
    grey = f"pad => pad.getContext('2d').getImageData({column}, {row}, 1, 1).data[0]"
    other.page.wait_for_function(f"pad => ({grey})(pad) < 60", arg=pad.element_handle())
    other.page.get_by_role("button", name="Clear").click()
    expect(other.page.get_by_text("An empty sheet.")).to_be_visible()
    assert pad.evaluate(grey) == 255


def test_a_digit_can_be_drawn_with_a_finger_without_scrolling(tab):
    """A finger on the pad draws and does not scroll the page."""
    visitor = tab(**PHONE)
    pad = open_pad(visitor)
    box = pad.bounding_box()
    touch = visitor.page.context.new_cdp_session(visitor.page)

    def finger(kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", 0.5, 0.2)
    for step in range(1, 9):
        finger("touchMove", 0.5, 0.2 + 0.07 * step)
    finger("touchEnd")
    image = drawing(visitor)
    assert image[7:20, 13:15].max(axis=1).min() > 200
    assert pad.bounding_box()["y"] == pytest.approx(box["y"], abs=2)


def test_a_finger_can_scroll_past_the_pad_on_the_smallest_phone(tab):
    """There is space beside the pad for a swipe."""
    visitor = tab(**{**PHONE, "viewport": {"width": 320, "height": 640}})
    pad = open_pad(visitor)
    box = pad.bounding_box()
    beside = box["x"] + box["width"] + 20
    assert beside < 320 - 16
    touch = visitor.page.context.new_cdp_session(visitor.page)
    for step in range(10):
        point = {"x": beside, "y": box["y"] + box["height"] - 20 * step}
        kind = "touchMove" if step else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        visitor.next_frame()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    visitor.page.wait_for_function(
        "([pad, top]) => pad.getBoundingClientRect().top < top - 30", arg=[pad.element_handle(), box["y"]]
    )
    assert visitor.page.evaluate(ADDRESS) is None


def test_a_digit_can_be_drawn_with_the_keyboard_alone(tab):
    """Arrow keys move the pen; space and Enter put it down and lift it."""
    visitor = tab()
    pad = open_pad(visitor)
    keyboard_to(visitor.page, pad)
    keys = visitor.page.keyboard
    for key in ["ArrowUp"] * 6 + [" "] + ["ArrowDown"] * 12 + ["Enter", "ArrowRight", "ArrowRight"]:
        keys.press(key)
    expect(visitor.page.get_by_text("Pen lifted, row 20, column 16")).to_have_count(1)
    image = drawing_with(visitor, *range(8, 20))  # the first part may have been sent before the last
    assert image[8:20, 13:15].max(axis=1).min() > 200
    assert not image[:, 17:].any()  # the lifted pen draws nothing


def test_both_networks_answer_a_drawing(tab):
    """The bars follow the drawing."""
    visitor = tab()
    pad = open_pad(visitor)
    expect(words(visitor.page, "The CNN reads")).to_be_attached()
    line(visitor, pad, (14, 4), (14, 24))
    expect(words(visitor.page, re.compile("The MLP reads 1 .* The CNN reads 1"))).to_be_attached()
    expect(words(visitor.page, "looks most like: a 1, a 1, a 1")).to_be_attached()


def test_a_click_on_the_confusion_matrix_opens_its_digits(tab):
    """A click selects the cell and shows its digits."""
    visitor = tab()
    open_pad(visitor)
    visitor.page.get_by_role("tab", name="Mistakes").click()
    matrix = visitor.page.locator('[aria-label="Confusion matrix"]')
    expect(matrix).to_be_visible()
    matrix.locator(".mark-rect path").nth(10 * 2 + 2).click()
    expect(visitor.slider("Written")).to_have_value("2")
    expect(visitor.slider("Read as")).to_have_value("2")
    expect(words(visitor.page, "12 digits as images")).to_be_attached()


def test_axe_finds_nothing_serious_on_the_pad(tab):
    """The pad has enough contrast and named controls in both themes."""
    visitor = tab()
    open_pad(visitor)
    for scheme in ("light", "dark"):
        turn(visitor, scheme)
        assert serious(visitor.page, within=".st-key-_pad-digit-drawing") == [], scheme
