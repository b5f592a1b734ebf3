"""A real browser in front of a real server."""

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FloatRect,
    Locator,
    Page,
    ViewportSize,
    WebSocket,
    expect,
    sync_playwright,
)

from pages import LESSONS
from scripts.serving import Server, browser_path, chromium

SECONDS = 120
"""Patience with what takes a few seconds on an idle machine."""

DESKTOP: ViewportSize = {"width": 1280, "height": 900}

CALM = {"reduced_motion": "reduce"}

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
        self.sent: list[str | bytes] | None = None

    def listen(self) -> list[str | bytes]:
        """Return what the browser sends to the server from the next page on."""
        self.page.on("websocket", self.hear)
        self.sent = []
        return self.sent

    def hear(self, socket: WebSocket) -> None:
        """Note what goes through a connection."""
        sent = self.sent
        assert sent is not None
        socket.on("framesent", lambda frame: sent.append(frame))  # Playwright takes no method of a list

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


class Spares:
    """Tabs that tests have left behind, for later ones: the second page of a tab costs half of a new tab's first.

    Parameters
    ----------
    browser
        Opens the tabs.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.pages: dict[str, list[Page]] = {}

    def take(self, viewport: ViewportSize, **options) -> Page:
        """Return a tab of a visitor of whom nothing is known."""
        spare = self.pages.get(repr(options))
        if not spare:
            return self.new(viewport, **options)
        page = spare.pop()
        page.set_viewport_size(viewport)
        return page

    def new(self, viewport: ViewportSize, **options) -> Page:
        """Return a tab that nobody has used."""
        context = self.browser.new_context(viewport=viewport, **options)
        context.set_default_timeout(1000 * SECONDS)
        return context.new_page()

    def give_back(self, tab: Tab, options: dict) -> None:
        """Forget what the visitor has stored and chosen, and keep the tab."""
        page = tab.page
        if page.is_closed():
            return
        if tab.sent is not None:
            page.remove_listener("websocket", tab.hear)
        page.emulate_media(color_scheme=options.get("color_scheme", "null"))
        page.goto(f"{tab.url}/_stcore/health")  # a page of the same origin that stores nothing by itself
        page.evaluate("localStorage.clear(); sessionStorage.clear();")
        page.context.clear_cookies()
        page.mouse.move(0, 0)
        self.pages.setdefault(repr(options), []).append(page)


@pytest.fixture(scope="session")
def spares(browser: Browser) -> Spares:
    """The tabs that tests of this process have left behind."""
    return Spares(browser)


@contextlib.contextmanager
def tabs(spares: Spares, request: pytest.FixtureRequest) -> Iterator[Callable[..., Tab]]:
    """Open tabs of new visitors, by default of the common server.

    Their visitors want little motion, so that no replay plays by itself, unless ``reduced_motion`` says otherwise. A
    test that changes a tab for good, by a script or a listener, asks for one of its own with ``own=True``. At the end
    such tabs are closed, and so are those of other servers.
    """
    closed: list[BrowserContext] = []
    shared: list[tuple[Tab, dict]] = []

    def tab(server: Server | None = None, own: bool = False, viewport: ViewportSize = DESKTOP, **options) -> Tab:
        options = CALM | options
        if server or own:
            visitor = Tab(spares.new(viewport, **options), (server or request.getfixturevalue("server")).url)
            closed.append(visitor.page.context)
        else:
            visitor = Tab(spares.take(viewport, **options), request.getfixturevalue("server").url)
            shared.append((visitor, options))
        return visitor

    yield tab
    for context in closed:
        context.close()
    for visitor, options in shared:
        spares.give_back(visitor, options)


@pytest.fixture
def tab(spares: Spares, request) -> Iterator[Callable[..., Tab]]:
    """Open tabs for one test."""
    with tabs(spares, request) as tab:
        yield tab


@pytest.fixture(scope="module")
def shared_tab(spares: Spares, request) -> Iterator[Callable[..., Tab]]:
    """Open tabs that several tests of a module look at."""
    with tabs(spares, request) as tab:
        yield tab
