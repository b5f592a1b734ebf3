"""A click on Train to its first curve, and how the app answers while it trains: python -m benchmarks.while_training"""

import statistics

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.in_browser import opened, pressed, settle
from benchmarks.timing import report
from scripts.serving import Server, chromium

START = "regression?regression.epochs=20&regression.batch_size=16&regression.seed={seed}"
"""A run of a moment; with the slider of epochs at its end it is one of minutes."""

PARTIAL = '[aria-label*="run that has not finished"]'
CLICKED = "addEventListener('click', () => { window.clicked = performance.now(); }, { capture: true, once: true })"
FIRST_CURVE = f"""() => document.querySelector('{PARTIAL} path[aria-roledescription="line mark"]')
    && (performance.now() - window.clicked) / 1000"""
SCRUBBED = """key => new Promise((done) => {
    const host = document.querySelector('[class*="st-key-_player"] [data-testid="stBidiComponentIsolated"]');
    const slider = host.shadowRoot.querySelector(".slider");
    const clear = CanvasRenderingContext2D.prototype.clearRect;
    const start = performance.now();
    CanvasRenderingContext2D.prototype.clearRect = function (...args) {
        CanvasRenderingContext2D.prototype.clearRect = clear;
        requestAnimationFrame(() => setTimeout(() => done((performance.now() - start) / 1000)));
        return clear.apply(this, args);
    };
    key === "back" ? slider.stepDown() : slider.stepUp();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
})"""


def ready_to_train(browser: Browser, app: str, seed: int) -> Page:
    """Open the lesson with a short run, and set it to a long one."""
    page = opened(browser, f"{app}/{START.format(seed=seed)}")
    page.locator(".player .slider").press("End", timeout=120_000)
    settle(page)
    page.get_by_text("More settings").click()
    page.get_by_role("group", name="Epochs", exact=True).get_by_role("slider").press("End")
    page.get_by_text("These pictures belong to the earlier settings.").wait_for()
    return page


def first_curve(page: Page) -> float:
    """Click Train and return the seconds until the first curve is on the page."""
    page.evaluate(CLICKED)
    page.get_by_role("button", name="Train", exact=True).click()
    return page.wait_for_function(FIRST_CURVE, timeout=60_000, polling="raf").json_value()


def scrubs(page: Page, runs: int = 15) -> list[float]:
    """Return the seconds from each move of the epoch slider to the repainted charts."""
    return [page.evaluate(SCRUBBED, "forth" if run % 2 else "back") for run in range(runs + 1)][1:]


def slides(page: Page, runs: int = 5) -> list[float]:
    """Return the seconds from each move of a slider, over the server, to the repainted chart."""
    return [pressed(page, "ArrowLeft" if run % 2 else "ArrowRight") for run in range(runs + 1)][1:]


def main(runs: int = 5) -> None:
    with sync_playwright() as playwright, Server() as server:
        browser = chromium(playwright)
        xor = opened(browser, f"{server.url}/xor")
        settle(xor)
        xor.get_by_role("slider").first.focus()
        curves: list[float] = []
        before: dict[str, list[float]] = {"scrub": [], "slide": []}
        during: dict[str, list[float]] = {"scrub": [], "slide": []}
        for seed in range(runs):
            page = ready_to_train(browser, server.url, seed)
            for times in (before, during):
                if times is during:
                    curves.append(first_curve(page))
                times["scrub"].append(statistics.median(scrubs(page)))
                times["slide"].append(statistics.median(slides(xor)))
            page.get_by_role("button", name="Stop", exact=True).click()
            page.get_by_text("What there was is kept below.").wait_for()
            page.context.close()
        curves = sorted(curves[1:])
        print(
            f"click on Train to the first curve: {statistics.median(curves):.2f} s (from {curves[0]:.2f} to "
            f"{curves[-1]:.2f} s); goal at most 1"
        )
        for kind, what in (("scrub", "replay on the training page"), ("slide", "slider of /xor over the server")):
            report(f"{what}, before against while training", before[kind][1:], during[kind][1:], "about 1")


if __name__ == "__main__":
    main()
