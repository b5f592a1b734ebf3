"""The bumps under the hand."""

from playwright.sync_api import expect

from mlcore.regression.settings import MAX_HEIGHT
from pages.lessons.regression.charts import bumps as charts

SIGNAL = "field => Number(document.getElementById(`bumps-${field}`)?.value)"
UNIT = charts.TALL[3] / (2 * MAX_HEIGHT)
"""Pixels of one unit of height."""


def test_a_bar_follows_the_mouse_and_its_slider_takes_its_height(tab):
    """A dragged bar follows the mouse while its neighbour stays, and the address keeps its height."""
    visitor = tab(viewport={"width": 1366, "height": 1000})
    visitor.open("regression?bumps.h1=0.0")
    expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
    visitor.page.wait_for_function(f"() => ({SIGNAL})('h3') === 2")
    picture = visitor.page.get_by_role("tabpanel").locator(".stVegaLiteChart canvas:visible").first
    expect(picture).to_be_visible()
    box = visitor.bring(picture)
    middle = box["x"] + box["width"] - charts.WIDTHS[3] / 2  # the plane reaches to the right edge
    found = []
    for height in range(40, 400, 6):
        visitor.page.mouse.move(middle, box["y"] + height)
        if picture.evaluate("canvas => getComputedStyle(canvas).cursor") == "ns-resize":
            found.append(box["y"] + height)
    grip = sum(found) / len(found)
    visitor.page.mouse.move(middle, grip)
    visitor.page.mouse.down()
    visitor.page.mouse.move(middle, grip + UNIT, steps=4)
    visitor.next_frame()
    assert abs(visitor.page.evaluate(SIGNAL, "h3") - 1) <= 0.1
    assert visitor.page.evaluate(SIGNAL, "h2") == 0
    visitor.page.mouse.up()
    visitor.finish()
    visitor.page.wait_for_function("() => /bumps.h3=(0.9|1|1.1)/.test(location.search)")
