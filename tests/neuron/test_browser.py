"""The pictures of the neuron under the hand: while a slider is held, and when they are dragged themselves."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.support.access import PHONE, SCROLLED
from tests.support.browser import wait_for_look

LOOK = """canvas => new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)
    .reduce((sum, colour) => (Math.imul(sum, 31) + colour) | 0, 7)"""
"""A checksum of a picture."""

SIGNAL = "field => document.getElementById(`neuron-${field}`)?.value"
RED, STEP = [209, 73, 91], 2
POINT = """([canvas, red, step]) => {
  const { width, height } = canvas;
  const colours = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  const found = [];
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const at = 4 * (y * width + x);
      if (red.every((value, channel) => colours[at + channel] === value)) found.push([x, y]);
    }
  }
  const box = canvas.getBoundingClientRect();
  const scale = box.width / width;
  const near = ([x, y]) => found.filter(([ownX, ownY]) => Math.hypot(x - ownX, y - ownY) * scale < 18);
  const largest = found.map(near).reduce((best, own) => (own.length > best.length ? own : best), []);
  const middle = (axis) => largest.reduce((sum, place) => sum + place[axis], 0) / largest.length;
  return [box.x + middle(0) * scale, box.y + middle(1) * scale];
}"""
"""The middle of the largest red point, which is that of the plane."""


def opened(visitor):
    """Open the page, wait until its pictures stand still, and bring the first one into sight."""
    visitor.open("neuron")
    expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
    visitor.page.wait_for_function(f"() => ({SIGNAL})('w1') === '1.0'")
    picture = visitor.page.locator(".stVegaLiteChart canvas").first
    expect(picture).to_be_visible()
    visitor.bring(picture)
    return picture


def signal(visitor, field):
    return float(visitor.page.evaluate(SIGNAL, field))


def point(visitor, picture):
    """Return where the red point of the plane is on the screen."""
    return visitor.page.evaluate(POINT, [picture.element_handle(), RED, STEP])


def test_both_pictures_follow_a_slider_while_it_is_held(tab):
    """Both pictures change while the slider is still held, and the browser asks the server nothing."""
    visitor = tab(viewport={"width": 1280, "height": 1400})
    sent = visitor.listen()
    picture = opened(visitor)
    charts = visitor.page.locator(".stVegaLiteChart canvas").nth(1)
    slider = visitor.page.get_by_role("group", name="Weight w₁", exact=True)
    box = visitor.bring(slider.locator("[data-orientation]"))
    start, middle = box["x"] + box["width"] * 4 / 6, box["y"] + box["height"] / 2
    sent.clear()
    mouse = visitor.page.mouse
    mouse.move(start, middle)
    mouse.down()
    seen = [(picture.evaluate(LOOK), charts.evaluate(LOOK))]
    for move in range(8):
        before = signal(visitor, "w1")
        mouse.move(start - 12 * (move + 1), middle)
        visitor.page.wait_for_function(f"before => Number(({SIGNAL})('w1')) < before", arg=before)
        visitor.next_frame()
        visitor.next_frame()
        seen.append((picture.evaluate(LOOK), charts.evaluate(LOOK)))
    assert sent == []
    for looks in zip(*seen, strict=True):
        assert sum(now != then for then, now in pairwise(looks)) >= 6
    mouse.up()
    expect(visitor.page).to_have_url(re.compile(r"neuron\.w1=-"))
    assert float(visitor.slider("Weight w₁").input_value()) == signal(visitor, "w1")


def test_dragging_the_point_moves_picture_sliders_and_link(tab):
    """The sliders are not the only way: the point itself can be taken by the hand."""
    visitor = tab()
    picture = opened(visitor)
    visitor.page.get_by_text("The input point").click()
    x, y = point(visitor, picture)
    mouse = visitor.page.mouse
    mouse.move(x, y)
    expect(picture).to_have_css("cursor", "grab")
    mouse.down()
    before = picture.evaluate(LOOK)
    for move in range(1, 6):
        mouse.move(x - 10 * move, y - 10 * move)
    visitor.page.wait_for_function(f"() => Number(({SIGNAL})('x1')) < 0.8 && Number(({SIGNAL})('x2')) > -0.3")
    wait_for_look(picture, LOOK, lambda now: now != before)
    expect(visitor.slider("Input x₁")).to_have_value("1.5")
    x1, x2 = signal(visitor, "x1"), signal(visitor, "x2")
    mouse.up()
    link = re.escape(f"neuron.x1={x1:g}&neuron.x2={x2:g}")
    expect(visitor.page).to_have_url(re.compile(link))
    expect(visitor.slider("Input x₁")).to_have_value(f"{x1:g}")
    expect(visitor.slider("Input x₂")).to_have_value(f"{x2:g}")
    assert (signal(visitor, "x1"), signal(visitor, "x2")) == (x1, x2)
    assert "w1" not in visitor.page.url


@pytest.mark.parametrize("on_the_point", [True, False])
def test_a_finger_drags_the_point_and_scrolls_everywhere_else(tab, on_the_point):
    """A finger on the point drags it and does not scroll; elsewhere in the plane it scrolls and changes nothing."""
    visitor = tab(**PHONE)
    picture = opened(visitor)
    picture.evaluate("canvas => canvas.scrollIntoView({block: 'start'})")
    visitor.rest()
    x, y = point(visitor, picture)
    if not on_the_point:
        x, y = x - 120, y + 40
    touch = visitor.page.context.new_cdp_session(visitor.page)
    before = visitor.page.evaluate(SCROLLED)

    def swipe() -> float:
        for number in range(10):
            kind = "touchMove" if number else "touchStart"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y - 10 * number}]})
            visitor.next_frame()
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        visitor.rest()
        return visitor.page.evaluate(SCROLLED)

    if on_the_point:
        swipe()
        expect(visitor.page).to_have_url(re.compile(r"neuron\.x2=\d"))
        assert visitor.page.evaluate(SCROLLED) == before
    else:
        # A browser that is busy lets go of a finger that it could not answer in time; people swipe again.
        assert any(swipe() > before + 40 for _ in range(3))
        assert "x2" not in visitor.page.url
