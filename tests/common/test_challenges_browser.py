"""Challenges in a browser, where only the part of a page that was touched runs again."""

from playwright.sync_api import expect


def test_a_challenge_follows_its_sliders_in_its_place(tab):
    """A challenge's note follows its sliders, stands there once, and outlasts another experiment."""
    visitor = tab().open("neuron")
    page = visitor.page
    page.get_by_role("radio", name="3", exact=True).click()
    missing = page.get_by_text("The slope at your point is")
    expect(missing).to_have_count(1)
    page.get_by_role("radio", name="ReLU", exact=True).click()
    expect(page.get_by_text("activation are not those of the start.")).to_have_count(1)
    expect(missing).to_have_count(0)
    visitor.open_tab("Many linear layers")
    visitor.slider("Layers").press("ArrowRight")
    visitor.open_tab("One neuron")
    expect(page.get_by_text("activation are not those of the start.")).to_have_count(1)
    page.get_by_role("radio", name="sigmoid", exact=True).click()
    expect(missing).to_have_count(1)
    expect(page.get_by_text("0 of 5 challenges solved")).to_have_count(1)
