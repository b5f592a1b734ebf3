"""From page to page: the browser's history, where a page opens, and what a translator may touch."""

import re

from playwright.sync_api import expect

TOP = "document.querySelector('[data-testid=stMain]').scrollTop"
TRANSLATE = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim()) texts.push(walker.currentNode);
    for (const text of texts.filter(text => !text.parentElement.closest('[translate="no"], script, style'))) {
        const wrap = document.createElement("font");
        wrap.textContent = text.data;
        text.replaceWith(wrap);
    }
}"""
"""What a browser's translator does to a page: each text makes way for one of its own, which React does not know."""


def title(visitor):
    return visitor.page.get_by_role("heading", level=1)


def test_one_step_back_leads_to_the_page_before_as_it_was_left(tab):
    """One press of Back leads to the page before, with its settings, however many sliders were moved."""
    visitor = tab().open("")
    visitor.finish()
    visitor.finish()
    home = title(visitor).inner_text()
    visitor.follow("What one neuron computes")
    expect(title(visitor)).to_have_text("What one neuron computes")
    for name, key in (("Weight w₁", "w1=1.1"), ("Weight w₂", "w2=0.6"), ("Bias b", "b=-0.4")):
        visitor.slider(name).press("ArrowRight")
        visitor.page.wait_for_url(re.compile(re.escape(f"neuron.{key}")))
    visitor.finish()
    visitor.follow("Home")
    expect(title(visitor)).to_have_text(home)
    visitor.finish()
    visitor.page.go_back()
    expect(title(visitor)).to_have_text("What one neuron computes")
    for name, value in (("Weight w₁", "1.1"), ("Weight w₂", "0.6"), ("Bias b", "-0.4")):
        expect(visitor.slider(name)).to_have_value(value)
    assert "neuron.w1=1.1" in visitor.page.url
    visitor.finish()
    visitor.page.go_back()
    expect(title(visitor)).to_have_text(home)
    visitor.page.go_forward()
    expect(visitor.slider("Weight w₁")).to_have_value("1.1")


def test_what_a_button_sets_is_no_step_of_its_own(tab):
    """One press of Back leaves the page, although three throws of a die have changed its address."""
    visitor = tab().open("")
    visitor.finish()
    home = title(visitor).inner_text()
    visitor.follow("What one neuron computes")
    expect(title(visitor)).to_have_text("What one neuron computes")
    visitor.finish()
    visitor.open_tab("Many linear layers")
    for _ in range(3):
        before = visitor.page.url
        visitor.page.locator(".st-key-_new-linear_layers-seed button").first.click()
        expect(visitor.page).not_to_have_url(before)
    visitor.finish()
    visitor.page.go_back()
    expect(title(visitor)).to_have_text(home)


def test_a_page_opens_at_its_top(tab):
    """A link at the end of a page opens the next page at its top. Otherwise about one in five opens at its end."""
    visitor = tab().open("neuron")
    expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
    visitor.finish()
    for step in range(10):
        names = ("What one neuron computes", "Four points, one line")
        main = visitor.page.get_by_test_id("stMain")
        main.hover()
        visitor.page.mouse.wheel(0, 100_000)
        visitor.page.wait_for_function(f"{TOP} > 100")
        visitor.rest(300)
        main.get_by_role("link", name=names[1 - step % 2]).click()
        expect(title(visitor)).to_have_text(names[1 - step % 2])
        expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
        visitor.finish()
        assert visitor.page.evaluate(TOP) == 0, step


def test_a_rerun_leaves_the_page_where_it_is(tab):
    """Moving a slider far down a page does not scroll it back to the top."""
    visitor = tab(viewport={"width": 1280, "height": 400}).open("neuron")
    visitor.finish()
    visitor.follow("Four points, one line")
    expect(title(visitor)).to_have_text("Four points, one line")
    visitor.finish()
    visitor.follow("What one neuron computes")
    expect(title(visitor)).to_have_text("What one neuron computes")
    visitor.finish()
    visitor.open_tab("Many linear layers")
    slider = visitor.slider("Layers")
    visitor.page.mouse.wheel(0, 200)  # from here on the page is the visitor's to move
    visitor.page.wait_for_function(f"{TOP} > 100")
    slider.press("ArrowRight")
    expect(visitor.page).to_have_url(re.compile("layers=4"))
    visitor.finish()
    assert visitor.page.evaluate(TOP) > 100


def test_a_translator_leaves_the_page_alone(tab):
    """The page asks not to be translated, and React still changes its title if a translator replaces the texts."""
    visitor = tab().open("neuron")
    expect(visitor.page.locator("html")).to_have_attribute("translate", "no")
    visitor.finish()
    visitor.page.evaluate(TRANSLATE)
    visitor.follow("XOR and the hidden layer")
    expect(title(visitor)).to_have_text("XOR and the hidden layer")
    visitor.page.evaluate(TRANSLATE)
    visitor.follow("Home")
    expect(title(visitor)).not_to_have_text("XOR and the hidden layer")
