"""A neuron by hand in a real browser: the picture follows the sliders, and the sliders what is dragged in it."""

import re

import pytest
from playwright.sync_api import expect

from mlcore.logic_gates.truth_tables import TRUTH_TABLES
from pages.lessons.logic_gates.charts.hand import PLANE, REACH
from pages.ui.charts import theme
from tests.support.access import PHONE, SCROLLED
from tests.support.browser import wait_for_look

LINK = "logic_gates?logic_gates.w2=1&logic_gates.b=-1"
SUM = """canvas => new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)
    .reduce((sum, colour) => (Math.imul(sum, 31) + colour) | 0, 7)"""
"""A checksum of what is drawn."""

BOX = """(canvas, colours) => {
    const { width, height } = canvas;
    const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
    const [xs, ys] = [[], []];
    for (let i = 0; i < data.length; i += 4) {
        const colour = "#" + [0, 1, 2].map(k => data[i + k].toString(16).padStart(2, "0")).join("");
        if (colours.includes(colour)) { xs.push((i / 4) % width); ys.push(Math.floor(i / 4 / width)); }
    }
    const ends = list => list.reduce(([low, high], at) => [Math.min(low, at), Math.max(high, at + 1)], [1e9, 0]);
    const scale = width / canvas.clientWidth;
    return [...ends(xs), ...ends(ys)].map(pixel => pixel / scale);
}"""
"""Left, right, top and bottom of the plane in its picture, by its two colours."""


class Picture:
    """The picture of a visitor at the neuron by hand, and what the browser sends to the server from then on."""

    def __init__(self, visitor) -> None:
        self.visitor = visitor
        self.sent = visitor.listen()
        visitor.open(LINK)
        self.canvas = visitor.page.get_by_test_id("stVegaLiteChart").locator("canvas").first
        expect(self.canvas).to_be_visible()
        visitor.bring(self.canvas)
        self.sent.clear()

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a place of the plane is on the screen."""
        left, right, top, bottom = self.canvas.evaluate(BOX, [theme.FIRES, theme.SILENT])
        box = self.canvas.bounding_box()
        across, up = ((place - PLANE[0]) / (PLANE[1] - PLANE[0]) for place in (x, y))
        return box["x"] + left + across * (right - left), box["y"] + bottom + up * (top - bottom)

    def drawn(self) -> int:
        return self.canvas.evaluate(SUM)

    def changed(self, before: int) -> int:
        """Wait until the picture is another one."""
        wait_for_look(self.canvas, SUM, lambda now: now != before)
        return self.drawn()

    def stands(self, **values: str) -> None:
        """Wait until the sliders and the address have come to some values."""
        names = {"w1": "Weight w₁", "w2": "Weight w₂", "b": "Bias b"}
        for name, value in values.items():
            expect(self.visitor.slider(names[name])).to_have_value(value)
            expect(self.visitor.page).to_have_url(re.compile(rf"logic_gates\.{name}={re.escape(value)}\b"))


@pytest.fixture
def picture(tab):
    return Picture(tab())


PORTS = """() => {
    const [names, seen] = [["w1", "w2", "b"], new Set()];
    window.seen = seen;
    const look = () => {
        seen.add(names.map(name => document.getElementById("logic_gates-" + name)?.value).join(" "));
        requestAnimationFrame(look);
    };
    window.look = () => { seen.clear(); look(); };
}"""
"""Collect where the picture stands from ``look`` on."""


def drag(picture: Picture, *places: tuple[float, float]) -> None:
    """Drag something with the mouse; the picture must follow each move without the server."""
    picture.visitor.page.evaluate(PORTS)
    mouse = picture.visitor.page.mouse
    (start, *others), before = [picture.at(*place) for place in places], picture.drawn()
    mouse.move(*start)
    mouse.down()
    for place in others:
        mouse.move(*place)
        before = picture.changed(before)
    assert picture.sent == []
    picture.visitor.page.evaluate("look()")
    mouse.up()


def stayed(picture: Picture) -> None:
    """After a drag the picture must not go back while the server has not moved the sliders."""
    picture.visitor.rest()
    assert picture.visitor.page.evaluate("seen.size") == 1


def test_the_picture_follows_a_slider_while_it_is_held(picture):
    """The picture changes with each move of a slider that is still held, without the server."""
    page = picture.visitor.page
    track = picture.visitor.bring(page.get_by_role("group", name="Bias b", exact=True).locator("[data-orientation]"))
    x, y = track["x"] + track["width"] / 3, track["y"] + track["height"] / 2
    before = picture.drawn()
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(x - 0.04 * step * track["width"], y)
        before = picture.changed(before)
    assert picture.sent == []
    page.mouse.up()
    picture.stands(b="-2.9")
    picture.visitor.says("w2 = 1, b = -2.9.")


def test_the_line_is_dragged_and_takes_the_bias_with_it(picture):
    """Dragging the line moves the slider of the bias, and the line does not jump back afterwards."""
    drag(picture, *[(0.5 + 0.05 * step, 0.5 + 0.05 * step) for step in range(9)])
    picture.stands(b="-1.8")
    picture.visitor.says("w1 = 1, w2 = 1, b = -1.8.")
    stayed(picture)


def test_the_line_is_turned_at_the_tip_of_its_arrow(picture):
    """Both weights must follow one hand."""
    drag(picture, *[(REACH * (1 + 0.2 * step), REACH * (1 - 0.3 * step)) for step in range(9)])
    picture.stands(w1="2.6", w2="-1.4")
    picture.visitor.says("w1 = 2.6, w2 = -1.4, b = -1.")
    stayed(picture)


def test_a_finger_drags_the_line_and_scrolls_beside_it(tab):
    """A finger on the line drags it and does not scroll; next to the line it scrolls and turns nothing."""
    picture = Picture(tab(**PHONE))
    page = picture.visitor.page
    touch = page.context.new_cdp_session(page)

    def finger(*places: tuple[float, float]) -> None:
        points = [picture.at(*place) for place in places]
        for kind, (x, y) in zip(["touchStart", *["touchMove"] * (len(points) - 1)], points, strict=True):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
            picture.visitor.next_frame()
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    before = page.evaluate(SCROLLED)
    finger(*[(0.5, 0.5 + 0.1 * step) for step in range(9)])
    picture.stands(b="-1.8")
    assert page.evaluate(SCROLLED) == before
    finger(*[(0.3, 0.4 + 0.1 * step) for step in range(9)])
    page.wait_for_function(f"before => ({SCROLLED})() > before + 50", arg=before)
    picture.visitor.rest()
    picture.stands(b="-1.8")


def test_a_click_on_a_tile_chooses_its_gate(tab):
    """A click on a tile chooses its gate, so nobody has to look for it among sixteen words."""
    visitor = tab().open("logic_gates")
    visitor.open_tab("All sixteen gates")
    number = list(TRUTH_TABLES).index("XOR")
    chart = visitor.page.get_by_test_id("stVegaLiteChart").filter(has_text="no line")
    chart.locator(".mark-rect").last.locator("path").nth(number).click()
    visitor.says("Plane with the four points of XOR")
    expect(visitor.page).to_have_url(re.compile(r"logic_gates\.gate=XOR\b"))
    expect(chart).to_contain_text("▸ XOR")
