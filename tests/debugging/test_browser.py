"""The debugging lesson in a browser: picks by keyboard, links and accessibility."""

import re

from playwright.sync_api import expect

from mlcore.debugging.bugs import LINES
from tests.support.access import serious, turn


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


def test_axe_finds_nothing_serious_in_a_solved_case(tab):
    """A solved case also shows the diff and the marks of the found cases."""
    visitor = tab()
    opened(visitor, f"debugging.case=B&picks.lines=A0.B{LINES['B']}")
    for scheme in ("light", "dark"):
        turn(visitor, scheme)
        assert serious(visitor.page) == [], scheme
