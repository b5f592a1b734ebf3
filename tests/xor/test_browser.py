"""Pictures that follow the hand."""

import re
from itertools import pairwise

from playwright.sync_api import expect

PICTURE = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
    done(document.querySelector('.stVegaLiteChart canvas').toDataURL()))))"""
"""What is drawn of the network by hand, once the browser has drawn what it knows by now."""

CHANGED = f"before => ({PICTURE})().then(picture => picture !== before)"

STEPS = 8

ORIGIN = (97, 256)
"""Where the input (0, 0) lies on that canvas."""


def test_the_picture_follows_a_slider_that_is_held(tab):
    """Without the server: it learns of a slider only when that is let go."""
    visitor = tab().open("xor?xor_by_hand.out_b=2.5")
    page = visitor.page
    visitor.open_tab("By hand")
    visitor.says("(0,0) → 1, (0,1) → 1, (1,0) → 1, (1,1) → 1; 2 of 4 are right")
    slider = page.get_by_role("group", name="Bias of y", exact=True)
    track, start = visitor.bring(slider), slider.get_by_role("slider").bounding_box()["x"]
    height = track["y"] + track["height"] / 2
    page.mouse.move(start, height)
    page.mouse.down()
    pictures = [page.evaluate(PICTURE)]
    for step in range(1, STEPS + 1):
        page.mouse.move(start - step * track["width"] / 12, height)
        pictures.append(page.evaluate(PICTURE))
    assert sum(before != after for before, after in pairwise(pictures)) >= 6
    expect(page).to_have_url(re.compile(r"out_b=2\.5\b"))
    page.mouse.up()
    visitor.says("(0,0) → 0, (0,1) → 1, (1,0) → 1, (1,1) → 0; 4 of 4 are right")
    expect(page).to_have_url(re.compile(r"out_b=-1\.5\b"))
    visitor.next_frame()
    assert page.evaluate(PICTURE) == pictures[-1]


def hold_the_line(tab, more="", right=4, at=(35, 35)):
    """Open a network by hand and take the line of h1; return the visitor and where the mouse is."""
    visitor = tab().open(f"xor?xor_by_hand.out_b=-1.5{more}")
    visitor.open_tab("By hand")
    visitor.says(f"{right} of 4 are right")
    box = visitor.bring(visitor.page.locator(".stVegaLiteChart canvas").first)
    x, y = box["x"] + ORIGIN[0] + at[0], box["y"] + ORIGIN[1] - at[1]  # (0.25, 0.25), on the line of h1
    visitor.page.mouse.move(x, y)
    visitor.page.mouse.down()
    return visitor, x, y


def test_a_line_that_is_dragged_moves_its_bias(tab):
    """The picture leads, and the slider follows when the mouse is let go."""
    visitor, x, y = hold_the_line(tab)
    page = visitor.page
    pictures = [page.evaluate(PICTURE)]
    for step in range(1, STEPS + 1):
        page.mouse.move(x + 70 * step / STEPS, y - 70 * step / STEPS)
        pictures.append(page.evaluate(PICTURE))
    assert len(set(pictures)) == STEPS + 1
    page.mouse.up()
    visitor.says("(0,0) → 0, (0,1) → 0, (1,0) → 0, (1,1) → 0; 2 of 4 are right")


def test_a_line_that_is_dragged_by_less_than_a_step_goes_back(tab):
    """A line that is dragged by less than a step goes back, because no slider can have such a bias."""
    visitor, x, y = hold_the_line(tab)
    page = visitor.page
    before = page.evaluate(PICTURE)
    page.mouse.move(x + 8, y - 8)
    page.wait_for_function(CHANGED, arg=before)
    page.mouse.up()
    page.wait_for_function(CHANGED.replace("!==", "==="), arg=before)


def test_a_level_line_is_dragged_like_any_other(tab):
    """A level line is dragged from 4 pixels above its middle, as Vega finds such a mark only where it has a width."""
    visitor, x, y = hold_the_line(tab, "&xor_by_hand.h1_w1=0", right=3, at=(70, 74))  # 4 pixels above its middle
    page = visitor.page
    before = page.evaluate(PICTURE)
    page.mouse.move(x, y - 50)
    page.mouse.move(x, y - 100)
    page.wait_for_function(CHANGED, arg=before)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"h1_b=-1"))
