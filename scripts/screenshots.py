"""Take screenshots of pages: ``python -m scripts.screenshots xor --tab Trained`` writes shots/xor.png.

All pages: ``python -m scripts.screenshots --sizes desktop phone --themes light dark``.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.in_browser import WATCH
from pages import LESSONS
from scripts.serving import Server, chromium

ROOT = Path(__file__).parents[1]
SIZES = {"desktop": (1366, 768), "phone": (390, 844)}
Theme = Literal["light", "dark"]
MAX_WAIT = 300_000
"""Milliseconds in which a page must have finished its run."""

BUSY = ".stSpinner, [data-testid='stSkeleton']"
RUN = "[class*='-stop'] button"
"""The Stop button of a run that goes on."""

SETTLED = """
(busy) => {
  const running = !document.querySelector('[data-test-script-state="notRunning"]');
  const waiting = document.querySelector(busy);
  const charts = [...document.querySelectorAll(".stVegaLiteChart")];
  const drawn = charts.every((chart) => chart.querySelector("canvas, svg"));
  if (running || waiting || !drawn || !document.querySelector("h1") || document.fonts.status !== "loaded") {
    window.settledSince = undefined;
    return false;
  }
  window.settledSince ??= performance.now();
  return performance.now() - Math.max(window.settledSince, window.lastDraw) > 1000;
}
"""
"""Whether the app, its spinners and progress bars, and its pictures have all been at rest for a second."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the screenshots that the command line asks for."""
    options = parser().parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    with Server() as server, sync_playwright() as playwright:
        browser = chromium(playwright)
        for size in options.sizes:
            for theme in options.themes:
                for page in options.pages:
                    path = options.folder / file_name(page, size, theme)
                    take(browser, server.url, page, path, size=size, theme=theme, opened=options.tab)
                    print(path)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    slugs = [lesson.slug for lesson in LESSONS]
    parser = argparse.ArgumentParser(prog="python -m scripts.screenshots", description="Take screenshots of pages.")
    parser.add_argument("pages", nargs="*", default=slugs, help=f"{', '.join(slugs)}; with settings: 'xor?xor.seed=7'")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["desktop"])
    parser.add_argument("--themes", nargs="+", choices=get_args(Theme), default=["light"])
    parser.add_argument("--tab", help="open the tab with this name")
    parser.add_argument("--folder", type=Path, default=ROOT / "shots")
    return parser


def file_name(page: str, size: str, theme: Theme) -> str:
    """Return the name of a picture: xor.png, xor-phone.png, xor-dark.png, xor-phone-dark.png."""
    slug = page.partition("?")[0]
    return "-".join([slug, *([size] if size != "desktop" else []), *([theme] if theme != "light" else [])]) + ".png"


def take(browser: Browser, address: str, page: str, path: Path, *, size: str, theme: Theme, opened: str | None) -> None:
    """Open a page as a new visitor and write its picture when it has settled."""
    tab = open_page(browser, address, page, size=size, theme=theme, tab=opened)
    tab.screenshot(path=path)
    tab.context.close()


def open_page(
    browser: Browser, address: str, page: str, *, size: str = "desktop", theme: Theme = "light", tab: str | None = None
) -> Page:
    """Open a page as a new visitor, and one of its tabs, and return it when it has settled."""
    width, height = SIZES[size]
    visitor = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
    visitor.add_init_script(WATCH)
    visitor.set_default_timeout(MAX_WAIT)
    opened = visitor.new_page()
    slug, _, settings = page.partition("?")
    is_home = slug == LESSONS[0].slug
    opened.goto(f"{address}/{'' if is_home else slug}?{settings}")
    settle(opened)
    if tab:
        opened.get_by_role("tab", name=tab, exact=True).click()
        settle(opened)
    return opened


def settle(page: Page) -> None:
    """Wait until nothing moves on a page and no run goes on."""
    page.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_function(SETTLED, arg=f"{BUSY}, {RUN}")


if __name__ == "__main__":
    main()
