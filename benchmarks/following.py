"""How fast pictures follow the hand, and how soon the first one is there: python -m benchmarks.following"""

import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from benchmarks.in_browser import opened, settle
from benchmarks.timing import report
from pages import LESSONS, TAUGHT
from scripts.serving import Server, chromium

FRAME = 1000 / 60
MOVES = 8
HELD = {"neuron": "Weight w₁", "logic_gates": "Weight w₁", "xor": "Weight of h₁ in y"}
"""By page, a slider that its pictures follow."""

CHANGES = """
window.changed = 0;
new MutationObserver(() => { window.changed = performance.now(); }).observe(document, {
  subtree: true, childList: true, attributes: true, characterData: true });
for (const kind of ["pointermove", "keydown"]) {
  addEventListener(kind, () => { window.touched = performance.now(); }, true);
}
"""
"""Has a page note when it was touched last, and when something on it changed last."""

DRAWN = "() => window.lastDraw > window.touched"
STILL = "() => window.changed > window.touched && performance.now() - window.changed > 500"
FIRST = """() => {
  const pictures = [...document.querySelectorAll(".stVegaLiteChart canvas, .stVegaLiteChart svg")];
  pictures.push(...document.querySelectorAll('[data-testid="stCode"] code'));
  for (const component of document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')) {
    pictures.push(...(component.shadowRoot?.querySelectorAll(".stepper .code li") ?? []));
  }
  return pictures.some((picture) => {
    const { top, bottom, width } = picture.getBoundingClientRect();
    return width > 0 && top < innerHeight && bottom > 0;
  });
}"""
"""Whether a picture, or a program that is stepped through or searched for a bug, stands in the first view."""


def held(page: Page, label: str) -> Iterator[float | None]:
    """Hold a slider and move it; yield for each move the browser frames until a picture is repainted, or None."""
    group = page.get_by_role("group", name=label, exact=True).first
    group.scroll_into_view_if_needed()
    box = group.locator("[data-orientation]").bounding_box()
    assert box
    place = group.get_by_role("slider").evaluate("slider => (slider.value - slider.min) / (slider.max - slider.min)")
    x, y = box["x"] + box["width"] * place, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    towards = 1 if place < 0.5 else -1
    for move in range(1, MOVES + 1):
        page.mouse.move(x + towards * move * box["width"] / 12, y)
        try:
            page.wait_for_function(DRAWN, timeout=1000, polling="raf")
            yield page.evaluate("window.lastDraw - window.touched") / FRAME
        except TimeoutError:
            yield None
        page.wait_for_timeout(50)
    page.mouse.up()
    page.wait_for_function(STILL)


def follow(browser: Browser, app: str) -> None:
    """Print of each page how many moves its pictures follow before the release, and how fast."""
    for slug, label in HELD.items():
        page = ready(browser, f"{app}/{slug}")
        frames = [frame for frame in held(page, label) if frame is not None]
        middle, late = statistics.median(frames), sorted(frames)[int(0.9 * (len(frames) - 1))]
        print(
            f"/{slug}, a held slider: pictures follow {len(frames)} of {MOVES} moves (goal 6), "
            f"median {middle:.1f} and p90 {late:.1f} browser frames (goals 1.3 and 3)"
        )
        page.context.close()


def ready(browser: Browser, address: str) -> Page:
    """Open a page and wait until it stands still."""
    page = opened(browser, address)
    page.evaluate(CHANGES)
    settle(page)
    page.evaluate("window.touched = 0; window.changed = performance.now()")
    page.wait_for_function(STILL)
    return page


def released(page: Page, key: str) -> float:
    """Press a key on the slider that has the focus; return the seconds until nothing on the page changes any more."""
    page.keyboard.press(key)
    page.wait_for_function(STILL)
    return page.evaluate("(window.changed - window.touched) / 1000")


def release(browser: Browser, app: str, empty: str, runs: int = 15) -> None:
    """Compare the time from a slider's release to its numbers with an empty app's."""
    pages = {slug: (ready(browser, f"{app}/{slug}"), label) for slug, label in HELD.items()}
    pages[""] = ready(browser, empty), "Value"
    times: dict[str, list[float]] = {slug: [] for slug in pages}
    for run in range(runs + 1):
        for slug, (page, label) in pages.items():
            page.bring_to_front()
            page.get_by_role("group", name=label, exact=True).first.get_by_role("slider").focus()
            times[slug].append(released(page, "ArrowLeft" if run % 2 else "ArrowRight"))
    for slug in HELD:
        report(f"release of a slider, empty app against /{slug}", times[""][1:], times[slug][1:], "at most 1.5")


def first_picture(browser: Browser, server: Server, path: str) -> float:
    """Return the seconds from a new server's first visit to a picture in the first view."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(f"{server.url}/{path}", wait_until="commit")
    page.wait_for_function(FIRST, timeout=120_000, polling="raf")
    seconds = page.evaluate("performance.now() / 1000")
    page.context.close()
    return seconds


def first_pictures(browser: Browser) -> None:
    """Print how soon each lesson shows its first picture, each on a new server."""
    with Server("benchmarks/empty_app.py") as server:
        empty = first_picture(browser, server, "")
    print(f"first picture, cold: empty app {empty:.2f} s")
    for lesson in (LESSONS[0], *TAUGHT):
        with Server(RUN_CACHE="") as server:
            seconds = first_picture(browser, server, "" if lesson is LESSONS[0] else lesson.slug)
        print(f"  /{lesson.slug}: {seconds:.2f} s, {seconds - empty:+.2f} s; goal at most +1.5 s", flush=True)


def main() -> None:
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        with Server() as server, Server("benchmarks/empty_app.py") as empty:
            follow(browser, server.url)
            release(browser, server.url, empty.url)
        first_pictures(browser)


if __name__ == "__main__":
    main()
