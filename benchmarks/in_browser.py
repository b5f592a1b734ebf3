"""The app in Chromium beside an empty Streamlit app: python -m benchmarks.in_browser"""

import subprocess
import sys
import time
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.timing import report, seconds
from scripts.serving import Server, chromium

WATCH = """
window.lastDraw = 0;
const painted = () => requestAnimationFrame(() => setTimeout(() => { window.lastDraw = performance.now(); }));
new MutationObserver((changes) => {
  if (changes.some((change) => (change.target.parentElement || change.target).closest?.(".stVegaLiteChart"))) painted();
}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...args) {
  painted();
  return clear.apply(this, args);
};
"""
SETTLED = "() => window.lastDraw > window.pressed && performance.now() - window.lastDraw > 400"


NUMBER = """[...document.querySelectorAll("p")].map((p) => p.textContent)
    .find((text) => text.startsWith("The download prints this"))"""
"""What a page says of the number of its run, once the run has ended."""


def opened(browser: Browser, address: str, still: bool = False) -> Page:
    """Open an address as a new visitor and wait for its title; if ``still``, replays do not play by themselves."""
    motion: Literal["reduce", "no-preference"] = "reduce" if still else "no-preference"
    page = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion=motion).new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_selector("h1")
    return page


def visit(browser: Browser, address: str) -> None:
    opened(browser, address).context.close()


def settle(page: Page) -> None:
    """Wait until the charts have been drawn."""
    page.evaluate("window.pressed = 0")
    page.locator(".stVegaLiteChart :is(svg, canvas)").locator("visible=true").first.wait_for()
    page.wait_for_function(SETTLED, timeout=60_000)


def trained(browser: Browser, app: str) -> Page:
    """Open /xor at its trained network, whose run has ended and whose replay stands at its end."""
    page = opened(browser, f"{app}/xor", still=True)
    page.wait_for_function(f"() => {NUMBER}", timeout=120_000)
    page.get_by_role("tab", name="Trained").click()
    page.locator(".player .slider:visible").wait_for()
    settle(page)
    return page


def pressed(page: Page, key: str) -> float:
    """Press a key and return the seconds until the last chart is drawn."""
    listen(page)
    page.keyboard.press(key)
    return drawn(page)


def listen(page: Page) -> None:
    """Have the page note when the next key is pressed."""
    page.evaluate(
        """addEventListener("keydown", () => { window.pressed = performance.now(); }, { capture: true, once: true })"""
    )


def drawn(page: Page) -> float:
    """Wait until the charts stand still and return the seconds from the key to the last of them."""
    page.wait_for_function(SETTLED, timeout=60_000)
    return page.evaluate("(window.lastDraw - window.pressed) / 1000")


def first_visits(browser: Browser, app: str, empty: str, runs: int = 9) -> None:
    visit(browser, app)
    visit(browser, empty)
    pairs = [(seconds(lambda: visit(browser, empty)), seconds(lambda: visit(browser, app))) for _ in range(runs)]
    report("front page, empty app against ours", [e for e, _ in pairs], [a for _, a in pairs], "at most 1.3")


def sliders(browser: Browser, app: str, empty: str, runs: int = 15) -> None:
    pages = {name: opened(browser, address) for name, address in (("empty", empty), ("/xor", f"{app}/xor"))}
    pages["/neuron"] = opened(browser, f"{app}/neuron")
    for page in pages.values():
        settle(page)
        page.get_by_role("slider").first.focus()
    times: dict[str, list[float]] = {name: [] for name in pages}
    for run in range(runs):
        for name, page in pages.items():
            times[name].append(pressed(page, "ArrowLeft" if run % 2 else "ArrowRight"))
    for name in ("/xor", "/neuron"):
        report(f"slider to repaint, empty app against {name}", times["empty"][1:], times[name][1:], "at most 1.5")
    for page in pages.values():
        page.context.close()


def crowd(browser: Browser, address: str, visitors: int = 20) -> float:
    """Return the seconds until all of many visitors who open the app at once see its title."""
    pages = [browser.new_context().new_page() for _ in range(visitors)]
    start = time.perf_counter()
    for page in pages:
        page.goto(address, wait_until="commit")
    for page in pages:
        page.wait_for_selector("h1", timeout=120_000)
    took = time.perf_counter() - start
    for page in pages:
        page.context.close()
    return took


def crowds(browser: Browser, app: str, empty: str, runs: int = 3) -> None:
    pairs = [(crowd(browser, empty), crowd(browser, app)) for _ in range(runs)]
    report("20 visitors at once, empty app against ours", [e for e, _ in pairs], [a for _, a in pairs], "at most 2")


def scrub(browser: Browser, app: str, runs: int = 20) -> None:
    page = trained(browser, app)
    page.locator(".player .slider:visible").press("End")
    times = sorted(pressed(page, "ArrowLeft") for _ in range(runs))
    frame = 1 / 60
    print(
        f"replay, one frame of four pictures: {times[runs // 2] / frame:.1f} browser frames of 16.7 ms; goal at most 3"
    )
    page.context.close()


WATCH_FRAMES = """() => {
  window.frames = [];
  let shown = 0;
  document.querySelector("[id$='-frame']").addEventListener("input", () => { shown = performance.now(); });
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...args) {
    const from = shown;
    shown = 0;
    if (from) requestAnimationFrame(() => setTimeout(() => frames.push((performance.now() - from) / 1000)));
    return clear.apply(this, args);
  };
}"""
"""Has a page note the seconds from each frame of a replay that plays to its painted pictures."""


def play(browser: Browser, app: str) -> None:
    page = trained(browser, app)
    page.evaluate(WATCH_FRAMES)
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("button", name="Pause", exact=True).wait_for()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    times = sorted(page.evaluate("frames"))
    frame = 1 / 60
    print(
        f"replay that plays {len(times)} frames: {times[len(times) // 2] / frame:.1f} browser frames of 16.7 ms; "
        "goal at most 2"
    )
    page.context.close()


BARE = """
import sys, time, torch
from mlcore.xor.settings import XorSettings
from mlcore.xor import train
torch.set_num_threads(1)
train(XorSettings())
for line in sys.stdin:
    start = time.perf_counter()
    train(XorSettings(seed=int(line)))
    print(time.perf_counter() - start, flush=True)
"""


def new_result(page: Page, key: str) -> float:
    """Press a key that starts a run and return the seconds until its result, and no earlier chart, is drawn."""
    before = page.evaluate(NUMBER)
    listen(page)
    page.keyboard.press(key)
    page.wait_for_function(f"(before) => ![undefined, before].includes({NUMBER})", arg=before, timeout=60_000)
    return drawn(page)


def clicks(browser: Browser, app: str, runs: int = 11) -> None:
    page = trained(browser, app)
    bare = subprocess.Popen([sys.executable, "-c", BARE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    page.locator('[class*="st-key-_new-xor-seed"] button').first.focus()
    pairs = []
    for run in range(runs):
        print(run, file=bare.stdin, flush=True)
        pairs.append((float(next(iter(bare.stdout or []))), new_result(page, "Enter")))
    bare.terminate()
    what = "new seed: bare xor.train against click to finished, replayable run of 2,000 epochs"
    report(what, [b for b, _ in pairs[1:]], [c for _, c in pairs[1:]], "at most 1.6")
    page.context.close()


def main() -> None:
    with sync_playwright() as playwright, Server() as server, Server("benchmarks/empty_app.py") as empty_server:
        app, empty = server.url, empty_server.url
        browser = chromium(playwright)
        trained(browser, app).context.close()
        first_visits(browser, app, empty)
        sliders(browser, app, empty)
        scrub(browser, app)
        play(browser, app)
        clicks(browser, app)
        crowds(browser, app, empty)


if __name__ == "__main__":
    main()
