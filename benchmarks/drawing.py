"""A stroke on the drawing pad to the painted answer, beside an empty Streamlit app: python -m benchmarks.drawing"""

import os
import random

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.in_browser import SETTLED, chromium, opened, pressed, server, settle
from benchmarks.timing import report

LONG = "mnist?mnist.model=cnn&mnist.epochs=50&mnist.batch_size=16&mnist.seed={seed}"
LIFTED = (
    """addEventListener("pointerup", () => { window.pressed = performance.now(); }, { capture: true, once: true })"""
)
ANSWER = '[role="graphics-document"][aria-label*="The CNN reads"]'


def stroke(page: Page) -> float:
    """Draw a line that nobody has drawn before and return the seconds from its end until the last picture is drawn."""
    pad = page.get_by_role("application").bounding_box()
    from_x, from_y, to_x, to_y = (random.uniform(0.1, 0.9) for _ in range(4))
    page.mouse.move(pad["x"] + from_x * pad["width"], pad["y"] + from_y * pad["height"])
    page.mouse.down()
    page.mouse.move(pad["x"] + to_x * pad["width"], pad["y"] + to_y * pad["height"], steps=5)
    before = page.locator(ANSWER).get_attribute("aria-label")
    page.evaluate(LIFTED)
    page.mouse.up()
    page.wait_for_function(SETTLED, timeout=60_000)
    took = page.evaluate("(window.lastDraw - window.pressed) / 1000")
    if page.locator(ANSWER).get_attribute("aria-label") == before:
        print("the answer to one stroke reads as the one before")
    page.get_by_role("button", name="Clear").click()
    page.wait_for_timeout(1000)
    return took


def strokes(what: str, pages: tuple[Page, Page], runs: int = 15) -> None:
    """Time a key on the empty app's slider and a stroke on the pad in turn."""
    empty, pad = pages
    pairs = []
    for run in range(runs):
        empty.get_by_role("slider").first.focus()
        pairs.append((pressed(empty, "ArrowLeft" if run % 2 else "ArrowRight"), stroke(pad)))
    report(what, [e for e, _ in pairs[1:]], [s for _, s in pairs[1:]], "at most 3")


def busy(browser: Browser, app: str) -> list[Page]:
    """Keep every training worker busy, each for its own visitor."""
    pages = [opened(browser, f"{app}/{LONG.format(seed=seed)}") for seed in range(1, 1 + (os.cpu_count() or 1))]
    for page in pages:
        page.get_by_text("Step ").wait_for(timeout=120_000)
    return pages


def main() -> None:
    with sync_playwright() as playwright, server("app.py") as app, server("benchmarks/empty_app.py") as empty:
        browser = chromium(playwright)
        pages = opened(browser, empty), opened(browser, f"{app}/mnist")
        pages[1].locator(ANSWER).wait_for(timeout=600_000)
        for page in pages:
            settle(page)
        strokes("stroke to answer, workers idle, empty app's slider against ours", pages)
        busy(browser, app)
        strokes("the same while every training worker is busy", pages)


if __name__ == "__main__":
    main()
