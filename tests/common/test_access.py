"""For everybody: keyboard, phone, both themes, screen readers, and what the browser remembers."""

import json
import re

import pytest
from playwright.sync_api import expect

from pages import LESSONS
from tests.support.access import PHONE, keyboard_to, serious, turn
from tests.support.browser import tabs

OWN = "classification.dataset=own&classification.train_size=60&classification.hidden=8&classification.epochs=20"
PATHS = ["", "xor", f"classification?{OWN}", "mnist?mnist.epochs=1&mnist.model=linear"]
MEMORY = "neural-networks-progress"
OVERHANG = """() => Math.max(
    ...[document.scrollingElement, document.querySelector('[data-testid="stMain"]')]
        .map(element => element.scrollWidth - element.clientWidth),
    ...[...document.querySelectorAll('.stVegaLiteChart > :is(svg, canvas)')]
        .map(chart => Math.floor(chart.getBoundingClientRect().right - window.innerWidth)))"""
PICTURES = '.stVegaLiteChart :is(svg, canvas):visible, [class*="st-key-_stepper"]:visible'
WIDEST = """() => Math.max(0, ...[...document.querySelectorAll('.stVegaLiteChart > :is(svg, canvas)')]
    .map(chart => parseFloat(chart.style.width || chart.getAttribute("width"))))"""
"""The width of the widest chart of a page, in tabs that are not open, too."""

PICTURE = 230
"""Side of a chart, without its axes."""

REPLAY = '[class*="st-key-_replay"] canvas'


def wait_for_size(visitor, condition: str) -> None:
    """Wait until the charts of the run have a size: what the first answer of the server shows may be another one."""
    visitor.page.wait_for_function(
        f"""() => [...document.querySelectorAll('{REPLAY}')].some(canvas => {{
            const {{width, height}} = canvas.getBoundingClientRect();
            return {condition};
        }})"""
    )


def open_page(visitor, path: str):
    """Open a page and wait until it stands, the charts of its run included."""
    visitor.open(path)
    if path:
        expect(visitor.canvas).to_be_visible()
    visitor.finish()
    return visitor.page


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.partition("?")[0] or "home")
def standing(request, spares):
    """A page that stands, opened once for the tests that look at it, by a visitor who prefers dark pages."""
    with tabs(spares, request) as tab:
        visitor = tab(color_scheme="dark")
        open_page(visitor, request.param)
        yield visitor


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_serious(standing, scheme):
    """Too little contrast, a control without a name, a chart that a screen reader skips."""
    turn(standing, scheme)
    assert serious(standing.page) == []


def test_every_picture_has_a_name_for_screen_readers(standing):
    """Every chart has a label for screen readers, and every image an alternative text."""
    page = standing.page
    charts = page.get_by_test_id("stVegaLiteChart")
    assert charts.count() >= 2 or page.url.endswith("/")  # the front page has other pictures
    for chart in charts.all():
        expect(chart).to_have_attribute("aria-label", re.compile(".{8,}"))
    assert page.locator("img:not([alt])").count() == 0


def test_the_document_names_its_language(standing):
    """The page names its language, so a screen reader reads it with the right voice."""
    assert standing.page.locator("html").get_attribute("lang") == "en"


def test_the_page_follows_the_visitors_theme(tab):
    """A page that stays light on a system that turns dark in the evening."""
    visitor = tab(color_scheme="light").open()
    for scheme in ("light", "dark", "light"):
        turn(visitor, scheme)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_a_phone_scrolls_down_and_never_sideways(tab, lesson):
    """No page is wider than the screen: 320 pixels are the smallest phone, and 1280 at a zoom of 400 %."""
    visitor = tab(**PHONE).open("" if lesson is LESSONS[0] else lesson.slug)
    if lesson.is_taught:
        expect(visitor.page.locator(PICTURES).first).to_be_visible()
        expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
    visitor.finish()
    visitor.page.wait_for_function(f"() => ({OVERHANG})() <= 0")
    visitor.page.wait_for_function(f"() => ({WIDEST})() <= 360 - 2 * 16")  # or it would move sideways in its place
    for width in (360, 320):
        visitor.page.set_viewport_size({"width": width, "height": 640})
        visitor.page.wait_for_function(
            """() => [document.scrollingElement, document.querySelector('[data-testid="stMain"]')].every(
                element => element.scrollWidth <= element.clientWidth)"""
        )


def test_a_phone_shows_the_charts_one_under_the_other(tab):
    """A phone shows the four charts in one column, and the replay's slider follows a tap."""
    visitor = tab(**PHONE)
    open_page(visitor, "xor?xor.epochs=500")
    wait_for_size(visitor, f"width < {2 * PICTURE} && height > {3 * PICTURE}")
    visitor.frame.press("End")
    expect(visitor.epoch).to_have_text("Epoch 500")
    box = visitor.bring(visitor.frame)
    visitor.page.touchscreen.tap(box["x"] + 4, box["y"] + box["height"] / 2)
    assert int(visitor.epoch.inner_text().removeprefix("Epoch ")) < 100


@pytest.mark.parametrize("width", [700, 1024])
def test_a_narrow_window_gets_fewer_columns(tab, width):
    """On a computer, too, a window of 700 or 1024 pixels has its charts in several rows, and none hangs over."""
    visitor = tab(viewport={"width": width, "height": 800})
    open_page(visitor, "xor?xor.epochs=500")
    visitor.page.wait_for_function(f"() => ({OVERHANG})() <= 0")
    wait_for_size(visitor, f"width > {2 * PICTURE} && height > {2 * PICTURE}")


def test_the_lesson_can_be_used_by_keyboard_alone(tab):
    """A control that only a mouse can reach."""
    visitor = tab()
    page = open_page(visitor, "xor?xor.epochs=500")
    keyboard_to(page, page.get_by_role("tab", name="Trained"))
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="By hand")).to_have_attribute("aria-selected", "true")
    keyboard_to(page, visitor.slider("Bias of y"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    visitor.says("4 of 4 are right")
    keyboard_to(page, page.get_by_role("radio", name="an OR", exact=True))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("1 of 5 challenges solved")).to_be_visible()
    keyboard_to(page, page.get_by_role("tab", name="By hand"))
    page.keyboard.press("ArrowRight")
    keyboard_to(page, visitor.slider("Hidden units"))
    page.keyboard.press("ArrowRight")
    visitor.says("3 hidden units")
    keyboard_to(page, visitor.frame)
    page.keyboard.press("End")
    expect(visitor.epoch).to_have_text("Epoch 500")
    page.keyboard.press("Home")
    expect(visitor.epoch).to_have_text("Epoch 0")


def test_a_chart_tells_what_it_shows_now(tab):
    """The words for screen readers follow the sliders, and no sighted visitor sees them on the page."""
    visitor = tab().open("xor?xor.epochs=200")
    visitor.says("2 of 4 are right")
    for _ in range(2):
        visitor.slider("Bias of y").press("ArrowLeft")
    visitor.says("4 of 4 are right")
    sizes = visitor.page.locator("p.visually-hidden").evaluate_all(
        "all => all.map(p => p.offsetWidth * p.offsetHeight)"
    )
    assert set(sizes) <= {0, 1}  # those of other tabs take no place at all


def test_answers_and_solved_challenges_survive_a_reload(tab):
    """Answers and solved challenges are still there after the page is loaded again, and on the front page."""
    visitor = tab()
    page = open_page(visitor, "xor?xor.epochs=500")
    page.get_by_role("radio", name="They stay copies of each other").check(force=True)
    expect(page.get_by_text("Noted. The answer stands here")).to_be_visible()
    visitor.open_tab("Trained")
    page.get_by_role("radio", name="equal", exact=True).click()
    expect(page.get_by_text("You predicted right.")).to_be_visible()
    visitor.open_tab("By hand")
    page.get_by_role("radio", name="an AND").check(force=True)
    for _ in range(2):
        visitor.slider("Bias of y").press("ArrowLeft")
    expect(page.get_by_text("1 of 5 challenges solved")).to_be_visible()
    page.wait_for_function("key => (localStorage.getItem(key) || '').includes('by-hand')", arg=MEMORY)
    open_page(visitor, "xor?xor.epochs=500")
    expect(visitor.slider("Bias of y")).to_have_value("-0.5")
    expect(page.get_by_text("1 of 5 challenges solved")).to_be_visible()
    expect(page.get_by_role("radio", name="They stay copies of each other")).to_be_checked()
    expect(page.get_by_text("You predicted right.")).to_be_visible()
    open_page(visitor, "")
    expect(page.get_by_text("1 of 5 challenges solved")).to_be_visible()


def test_damaged_memory_is_ignored(tab):
    """The page ignores what another script or a curious visitor left in localStorage, and goes on working."""
    damaged = [
        "not json",
        "null",
        "[1, 2]",
        '{"answers": null, "solved": null, "ways": null}',
        '{"answers": {"xor": 77}, "solved": {"xor": 5}, "ways": {"xor--by-hand": 1}}',
        json.dumps({"answers": {}, "solved": {"xor": ["<img src=x onerror=alert(1)>"]}}),
    ]
    visitor = tab(own=True).open()
    errors = []
    visitor.page.on("pageerror", lambda error: errors.append(error))
    for stored in damaged:
        visitor.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [MEMORY, stored])
        visitor.open("neuron")
        expect(visitor.page.get_by_text(re.compile("^0 of [0-9]+ challenges solved$"))).to_be_visible()
        visitor.page.wait_for_function("([key, text]) => localStorage.getItem(key) !== text", arg=[MEMORY, stored])
    page = open_page(visitor, "xor?xor.epochs=500")
    visitor.open_tab("By hand")
    page.get_by_role("radio", name="an AND").check(force=True)
    visitor.slider("Bias of y").press("ArrowLeft")
    visitor.slider("Bias of y").press("ArrowLeft")
    expect(page.get_by_text("1 of 5 challenges solved")).to_be_visible()
    assert errors == []


def test_progress_that_an_earlier_version_kept_is_read_again(tab):
    """Empty entries of lessons with an underscore in their name had made all that was kept unreadable."""
    old = {"answers": {"logic_gates": 0, "xor": 1}, "solved": {"logic_gates": [], "neuron": [], "xor": ["by-hand"]}}
    visitor = tab(own=True)
    visitor.page.add_init_script(
        f"localStorage.getItem('{MEMORY}') || localStorage.setItem('{MEMORY}', {json.dumps(json.dumps(old))})"
    )
    page = open_page(visitor, "")
    expect(page.get_by_text("1 of 5 challenges solved")).to_be_visible()
    page.get_by_role("link", name="Four points, one line").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Four points, one line")
    open_page(visitor, "")
    expect(page.get_by_text("1 of 5 challenges solved")).to_be_visible()
    open_page(visitor, "xor?xor.epochs=500")
    expect(page.get_by_role("radio", name="They stay copies of each other")).to_be_checked()
