"""Sliders with 0 between their ends."""

import re

from playwright.sync_api import expect


def test_a_slider_with_0_in_its_midst_is_filled_from_there(tab):
    """A slider with 0 in its middle is filled from 0, so a weight of 0 does not look like much."""
    visitor = tab().open("neuron")
    group = visitor.page.get_by_role("group", name="Weight w₁", exact=True)
    track = group.locator("[data-from-zero]")
    expect(track).to_have_attribute("style", re.compile(r"--low: 50%; --high: 66\.6"))
    group.get_by_role("slider").press("Home")
    expect(track).to_have_attribute("style", re.compile("--low: 0%; --high: 50%"))


def test_it_is_filled_while_it_is_held(tab):
    visitor = tab().open("neuron")
    group = visitor.page.get_by_role("group", name="Weight w₁", exact=True)
    box = visitor.bring(group.locator("[data-orientation]"))
    y = box["y"] + box["height"] / 2
    visitor.page.mouse.move(box["x"] + box["width"] * 2 / 3, y)
    visitor.page.mouse.down()
    visitor.page.mouse.move(box["x"] + box["width"] / 4, y, steps=4)
    expect(group.locator("[data-from-zero]")).to_have_attribute("style", re.compile(r"--low: 25%; --high: 50%"))
    visitor.page.mouse.up()


def test_other_sliders_are_filled_from_their_end(tab):
    visitor = tab().open("downhill")
    group = visitor.page.get_by_role("group", name="Steps", exact=True)
    expect(group.get_by_role("slider")).to_have_count(1)
    expect(group.locator("[data-from-zero]")).to_have_count(0)
