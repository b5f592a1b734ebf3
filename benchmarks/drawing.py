"""A stroke on the drawing pad to the painted answer, beside an empty Streamlit app: python -m benchmarks.drawing"""

import os
import random
import re

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.in_browser import opened, pressed, settle
from benchmarks.timing import report
from scripts.serving import Server, chromium

LONG = "mnist?mnist.model=cnn&mnist.epochs=50&mnist.batch_size=16&mnist.seed={seed}"
ANSWER = '.stVegaLiteChart[aria-label="What the networks read"]'
WATCH_ANSWER = """chart => {
    window.answered = 0;
    const painted = () => requestAnimationFrame(() => setTimeout(() => { window.answered = performance.now(); }));
    new MutationObserver(painted).observe(chart, { subtree: true, childList: true, attributes: true });
    addEventListener("pointerup", () => { window.lifted = performance.now(); }, true);
}"""
ANSWERED = "() => window.answered > window.lifted && performance.now() - window.answered > 400"


def stroke(page: Page) -> float:
    """Draw a line that nobody has drawn before; return the seconds from its end until the answer is painted."""
    pad = page.get_by_role("application").bounding_box()
    assert pad is not None, "the pad must be in sight"
    from_x, from_y, to_x, to_y = (random.uniform(0.1, 0.9) for _ in range(4))
    page.mouse.move(pad["x"] + from_x * pad["width"], pad["y"] + from_y * pad["height"])
    page.mouse.down()
    page.mouse.move(pad["x"] + to_x * pad["width"], pad["y"] + to_y * pad["height"], steps=5)
    page.mouse.up()
    page.wait_for_function(ANSWERED, timeout=60_000)
    took = page.evaluate("(window.answered - window.lifted) / 1000")
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function(ANSWERED, timeout=60_000)
    page.wait_for_timeout(500)
    return took


def strokes(what: str, empty: Page, ours: Page, runs: int = 15) -> None:
    """Time a key on the empty app's slider and a stroke on the pad in turn."""
    empty.get_by_role("slider").first.focus()
    pairs = [(pressed(empty, "ArrowLeft" if run % 2 else "ArrowRight"), stroke(ours)) for run in range(runs)]
    report(what, [e for e, _ in pairs[1:]], [s for _, s in pairs[1:]], "at most 3")


def busy(browser: Browser, app: str) -> None:
    """Keep every training worker busy, by visitors whose tabs are closed: they have browsers of their own."""
    for seed in range(1, 1 + (os.cpu_count() or 1)):
        page = opened(browser, f"{app}/{LONG.format(seed=seed)}")
        page.get_by_role("tab", name="Train a network").click()
        page.get_by_text(re.compile(r"^Step \d")).wait_for(timeout=300_000)
        page.context.close()


def main() -> None:
    with (
        sync_playwright() as playwright,
        Server(RUN_GRACE="3600") as server,  # the runs of visitors who have left go on
        Server("benchmarks/empty_app.py") as empty_server,
    ):
        browser = chromium(playwright)
        empty, ours = opened(browser, empty_server.url), opened(browser, f"{server.url}/mnist")
        ours.locator(ANSWER).wait_for(timeout=600_000)
        for page in (empty, ours):
            settle(page)
        ours.locator(ANSWER).evaluate(WATCH_ANSWER)
        strokes("stroke to answer, empty app's slider against ours", empty, ours)
        busy(browser, server.url)
        strokes("the same while every training worker is busy", empty, ours)


if __name__ == "__main__":
    main()
