"""A click on Train to its first pictures, and the app's answers while it trains: python -m benchmarks.while_training"""

import statistics

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.following import ready, released
from benchmarks.in_browser import opened, settle
from benchmarks.timing import report
from scripts.serving import Server, chromium

START = "regression?regression.epochs=20&regression.batch_size=16&regression.seed={seed}"
"""A run of a moment; with the slider of epochs at its end it is one of minutes."""

SLIDER = ".player .slider:visible"
STOP = ".st-key-regression-stop button"
CLICKED = "addEventListener('click', () => { window.clicked = performance.now(); }, { capture: true, once: true })"
WORDS = """[...document.querySelectorAll("p.visually-hidden")].filter((p) => p.checkVisibility())
    .map((p) => p.textContent).find((text) => text.startsWith("Replay of a linear model"))"""
"""What is said of the pictures of a run, among other things of how many epochs they are."""

FIRST_PICTURE = f"""before => {{
    if (![undefined, before].includes({WORDS})) window.said ??= performance.now();
    return window.lastDraw > window.said && (window.lastDraw - window.clicked) / 1000;
}}"""
SCRUB = """slider => {
    window.moved = performance.now();
    slider.value === slider.max ? slider.stepDown() : slider.stepUp();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""
"""Moves the slider of a replay a frame on, or back from the last one."""

SCRUBBED = "() => window.lastDraw > window.moved && (window.lastDraw - window.moved) / 1000"


def ready_to_train(browser: Browser, app: str, seed: int) -> Page:
    """Open the lesson with a short run, and set it to a long one when that has ended."""
    page = opened(browser, f"{app}/{START.format(seed=seed)}", still=True)
    page.locator(SLIDER).wait_for(timeout=120_000)
    page.locator(STOP).wait_for(state="hidden", timeout=120_000)
    settle(page)
    page.get_by_text("More settings").locator("visible=true").click()
    page.get_by_role("group", name="Epochs", exact=True).get_by_role("slider").press("End")
    page.get_by_text("These pictures belong to the earlier settings.").wait_for()
    return page


def first_pictures(page: Page) -> float:
    """Click Train and return the seconds until the pictures are those of the new run."""
    before = page.evaluate(WORDS)
    page.evaluate(CLICKED)
    page.get_by_role("button", name="Train", exact=True).click()
    return page.wait_for_function(FIRST_PICTURE, arg=before, timeout=60_000, polling="raf").json_value()


def scrub(page: Page) -> float:
    """Move the slider of the replay and return the seconds to the repainted charts."""
    page.locator(SLIDER).evaluate(SCRUB)
    return page.wait_for_function(SCRUBBED, polling="raf").json_value()


def scrubs(page: Page, runs: int = 15) -> list[float]:
    """Return the seconds of several moves of the replay after a first one."""
    return [scrub(page) for _ in range(runs + 1)][1:]


def slides(page: Page, runs: int = 5) -> list[float]:
    """Return the seconds from each move of a slider to the numbers that the server sends back."""
    return [released(page, "ArrowLeft" if run % 2 else "ArrowRight") for run in range(runs + 1)][1:]


def main(runs: int = 5) -> None:
    with sync_playwright() as playwright, Server() as server:
        browser = chromium(playwright)
        xor = ready(browser, f"{server.url}/xor")
        xor.get_by_role("slider").first.focus()
        pictures: list[float] = []
        before: dict[str, list[float]] = {"scrub": [], "slide": []}
        during: dict[str, list[float]] = {"scrub": [], "slide": []}
        for seed in range(runs):
            page = ready_to_train(browser, server.url, seed)
            for times in (before, during):
                if times is during:
                    pictures.append(first_pictures(page))
                times["scrub"].append(statistics.median(scrubs(page)))
                times["slide"].append(statistics.median(slides(xor)))
            page.locator(STOP).click()
            page.get_by_text("What there was is kept below.").wait_for()
            page.context.close()
        pictures = sorted(pictures[1:])
        print(
            f"click on Train to the first pictures: {statistics.median(pictures):.2f} s (from {pictures[0]:.2f} to "
            f"{pictures[-1]:.2f} s); goal at most 1"
        )
        for kind, what in (
            ("scrub", "replay on the training page, the run before against the first pictures of the new one"),
            ("slide", "slider of /xor over the server, before against while training"),
        ):
            report(what, before[kind][1:], during[kind][1:], "about 1")


if __name__ == "__main__":
    main()
