"""Words of the glossary in a browser: each is explained to a mouse, a keyboard and a finger."""

import pytest
from playwright.sync_api import Page, expect

from pages.ui import glossary
from tests.support.access import PHONE

WORD = 'a[href="#term-weight"]'
MEANING = glossary.entries("en")["weight"].meaning


def opened(visitor) -> Page:
    """Open a page and wait until it stands still: a word that moves away under the mouse loses its box."""
    page = visitor.open("neuron").page
    expect(page.locator(".stVegaLiteChart canvas").first).to_be_visible()
    visitor.finish()
    return page


def shown(page: Page):
    return page.locator(".term-meaning")


def test_a_word_is_explained_while_the_mouse_is_over_it_or_over_its_meaning(tab):
    """A box that goes when one moves to it cannot be read with a magnifier."""
    page = opened(tab())
    page.locator(WORD).first.hover()
    expect(shown(page)).to_have_text(MEANING)
    shown(page).hover()
    expect(shown(page)).to_be_visible()
    page.get_by_role("heading", level=1).hover()
    expect(shown(page)).to_be_hidden()


def test_a_word_is_explained_to_the_keyboard_and_to_screen_readers(tab):
    """The browser's own title shows to a mouse only."""
    page = opened(tab())
    word = page.locator(WORD).first
    word.focus()
    expect(shown(page)).to_have_text(MEANING)
    expect(word).to_have_attribute("aria-description", MEANING)
    page.keyboard.press("Escape")
    expect(shown(page)).to_be_hidden()
    page.keyboard.press("Enter")
    expect(shown(page)).to_be_visible()
    assert "#" not in page.url
    page.keyboard.press("Tab")
    expect(shown(page)).not_to_have_text(MEANING)


@pytest.mark.parametrize("width", [390, 320])
def test_a_tap_explains_a_word_inside_the_screen(tab, width):
    """A tap on a phone, which has no mouse, opens the explanation of a word inside the screen, and a tap closes it."""
    page = opened(tab(**PHONE | {"viewport": {"width": width, "height": 844}}))
    page.locator('a[href="#term-activation-function"]').first.tap()
    expect(shown(page)).to_be_visible()
    box = shown(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.get_by_role("heading", level=1).tap()
    expect(shown(page)).to_be_hidden()
