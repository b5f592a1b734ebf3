"""The debugging lesson in a browser: picks by keyboard, links and accessibility."""

import re

from playwright.sync_api import expect

from mlcore.debugging.bugs import BUGS, LINES
from tests.support.access import serious, turn

COUNT = """
    window.listening = 0;
    for (const [name, step] of [["addEventListener", 1], ["removeEventListener", -1]]) {
        const own = document[name];
        document[name] = function (kind, ...rest) {
            if (kind === "pointermove") window.listening += step;
            return own.call(this, kind, ...rest);
        };
    }"""
"""Counts what listens to all moves of the mouse."""


def opened(visitor, link: str):
    """Open the lesson and wait for its run."""
    page = visitor.open(f"debugging?debugging.epochs=10&{link}").page
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg, canvas").first).to_be_visible()
    expect(page.get_by_text("The download prints this")).to_be_attached()
    return page


def test_a_line_is_picked_by_keyboard_and_kept_in_the_address(tab):
    """The pick is restored after a reload."""
    page = opened(tab(), "debugging.case=C")
    box = page.get_by_role("combobox", name="Which line is wrong?")
    for line, verdict in ((54, "Line 54 is fine"), (LINES["C"], f"Right: line {LINES['C']}.")):
        box.focus()
        page.keyboard.type(f"{line} ·")
        page.keyboard.press("Enter")
        expect(page.get_by_text(verdict)).to_be_visible()
        expect(page).to_have_url(re.compile(rf"picks\.lines=C{line}\b"))
    expect(page.get_by_text("Found: 1 of 14")).to_be_visible()
    page.get_by_role("button", name="Next case: D").press("Enter")
    expect(page).to_have_url(re.compile(r"debugging\.case=D\b"))
    expect(page.get_by_text("Validation accuracy", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Found: 1 of 14")).to_be_visible()


def test_a_click_on_a_line_of_the_listing_picks_it(tab):
    """The picked line is marked where it stands, and a comment is no pick."""
    page = opened(tab(), "debugging.case=C")
    code = page.locator("[class*=st-key-_listing] code")
    height = code.bounding_box()["height"] / len(BUGS["C"].broken.splitlines())

    def click(line: int) -> None:
        code.evaluate("(code, top) => code.closest('pre').scrollTo(0, top)", max(0, (line - 5) * height))
        code.click(position={"x": 200, "y": (line - 0.5) * height})

    click(1)
    click(54)
    expect(page.get_by_text("Line 54 is fine")).to_be_visible()
    expect(page).to_have_url(re.compile(r"picks\.misses=C1\b"))
    expect(code).to_have_css("background-image", re.compile("linear-gradient"))
    click(LINES["C"])
    expect(page.get_by_text(f"Right: line {LINES['C']}.")).to_be_visible()


def test_picks_leave_no_listeners_behind(tab):
    """A second pick adds no listener that paints the marks of an earlier one at every move of the mouse."""
    visitor = tab(own=True)
    visitor.page.add_init_script(COUNT)
    page = opened(visitor, "debugging.case=C")
    box = page.get_by_role("combobox", name="Which line is wrong?")
    counts = []
    for line in (54, 53):
        box.focus()
        page.keyboard.type(f"{line} ·")
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"Line {line} is fine")).to_be_visible()
        visitor.finish()
        counts.append(page.evaluate("window.listening"))
    assert counts[0] == counts[1] > 0


def test_axe_finds_nothing_serious_in_a_solved_case(tab):
    """A solved case also shows the diff and the marks of the found cases."""
    visitor = tab()
    opened(visitor, f"debugging.case=B&picks.lines=A0.B{LINES['B']}")
    for scheme in ("light", "dark"):
        turn(visitor, scheme)
        assert serious(visitor.page) == [], scheme
