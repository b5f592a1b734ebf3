"""The sliding kernel and the drawing under it: what happens in the browser alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.access import PHONE
from tests.support.browser import wait_for_look, words

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
        self.sent = visitor.listen()
        visitor.open("cnn")
        self.page.get_by_role("tab", name="Sliding kernel").click()
        self.player = self.page.locator('[class*="st-key-_replay-cnn-convolution"]')
        self.slider = self.player.locator(".slider")
        self.canvas = self.player.locator("canvas")
        expect(self.slider).to_be_visible()
        expect(self.canvas).to_be_visible()

    def shown(self) -> int:
        """Return what the charts look like."""
        return self.canvas.evaluate(SHOWN)

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the kernel, as the player names them."""
        row, column = re.findall(r"\d+", self.player.locator(".at").inner_text())
        return int(row), int(column)


@pytest.fixture
def kernel(tab):
    return Convolution(tab())


def test_the_kernel_moves_by_keyboard_without_the_server(kernel):
    """A step changes the chart in the browser, and sends nothing to the server."""
    expect(kernel.page.get_by_role("button", name="Share")).to_be_visible()
    kernel.visitor.finish()
    before, (row, column) = kernel.shown(), kernel.place
    kernel.sent.clear()
    kernel.slider.press("ArrowRight")
    assert kernel.place == (row, column + 1)
    wait_for_look(kernel.canvas, SHOWN, lambda now: now != before)
    assert kernel.sent == []


def test_play_goes_on_in_the_next_row_at_the_end_of_one(kernel):
    """Play goes on in the next row when it comes to the end of one."""
    row = kernel.place[0]
    kernel.player.get_by_role("button", name="Play").click()
    kernel.page.wait_for_function(
        "([at, row]) => Number(/\\d+/.exec(at.textContent)[0]) > row",
        arg=[kernel.player.locator(".at").element_handle(), row],
    )
    kernel.player.get_by_role("button", name="Pause").click()
    assert kernel.place[0] > row


def test_a_click_on_the_map_leads_there(kernel):
    """A click on the map moves the kernel to that place, so nobody has to play up to it."""
    kernel.slider.press("Home")
    assert kernel.place == (0, 0)
    box = kernel.visitor.bring(kernel.canvas)
    kernel.canvas.click(position={"x": box["width"] - 20, "y": 0.4 * box["height"]})
    kernel.page.wait_for_function(
        "at => Number(/\\d+/.exec(at.textContent)[0]) > 3",
        arg=kernel.player.locator(".at").element_handle(),
    )
    assert kernel.place[1] > 15


def test_a_stroke_takes_the_digits_place(kernel):
    page = kernel.page
    page.get_by_text("Another image, kernel as text").click()
    pad = page.get_by_role("application", name=re.compile("Drawing pad"))
    box = kernel.visitor.bring(pad)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 30, steps=8)
    page.mouse.up()
    expect(words(page, "slides over a drawing")).to_be_attached()
    expect(page).to_have_url(re.compile(r"cnn\.drawing=\w+"))


def test_on_a_phone_the_kernel_can_be_moved(tab):
    """No part of the player is beyond the right edge of the screen."""
    kernel = Convolution(tab(**PHONE))
    for part in (kernel.slider, kernel.player.locator(".at")):
        box = part.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert kernel.page.evaluate("document.documentElement.scrollWidth") <= 390


LIT = """canvas => {
    const { width, height } = canvas;
    const colours = canvas.getContext("2d").getImageData(0, 0, width, height).data;
    const found = [];
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        const at = 4 * (y * width + x);
        if (colours[at] === 255 && colours[at + 1] === 244 && colours[at + 2] === 200) found.push([x, y]);
      }
    }
    const box = canvas.getBoundingClientRect();
    const scale = box.width / width;
    const [left, right] = [0, 1].map((end) => Math[end ? "max" : "min"](...found.map(([x]) => x)) * scale + box.x);
    const middle = found.reduce((sum, [, y]) => sum + y, 0) / found.length;
    return [left, right, middle * scale + box.y];
}"""
"""Where the bar of light, which lies across the whole square, begins and ends, and its height on the screen."""


def test_the_bar_is_moved_and_turned_by_the_hand(tab):
    """Dragging the bar sets its position, and dragging its knob sets its angle, as the address shows."""
    visitor = tab(viewport={"width": 1366, "height": 1000})
    visitor.open("cnn")
    page, mouse = visitor.page, visitor.page.mouse
    expect(page.get_by_role("button", name="Share")).to_be_visible()
    canvas = page.locator(".stVegaLiteChart canvas").first
    expect(canvas).to_be_visible()
    visitor.finish()
    left, right, height = canvas.evaluate(LIT)
    middle, pixel = (left + right) / 2, (right - left) / 49
    mouse.move(middle, height)
    mouse.down()
    mouse.move(middle, height - 3 * pixel)
    mouse.move(middle, height - 8 * pixel)
    mouse.up()
    expect(page).to_have_url(re.compile(r"receptive_cell\.position=8"))
    knob = middle + 17 * pixel
    mouse.move(knob, height - 8 * pixel)
    mouse.down()
    mouse.move(knob, height - 12 * pixel)
    mouse.move(middle + 9 * pixel, height - 16 * pixel)
    mouse.up()
    expect(page).to_have_url(re.compile(r"receptive_cell\.angle=35"))
    expect(page).to_have_url(re.compile(r"receptive_cell\.position=8"))


def test_the_window_of_the_kernel_is_dragged_over_the_image(kernel):
    """The player and the sum follow, without the server."""
    page, mouse = kernel.page, kernel.page.mouse
    kernel.slider.press("Home")
    kernel.visitor.bring(kernel.canvas)
    red = kernel.canvas.evaluate(
        LIT.replace("255 &&", "209 &&")
        .replace("244 &&", "73 &&")
        .replace("=== 200", "=== 91")
        .replace("found.push([x, y])", "x < 0.25 * width && y > 20 && found.push([x, y])")
    )
    left, right, height = red
    middle, pixel = (left + right) / 2, 255 / 28
    mouse.move(middle, height)
    mouse.down()
    mouse.move(middle + 2 * pixel, height + pixel)
    mouse.move(middle + 7 * pixel, height + 4 * pixel)
    page.wait_for_function("at => /4\\D+7/.test(at.textContent)", arg=kernel.player.locator(".at").element_handle())
    mouse.up()
    assert kernel.place == (4, 7)
