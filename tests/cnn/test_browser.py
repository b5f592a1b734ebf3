"""The sliding kernel and the drawing under it: what happens in the browser alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.access import PHONE
from tests.support.browser import words

SHOWN = """canvas => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer;
    return new Uint32Array(pixels).reduce((sum, colour) => (Math.imul(sum, 31) + colour) | 0, 7);
}"""
"""A checksum of the charts."""


class Convolution:
    """A visitor at the sliding kernel, and what the browser sends to the server from then on."""

    def __init__(self, visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.sent: list[str | bytes] = []
        self.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: self.sent.append(frame)))
        visitor.open("cnn")
        self.column, self.row = (
            self.page.locator(f'.vega-bindings input[name="{name}"]') for name in ("column", "row")
        )
        self.play = self.page.locator('.vega-bindings input[name="play"]')
        self.chart = self.page.get_by_test_id("stVegaLiteChart").filter(has=self.row)
        expect(self.row).to_be_visible()

    def shown(self) -> int:
        """Return what the charts look like."""
        return self.chart.locator("canvas").evaluate(SHOWN)


@pytest.fixture
def kernel(tab):
    return Convolution(tab())


def test_the_kernel_moves_by_keyboard_without_the_server(kernel):
    """A step changes the chart in the browser, and sends nothing to the server."""
    expect(kernel.page.get_by_role("button", name="Share")).to_be_visible()
    # While a network trains, the page asks how it is going.
    expect(kernel.page.get_by_role("progressbar")).to_have_count(0, timeout=300_000)
    expect(kernel.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    before, column = kernel.shown(), int(kernel.column.input_value())
    kernel.visitor.rest(1000)
    kernel.sent.clear()
    kernel.column.press("ArrowRight")
    expect(kernel.column).to_have_value(str(column + 1))
    kernel.page.wait_for_function(
        f"([canvas, before]) => ({SHOWN})(canvas) !== before",
        arg=[
            kernel.chart.locator("canvas").element_handle(),
            before,
        ],
    )
    assert kernel.sent == []


def test_play_goes_on_in_the_next_row_at_the_end_of_one(kernel):
    """Play continues with the next row."""
    row = int(kernel.row.input_value())
    kernel.column.press("End")
    kernel.play.check()
    expect(kernel.row).to_have_value(str(row + 1))
    kernel.play.uncheck()


def test_a_stroke_takes_the_digits_place(kernel):
    page = kernel.page
    page.get_by_text("Another image: a digit or your own drawing").click()
    pad = page.get_by_role("application", name=re.compile("Drawing pad"))
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 30, steps=8)
    page.mouse.up()
    expect(words(page, "slides over a drawing")).to_be_attached()
    expect(page).to_have_url(re.compile(r"cnn\.drawing=\w+"))


def test_on_a_phone_both_sliders_of_the_kernel_are_in_reach(tab):
    """The slider of the row is not beyond the right edge of the screen."""
    kernel = Convolution(tab(**PHONE))
    for slider in (kernel.column, kernel.row):
        box = slider.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert kernel.page.evaluate("document.documentElement.scrollWidth") <= 390
