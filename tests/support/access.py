"""Whether everybody can use a page: what axe finds, and what the Tab key reaches."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.support.browser import Tab

NAVIGATION, CODE = '[data-testid="stSidebarNav"]', '[data-testid="stCode"]'
KNOWN = {
    "list": NAVIGATION,  # Streamlit puts the headings of its sections between the items of one list
    "listitem": NAVIGATION,
    "scrollable-region-focusable": CODE,  # Streamlit's own box; browsers make what scrolls focusable by themselves
}


BRIGHTNESS = """() => getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor
    .match(/[0-9]+/g).slice(0, 3).reduce((sum, colour) => sum + Number(colour) / 3, 0)"""
"""How bright the background of the app is, from 0 to 255."""

SCROLLED = """() => [...document.querySelectorAll('[data-testid="stMain"], [data-testid="stColumn"]')]
    .reduce((sum, element) => sum + element.scrollTop, 0)"""
"""How far the page has been scrolled, and on a phone the pictures of its stages."""

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36",
}


def keyboard_to(page: Page, locator: Locator, presses: int = 90) -> None:
    """Reach an element with the Tab key alone."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === element.getRootNode().activeElement"):
            return
    pytest.fail("the Tab key never came there")


def serious(page: Page, within: str | None = None) -> list[str]:
    """Return what axe finds that is serious or critical, on a page or within one element of it."""
    result = Axe().run(page, context=within, options={"resultTypes": ["violations"]}).response
    assert result["passes"]  # there was something to look at
    return [
        f"{violation['id']}: {node['target']} {node['html'][:300]}"
        for violation in result["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if not page.locator(str(node["target"][-1])).first.evaluate(
            "(element, known) => Boolean(known && element.closest(known))", KNOWN.get(violation["id"])
        )
    ]


def turn(visitor: Tab, scheme: str) -> None:
    """Change what the visitor's system prefers, light or dark, and wait until the page has followed."""
    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visitor.page.wait_for_function(f"() => ({BRIGHTNESS})() {'> 200' if scheme == 'light' else '< 60'}")
    visitor.finish()  # charts are drawn anew, and what trains is trained: no element goes while it is looked at
    visitor.page.wait_for_function(  # no colour is on its way from one theme to the other
        "() => document.getAnimations().every(one => !(one instanceof CSSTransition) || one.playState === 'finished')"
    )
