"""Pages on paper."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_shows_the_page_in_black_on_white_and_nothing_of_the_app(tab, scheme):
    """A worksheet with a menu on it, white on black, or cut after the first sheet."""
    visitor = tab(own=True, color_scheme=scheme)
    visitor.open("teachers")
    visitor.page.get_by_role("tab", name="Worksheets").click()
    sheet = visitor.page.get_by_text("Worksheet 3: One convolution by hand", exact=True)
    expect(sheet).to_be_visible()
    visitor.page.emulate_media(media="print", color_scheme=scheme)
    for selector in ("[data-testid=stHeader]", "[role=tablist]", "[class*=st-key-_print]"):
        for place in visitor.page.locator(selector).all():
            expect(place).to_be_hidden()
    colours = (
        "place => [getComputedStyle(place).color, getComputedStyle(document.querySelector('.stApp')).backgroundColor]"
    )
    assert sheet.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    main = visitor.page.get_by_test_id("stMain")
    assert main.evaluate("place => getComputedStyle(place).overflow") == "visible"
    assert main.evaluate("place => place.clientHeight > window.innerHeight")
