"""The pictures of the descent under the hand: while a slider is held, and when the start itself is dragged."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from mlcore.downhill.one_weight import ENDS, loss
from mlcore.downhill.settings import CURVES, OneWeightSettings
from pages.lessons.downhill.charts.one_weight import HEIGHTS, TOPS, WIDTHS
from pages.ui.charts import theme
from tests.support.browser import wait_for_look

LOOK = """canvas => new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)
    .reduce((sum, colour) => (Math.imul(sum, 31) + colour) | 0, 7)"""
"""A checksum of a picture."""

CORNER = """(canvas, card) => {
  const { width, height } = canvas;
  const colours = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  let [left, bottom] = [width, 0];
  for (let i = 0; i < colours.length; i += 4) {
    const colour = "#" + [0, 1, 2].map(k => colours[i + k].toString(16).padStart(2, "0")).join("");
    if (colour !== card) continue;
    left = Math.min(left, (i / 4) % width);
    bottom = Math.max(bottom, Math.floor(i / 4 / width) + 1);
  }
  const box = canvas.getBoundingClientRect();
  return [box.x + left * box.width / width, box.y + bottom * box.height / height];
}"""
"""The lower left corner of the picture's first view on the screen, by the colour of its ground."""

SIGNAL = "field => document.getElementById(`downhill-${field}`)?.value"


class Descent:
    """A visitor at the picture of one weight, and what the browser sends to the server from then on."""

    def __init__(self, visitor, link: str = "downhill") -> None:
        self.visitor = visitor
        self.sent = visitor.listen()
        visitor.open(link)
        expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
        self.canvas = visitor.page.get_by_test_id("stVegaLiteChart").locator("canvas").first
        expect(self.canvas).to_be_visible()
        visitor.bring(self.canvas)
        self.sent.clear()

    def signal(self, field: str) -> float:
        """Return the number that the picture shows of a field."""
        return float(self.visitor.page.evaluate(SIGNAL, field))

    def start(self, w: float) -> tuple[float, float]:
        """Return where the start with some weight is on the screen."""
        left, bottom = self.canvas.evaluate(CORNER, theme.NEUTRAL)
        up = loss(w, CURVES["one valley"]) / TOPS["one valley"]
        return left + (w - ENDS[0]) / (ENDS[1] - ENDS[0]) * WIDTHS[3], bottom - float(up) * HEIGHTS[3]


@pytest.fixture
def descent(tab):
    return Descent(tab(viewport={"width": 1366, "height": 1000}))


def test_the_picture_follows_the_learning_rate_while_its_slider_is_held(descent):
    """The steps change while the slider is still held, without the server, so the effect of a larger rate is seen."""
    page = descent.visitor.page
    group = page.get_by_role("group", name="Learning rate η", exact=True).locator("visible=true")
    box = descent.visitor.bring(group.locator("[data-orientation]"))
    share = (OneWeightSettings().learning_rate - 0.01) / 0.69
    x, y = box["x"] + share * box["width"], box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    seen = [descent.canvas.evaluate(LOOK)]
    for move in range(1, 7):
        before = descent.signal("learning_rate")
        page.mouse.move(x + 12 * move, y)
        page.wait_for_function(f"before => Number(({SIGNAL})('learning_rate')) > before", arg=before)
        descent.visitor.next_frame()
        descent.visitor.next_frame()
        seen.append(descent.canvas.evaluate(LOOK))
    assert descent.sent == []
    assert sum(now != then for then, now in pairwise(seen)) >= 5
    rate = descent.signal("learning_rate")
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"downhill\.learning_rate={re.escape(f'{rate:g}')}\b"))


def test_the_start_is_dragged_and_the_link_carries_it(descent, tab):
    """Dragging the start moves its slider too, and the link shows another visitor the same start."""
    page = descent.visitor.page
    x, y = descent.start(OneWeightSettings().w)
    page.mouse.move(x, y)
    expect(descent.canvas).to_have_css("cursor", "grab")
    before = descent.canvas.evaluate(LOOK)
    page.mouse.down()
    for move in range(1, 6):
        page.mouse.move(x + 20 * move, y)
        descent.visitor.next_frame()
    page.wait_for_function(f"() => Number(({SIGNAL})('w')) > -0.3")
    wait_for_look(descent.canvas, LOOK, lambda now: now != before)
    assert descent.sent == []
    w = descent.signal("w")
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"downhill\.w={re.escape(f'{w:g}')}(&|$)"))
    expect(descent.visitor.slider("Start weight w₀").locator("visible=true")).to_have_value(f"{w:g}")
    words = f"From the start at w = {w:g} ".replace("-", "−")
    descent.visitor.says(words)
    other = tab().open(page.url.removeprefix(f"{descent.visitor.url}/"))
    other.says(words)


def test_one_more_step_is_one_click(descent):
    """The +1 button sets the picture, the words and the address to the same number of steps."""
    descent.visitor.page.get_by_role("button", name="+1").click()
    descent.visitor.says("the ball has taken 7 steps")
    expect(descent.visitor.page).to_have_url(re.compile(r"downhill\.steps=7\b"))
    assert descent.signal("steps") == 7
