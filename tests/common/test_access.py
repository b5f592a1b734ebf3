"""For everybody: keyboard, phone, both themes, screen readers, and what the browser remembers."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pages import LESSONS

OWN = "classification.dataset=own&classification.train_size=60&classification.hidden=8&classification.epochs=20"
PATHS = ["", "xor", f"classification?{OWN}", "mnist?mnist.epochs=1&mnist.model=linear"]
MEMORY = "neural-networks-progress"
NAVIGATION, CODE = '[data-testid="stSidebarNav"]', '[data-testid="stCode"]'
KNOWN = {
    "list": NAVIGATION,  # Streamlit puts the headings of its sections between the items of one list
    "listitem": NAVIGATION,
    "scrollable-region-focusable": CODE,  # Streamlit's own box; browsers make what scrolls focusable by themselves
}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36",
}
OVERHANG = """() => Math.max(
    ...[document.scrollingElement, document.querySelector('[data-testid="stMain"]')]
        .map(element => element.scrollWidth - element.clientWidth),
    ...[...document.querySelectorAll('.stVegaLiteChart > :is(svg, canvas)')]
        .map(chart => Math.floor(chart.getBoundingClientRect().right - window.innerWidth)))"""
PICTURE = 230
"""Side of a chart, without its axes."""


def open_page(visitor, path: str):
    """Open a page and wait until it stands, the charts of its run included."""
    visitor.open(path)
    if path:
        expect(visitor.canvas).to_be_visible()
    expect(visitor.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    return visitor.page


def keyboard_to(page, locator, presses: int = 90) -> None:
    """Reach an element with the Tab key alone."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === element.getRootNode().activeElement"):
            return
    pytest.fail("the Tab key never came there")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.partition("?")[0] or "home")
def test_axe_finds_nothing_serious(tab, path, scheme):
    """Too little contrast, a control without a name, a chart that a screen reader skips."""
    visitor = tab(color_scheme=scheme)
    page = open_page(visitor, path)
    visitor.rest(1500)  # what trains is trained, so that no element goes while it is looked at
    result = Axe().run(page, options={"resultTypes": ["violations"]})
    found = [
        f"{violation['id']}: {node['target']} {node['html'][:300]}"
        for violation in result.response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if not page.locator(str(node["target"][-1])).first.evaluate(
            "(element, known) => Boolean(known && element.closest(known))", KNOWN.get(violation["id"])
        )
    ]
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_visitors_theme(tab, scheme):
    """A chart with dark ink on a dark page."""
    page = open_page(tab(color_scheme=scheme), "xor")
    colour = page.get_by_test_id("stApp").evaluate("element => getComputedStyle(element).backgroundColor")
    brightness = sum(map(int, re.findall(r"\d+", colour)[:3])) / 3
    assert (brightness > 200) if scheme == "light" else (brightness < 60)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_a_phone_scrolls_down_and_never_sideways(tab, lesson):
    """Something on the page would be wider than the screen."""
    visitor = tab(**PHONE).open("" if lesson is LESSONS[0] else lesson.slug)
    if lesson is not LESSONS[0]:
        expect(visitor.page.get_by_test_id("stVegaLiteChart").locator("svg, canvas").first).to_be_visible()
        expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
    expect(visitor.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert visitor.page.evaluate(OVERHANG) <= 0


QUICK = {
    "xor": "xor.epochs=100",
    "regression": "regression.epochs=20",
    "classification": OWN,
    "debugging": "debugging.epochs=10",
    "mnist": "mnist.epochs=1&mnist.model=linear",
}


@pytest.mark.parametrize("lesson", LESSONS[1:], ids=lambda lesson: lesson.slug)
def test_the_smallest_phone_and_the_largest_zoom_never_scroll_sideways(tab, lesson):
    """A chart that is wider than the screen would take the whole page with it: 320 pixels are 1280 at 400 %."""
    visitor = tab(**{**PHONE, "viewport": {"width": 320, "height": 640}})
    visitor.open(f"{lesson.slug}?{QUICK.get(lesson.slug, '')}")
    expect(visitor.page.get_by_test_id("stVegaLiteChart").locator("svg, canvas").first).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
    expect(visitor.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    for width in (320, 360):
        visitor.page.set_viewport_size({"width": width, "height": 640})
        visitor.page.wait_for_function(
            """() => [document.scrollingElement, document.querySelector('[data-testid="stMain"]')].every(
                element => element.scrollWidth <= element.clientWidth)"""
        )


def test_a_phone_shows_the_charts_one_under_the_other(tab):
    """Five charts side by side would be too small to read, or too wide."""
    visitor = tab(**PHONE)
    open_page(visitor, "xor?xor.epochs=500")
    box = visitor.canvas.bounding_box()
    assert box["width"] < 2 * PICTURE
    assert box["height"] > 5 * PICTURE
    visitor.frame.scroll_into_view_if_needed()
    box = visitor.frame.bounding_box()
    visitor.page.touchscreen.tap(box["x"] + 4, box["y"] + box["height"] / 2)
    assert float(visitor.epoch.input_value()) < 100


@pytest.mark.parametrize("width", [700, 1024])
def test_a_narrow_window_gets_fewer_columns(tab, width):
    """Only phones would be asked how wide they are."""
    visitor = tab(viewport={"width": width, "height": 800})
    open_page(visitor, "xor?xor.epochs=500")
    visitor.page.wait_for_function(f"() => ({OVERHANG})() <= 0")
    box = visitor.canvas.bounding_box()
    assert box["width"] > 2 * PICTURE
    assert box["height"] > 3 * PICTURE


def test_the_lesson_can_be_used_by_keyboard_alone(tab):
    """A control that only a mouse can reach."""
    visitor = tab()
    page = open_page(visitor, "xor?xor.epochs=500")
    keyboard_to(page, visitor.slider("Bias of y"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("1 of 8 solved")).to_be_visible()
    keyboard_to(page, visitor.slider("Hidden units"))
    page.keyboard.press("ArrowRight")
    visitor.says("3 hidden units")
    keyboard_to(page, visitor.frame)
    page.keyboard.press("Home")
    expect(visitor.epoch).to_have_value("0")


def test_the_document_names_its_language(tab):
    """A screen reader would read with the wrong voice."""
    page = open_page(tab(), "")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("path", PATHS[1:], ids=lambda path: path.partition("?")[0])
def test_every_chart_has_a_name_for_screen_readers(tab, path):
    """A chart would be announced as nothing but a graphic."""
    page = open_page(tab(), path)
    charts = page.get_by_test_id("stVegaLiteChart")
    assert charts.count() >= 2
    for chart in charts.all():
        expect(chart).to_have_attribute("aria-label", re.compile(".{8,}"))
    assert page.locator("img:not([alt])").count() == 0


def test_a_chart_tells_what_it_shows_now(tab):
    """New numbers in place would leave the words of the first ones, or show those words on the page."""
    visitor = tab().open("xor?xor.epochs=200")
    visitor.says("2 of 4 are right")
    for _ in range(2):
        visitor.slider("Bias of y").press("ArrowLeft")
    visitor.says("4 of 4 are right")
    sizes = visitor.page.locator("p.visually-hidden").evaluate_all(
        "all => all.map(p => p.offsetWidth * p.offsetHeight)"
    )
    assert set(sizes) == {1}


def test_answers_and_solved_challenges_survive_a_reload(tab):
    """Progress would be lost with the tab."""
    visitor = tab()
    page = open_page(visitor, "xor?xor.epochs=500")
    page.get_by_role("radio", name="three").check(force=True)
    expect(page.get_by_text("You predicted right.")).to_be_visible()
    visitor.slider("Bias of y").press("ArrowLeft")
    visitor.slider("Bias of y").press("ArrowLeft")
    expect(page.get_by_text("1 of 8 solved")).to_be_visible()
    page.wait_for_function("key => (localStorage.getItem(key) || '').includes('by-hand')", arg=MEMORY)
    open_page(visitor, "xor?xor.epochs=500")
    expect(visitor.slider("Bias of y")).to_have_value("-0.5")
    expect(page.get_by_text("1 of 8 solved")).to_be_visible()
    expect(page.get_by_role("radio", name="three")).to_be_checked()
    open_page(visitor, "")
    expect(page.get_by_text("1 of 8 challenges solved")).to_be_visible()


@pytest.mark.parametrize(
    "stored",
    [
        "not json",
        "null",
        "[1, 2]",
        '{"answers": null, "solved": null}',
        '{"answers": {"xor": 77}, "solved": {"xor": 5}}',
        json.dumps({"answers": {}, "solved": {"xor": ["<img src=x onerror=alert(1)>"]}}),
    ],
)
def test_damaged_memory_is_ignored(tab, stored):
    """What another script or a curious visitor left in localStorage would stop the page."""
    visitor = tab()
    visitor.page.add_init_script(f"localStorage.setItem({json.dumps(MEMORY)}, {json.dumps(stored)})")
    errors = []
    visitor.page.on("pageerror", lambda error: errors.append(error))
    page = open_page(visitor, "xor?xor.epochs=500")
    expect(page.get_by_text("0 of 8 solved")).to_be_visible()
    visitor.slider("Bias of y").press("ArrowLeft")
    visitor.slider("Bias of y").press("ArrowLeft")
    expect(page.get_by_text("1 of 8 solved")).to_be_visible()
    assert errors == []


def test_progress_that_an_earlier_version_kept_is_read_again(tab):
    """Empty entries of lessons with an underscore in their name had made all that was kept unreadable."""
    old = {"answers": {"logic_gates": 0, "xor": 1}, "solved": {"logic_gates": [], "neuron": [], "xor": ["by-hand"]}}
    visitor = tab()
    visitor.page.add_init_script(
        f"localStorage.getItem('{MEMORY}') || localStorage.setItem('{MEMORY}', {json.dumps(json.dumps(old))})"
    )
    page = open_page(visitor, "")
    expect(page.get_by_text("1 of 8 challenges solved")).to_be_visible()
    page.get_by_role("link", name="Four points, one line").first.click()
    expect(page.get_by_text("of 5 solved")).to_be_visible()
    open_page(visitor, "")
    expect(page.get_by_text("1 of 8 challenges solved")).to_be_visible()
    open_page(visitor, "xor?xor.epochs=500")
    expect(page.get_by_role("radio", name="three")).to_be_checked()
