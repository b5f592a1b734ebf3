"""Streamlit's own buttons: the menu stays, those on charts do not."""

from playwright.sync_api import expect


def test_a_chart_has_no_buttons_of_its_own_and_a_listing_can_be_copied(tab):
    """Streamlit's buttons on charts, which replace a chart by numbers, are hidden, and a listing can be copied."""
    visitor = tab().open("neuron")
    page = visitor.page
    expect(page.get_by_role("button", name="Share")).to_be_visible()
    chart = page.get_by_test_id("stVegaLiteChart").first
    chart.hover()
    expect(page.get_by_test_id("stElementToolbarButton").first).to_be_attached()  # there, and out of reach
    for button in page.get_by_test_id("stElementToolbarButton").all():
        expect(button).to_be_hidden()
    visitor.open_tab("Program")
    page.get_by_test_id("stCode").locator("visible=true").first.hover()
    expect(page.get_by_role("button", name="Copy to clipboard").first).to_be_visible()


def test_the_menu_offers_the_themes_and_says_what_this_is(tab):
    """The menu can print the page, turn it dark, and tell what the app is."""
    page = tab().open("neuron").page
    expect(page.get_by_role("button", name="Share")).to_be_visible()
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    menu = page.get_by_role("menu", name="Main menu")
    expect(menu.get_by_role("menuitem", name="Print")).to_be_visible()
    menu.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(17, 23, 30)")
    if not menu.is_visible():
        page.get_by_test_id("stMainMenu").get_by_role("button").click()
    menu.get_by_role("menuitem", name="About").click()
    expect(page.get_by_role("dialog")).to_contain_text("How do neural networks actually work?")
