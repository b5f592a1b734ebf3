"""Make the pictures of the pages from the pages themselves: ``python -m scripts.make_pictures [lesson ...]``.

For each lesson two cards for the front page, in the light and in the dark theme; without a lesson's name also the
README's animation.
"""

import io
import sys
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from pages import TAUGHT
from scripts.screenshots import Theme, open_page
from scripts.serving import Server, chromium

ROOT = Path(__file__).parents[1]
CARDS = ROOT / "static" / "cards"
CARD = (480, 240)
THEMES: tuple[Theme, ...] = ("light", "dark")
ANIMATION = ROOT / "docs" / "xor.gif"
ANIMATED = "xor?xor.seed=1"
FRAMES, MILLISECONDS = 40, 120
MOVE = """(slider, at) => new Promise((done) => {
  slider.value = at;
  slider.dispatchEvent(new Event("input"));
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)));
})"""
"""Moves the player, and ends when its frame is drawn."""


def main() -> None:
    """Make the pictures that the command line asks for."""
    slugs = sys.argv[1:] or [lesson.slug for lesson in TAUGHT]
    with Server() as server, sync_playwright() as playwright:
        browser = chromium(playwright)
        for slug in slugs:
            for theme in THEMES:
                make_card(browser, server.url, slug, theme)
        if not sys.argv[1:]:
            make_animation(browser, server.url)


def make_card(browser: Browser, address: str, slug: str, theme: Theme) -> None:
    """Write what the first stage of a lesson shows, as small as its card."""
    page = open_page(browser, address, slug, theme=theme)
    place = visible(page, ':is([class*="st-key-_picture"] .stVegaLiteChart, [class*="st-key-_stepper"])')
    place.scroll_into_view_if_needed()
    shot = Image.open(io.BytesIO(place.screenshot())).convert("RGB")
    background = page.locator('[data-testid="stApp"]').evaluate("app => getComputedStyle(app).backgroundColor")
    card = ImageOps.pad(shot, CARD, Image.Resampling.LANCZOS, color=background)
    CARDS.mkdir(parents=True, exist_ok=True)
    path = CARDS / f"{slug}-{theme}.webp"
    card.save(path, quality=85, method=6)
    page.context.close()
    print(path)


def visible(page: Page, selector: str) -> Locator:
    """Return the first element of a kind that is in sight: those of other tabs are not."""
    return page.locator(selector).locator("visible=true").first


def make_animation(browser: Browser, address: str) -> None:
    """Write a replay of the XOR lesson's stage."""
    page = open_page(browser, address, ANIMATED, tab="Trained")
    frame = visible(page, ".player .slider")
    last = int(frame.get_attribute("max") or 0)
    shots = []
    for number in range(FRAMES + 1):
        frame.evaluate(MOVE, number * last // FRAMES)
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        shots.append(shot.resize((shot.width * 2 // 3, shot.height * 2 // 3), Image.Resampling.LANCZOS))
    first, *others = [shot.quantize(64) for shot in shots]
    times = [*[MILLISECONDS] * FRAMES, 2000]
    first.save(ANIMATION, save_all=True, append_images=others, duration=times, loop=0, optimize=True)
    page.context.close()
    print(ANIMATION)


if __name__ == "__main__":
    main()
