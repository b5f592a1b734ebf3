"""A real browser in front of a real server."""

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page, expect, sync_playwright

from pages import LESSONS
from scripts.serving import Server, browser_path, chromium

SECONDS = 120
"""Patience with what takes a few seconds on an idle machine."""

NO_BROWSER = "these tests need a browser: install Chromium (Debian: apt-get install chromium) or Google Chrome"


@pytest.fixture(scope="session")
def browser():
    """The browser; where there is none the tests are skipped, on a build machine they fail."""
    with sync_playwright() as playwright:
        if browser_path(playwright) is None:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
        expect.set_options(timeout=1000 * SECONDS)
        browser = chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture
def new_server(tmp_path):
    """Start a server that no visitor has seen yet."""
    servers: list[Server] = []

    def start(**environment: str) -> Server:
        servers.append(Server(log=tmp_path / f"server-{len(servers)}.log", **environment))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory):
    """One server for all tests that do not harm it, with its workers up."""
    server = Server(log=tmp_path_factory.mktemp("server") / "server.log")
    page = browser.new_page()
    Tab(page, server.url).open("xor")
    page.close()
    yield server
    server.stop()


UNCHANGED = """(milliseconds) => new Promise((done) => {
  let last = performance.now();
  const observer = new MutationObserver(() => { last = performance.now(); });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const look = () => {
    if (performance.now() - last < milliseconds) return requestAnimationFrame(look);
    observer.disconnect();
    done();
  };
  look();
})"""


TURN = """element => {
  const panel = "[data-testid=stTabPanel]", tabs = "[data-testid=stTabs]";
  for (let place = element.closest(panel); place; place = place.closest(tabs).closest(panel)) {
    const group = place.closest(tabs);
    const own = (kind) => [...group.querySelectorAll(kind)].filter((part) => part.closest(tabs) === group);
    const tab = own("[role=tab]")[own(panel).indexOf(place)];
    if (tab.ariaSelected !== "true") tab.click();
  }
}"""
"""Opens the tabs in which an element stands."""


def words(page: Page, text: str | re.Pattern) -> Locator:
    """What is said of a chart, for those who cannot see it, if it holds a text."""
    return page.locator("p.visually-hidden").filter(has_text=text)


def wait_for_look(canvas: Locator, look: str, holds: Callable[[Any], bool]) -> None:
    """Wait until a picture looks as it should.

    Parameters
    ----------
    canvas
        Looked up each time: a chart whose tab is opened, or whose place on the page moves, may be drawn on a new one.
    look
        A JavaScript function of the canvas.
    holds
        What is asked of its value.
    """
    end = time.monotonic() + SECONDS
    while not holds(canvas.evaluate(look)):
        assert time.monotonic() < end, "the picture never looked so"
        canvas.page.evaluate("() => new Promise(requestAnimationFrame)")


class Tab:
    """One visitor's tab.

    Parameters
    ----------
    page
        The tab.
    url
        Of the server.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self, path: str = "") -> "Tab":
        """Follow a link, in the tab in front: one behind another may get no frames to draw."""
        self.page.bring_to_front()
        self.page.goto(f"{self.url}/{path}")
        return self.settle()

    def settle(self) -> "Tab":
        """Wait until the page stands there, finished run included."""
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        if re.search(r"/xor\b", self.page.url):
            self.open_tab("Trained")
            expect(self.canvas).to_be_visible()
            expect(self.page.get_by_role("button", name="Share")).to_be_visible()
        return self

    def finish(self) -> None:
        """Wait until the page has run, and all that it trains: until then it asks how that is going, and is redrawn.

        The browser hears of the end of a run a little before it shows what that run has drawn.
        """
        app, stop = self.page.get_by_test_id("stApp"), self.page.locator('[class*="st-key-"][class*="-stop"]')
        for _ in range(2):
            expect(app).to_have_attribute("data-test-script-state", "notRunning")
            self.rest()
            expect(stop).to_have_count(0, timeout=5000 * SECONDS)
        expect(app).to_have_attribute("data-test-script-state", "notRunning")

    def bring(self, place: Locator) -> FloatRect:
        """Bring something into the middle of the screen and return where it stands.

        The page rests before, so that nothing that comes later moves the place away from the hand.
        """
        self.finish()
        place.evaluate("place => place.scrollIntoView({block: 'center'})")
        self.rest()
        box = place.bounding_box()
        assert box is not None, "it is hidden"
        return box

    def open_tab(self, name: str) -> None:
        """Turn to another experiment of the page, or to what stands below one."""
        self.page.get_by_role("tab", name=name, exact=True).locator("visible=true").click()

    def follow(self, title: str) -> None:
        """Open another lesson by the menus at the top."""
        section = next(lesson.section for lesson in LESSONS if lesson.title == title)
        if not section:  # it stands in no menu
            self.navigation.get_by_role("link", name=title).click()
            return
        self.navigation.get_by_role("button", name=section, exact=True).click()
        self.page.get_by_role("menuitem", name=title).click()

    @property
    def navigation(self) -> Locator:
        """The menus at the top."""
        return self.page.get_by_role("navigation", name="App pages")

    @property
    def player(self) -> Locator:
        """The charts of the run and what moves them, in the tab that is open."""
        return self.page.locator('[class*="st-key-_replay"]:visible')

    @property
    def frame(self) -> Locator:
        """The slider of the replay."""
        return self.player.locator(".slider")

    @property
    def epoch(self) -> Locator:
        """The epoch that the replay shows, e.g. "Epoch 240"."""
        return self.player.locator(".at")

    @property
    def replay(self) -> Locator:
        """The charts of the run."""
        return self.player.get_by_test_id("stVegaLiteChart")

    @property
    def canvas(self) -> Locator:
        """What the charts of the run are drawn on."""
        return self.replay.locator("canvas")

    @property
    def number(self) -> str:
        """The number that the download prints last."""
        return self.page.get_by_text("The download prints this").locator("code").inner_text()

    def slider(self, name: str) -> Locator:
        """The first slider of the page with a label, after turning to the tab where it stands."""
        self.page.get_by_role("group", name=name, exact=True, include_hidden=True).first.evaluate(TURN)
        return self.page.get_by_role("group", name=name, exact=True).get_by_role("slider").first

    def alert(self, text: str) -> Locator:
        """A message of the page."""
        return self.page.get_by_role("alert").filter(has_text=text)

    def rest(self, milliseconds: int = 500) -> None:
        """Wait until nothing on the page has changed for some time."""
        self.page.evaluate(UNCHANGED, milliseconds)

    def next_frame(self) -> None:
        """Wait until the browser draws its next frame."""
        self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def says(self, text: str) -> None:
        """Wait until a chart is described so."""
        expect(words(self.page, text)).to_be_attached()


@contextlib.contextmanager
def tabs(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Tab]]:
    """Open tabs of new visitors, by default of the common server, and close them all at the end."""
    contexts: list[BrowserContext] = []

    def tab(server: Server | None = None, **options) -> Tab:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(1000 * SECONDS)
        contexts.append(context)
        return Tab(context.new_page(), (server or request.getfixturevalue("server")).url)

    yield tab
    for context in contexts:
        context.close()


@pytest.fixture
def tab(browser: Browser, request) -> Iterator[Callable[..., Tab]]:
    """Open tabs that are closed after the test."""
    with tabs(browser, request) as tab:
        yield tab


@pytest.fixture(scope="module")
def shared_tab(browser: Browser, request) -> Iterator[Callable[..., Tab]]:
    """Open tabs that several tests of a module look at."""
    with tabs(browser, request) as tab:
        yield tab
