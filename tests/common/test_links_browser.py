"""The address is the state: links, the back button and the share dialog."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect


def parameters(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def test_a_link_as_the_first_request_of_a_server_opens_in_the_frame(new_server, tab):
    """On a fresh server Streamlit's old multipage mode shows a lesson without navigation and loses its parameters."""
    visitor = tab(new_server()).open("xor?xor.hidden=4&xor.activation=relu&xor_by_hand.out_b=-1.5")
    expect(visitor.navigation.get_by_role("button").first).to_be_visible()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("XOR and the hidden layer")
    expect(visitor.slider("Hidden units")).to_have_value("4")
    expect(visitor.page.get_by_role("radio", name="ReLU", exact=True).first).to_be_checked()
    expect(visitor.slider("Bias of y")).to_have_value("-1.5")
    visitor.says("4 hidden units (relu)")
    expect(visitor.page).to_have_url(re.compile(r"\bxor\.activation=ReLU\b"))
    expected = {"xor.hidden": ["4"], "xor.activation": ["ReLU"], "xor_by_hand.out_b": ["-1.5"]}
    assert parameters(visitor.page.url) == expected


def test_the_address_follows_a_control(tab):
    """The address names each setting that is not at its default, so a copied address shows the same screen."""
    visitor = tab().open("xor")
    visitor.slider("Hidden units").press("ArrowRight")
    expect(visitor.page).to_have_url(re.compile(r"[?&]xor\.hidden=3\b"))
    visitor.says("3 hidden units")
    visitor.page.get_by_role("radio", name="sigmoid").first.click()
    expect(visitor.page).to_have_url(re.compile(r"[?&]xor\.activation=sigmoid\b"))
    visitor.slider("Hidden units").press("ArrowLeft")
    expect(visitor.page).not_to_have_url(re.compile("hidden"))  # defaults are left out


def test_an_option_of_two_words_is_read_again_from_the_address(tab):
    """An option of two words is read again from the address, where its space is written as a plus sign."""
    visitor = tab().open("neuron?neuron.activation=leaky_relu&neuron.w1=2.0")
    for _ in range(2):
        expect(visitor.page.get_by_role("radio", name="leaky ReLU", exact=True)).to_be_checked()
        visitor.finish()
        assert parameters(visitor.page.url) == {"neuron.activation": ["leaky ReLU"], "neuron.w1": ["2.0"]}
        assert visitor.alert("ignored").count() == 0
        visitor.page.reload()


def test_a_copied_address_shows_another_visitor_the_same_numbers(tab):
    """A copied address shows another visitor the same number and the same words about the charts."""
    first = tab().open("xor?xor.seed=5&xor.epochs=500")
    first.slider("Hidden units").press("ArrowRight")
    first.says("3 hidden units")
    expect(first.page).to_have_url(re.compile("hidden"))
    second = tab().open(urlsplit(first.page.url)._replace(scheme="", netloc="").geturl().lstrip("/"))
    assert second.number == first.number
    told = [visitor.page.locator("p.visually-hidden").all_inner_texts() for visitor in (first, second)]
    assert told[0] == told[1]


def test_the_back_button_returns_to_the_lesson_as_it_was(tab):
    """Back brings the visitor to the lesson with the settings and the address that it had."""
    visitor = tab().open("xor?xor.hidden=4&xor.epochs=200")
    visitor.says("4 hidden units")
    visitor.follow("Home")
    expect(visitor.page.get_by_role("heading", level=1)).not_to_have_text("XOR and the hidden layer")
    visitor.page.go_back()
    expect(visitor.slider("Hidden units")).to_have_value("4")
    visitor.says("4 hidden units (tanh) learning XOR over 200 epochs")
    assert parameters(visitor.page.url) == {"xor.hidden": ["4"], "xor.epochs": ["200"]}


def test_a_broken_link_says_what_it_could_not_set(tab):
    """The page names each wrong value of a link, takes it out of the address, and keeps the right ones."""
    visitor = tab().open("xor?xor.hidden=99&xor.activation=softplus&xor.seed=7")
    for text in ("xor.hidden=99", "xor.activation=softplus"):
        expect(visitor.alert(text)).to_be_visible()
    expect(visitor.page).to_have_url(re.compile(r"\?xor\.seed=7$"))
    visitor.says("2 hidden units (tanh)")


def test_what_a_link_says_of_an_experiment_in_another_tab_stands_on_the_first_screen_as_text(tab):
    """A warning about another tab's setting is on the first screen, as plain text, and comes only once."""
    visitor = tab().open("neuron?linear_layers.layers=99&neuron.%60[win](https://example.org)%60=1")
    for text in ("linear_layers.layers=99", "[win](https://example.org)"):
        expect(visitor.alert(text)).to_be_in_viewport()
    expect(visitor.page.get_by_role("link", name="win")).to_have_count(0)
    visitor.open_tab("Many linear layers")
    visitor.slider("Layers").press("ArrowRight")
    expect(visitor.page).to_have_url(re.compile(r"linear_layers\.layers="))
    visitor.open_tab("One neuron")
    visitor.slider("Bias b").press("ArrowRight")
    expect(visitor.page).to_have_url(re.compile(r"neuron\.b="))
    for text in ("linear_layers.layers=99", "[win](https://example.org)"):
        expect(visitor.alert(text)).to_have_count(1)


def test_the_share_dialog_gives_the_link_and_its_code(tab):
    """The dialog has a link with every changed setting and a QR code, and the link opens these settings."""
    visitor = tab().open("xor?xor_by_hand.out_w1=2.0&xor.activation=sigmoid&xor.epochs=500")
    visitor.page.get_by_role("button", name="Share").click()
    dialog = visitor.page.get_by_role("dialog")
    link = dialog.get_by_test_id("stCode")
    expect(link).to_contain_text("/xor?")
    shared = link.inner_text().strip()
    assert shared.startswith(visitor.url)
    expected = {"xor_by_hand.out_w1": ["2.0"], "xor.activation": ["sigmoid"], "xor.epochs": ["500"]}
    assert parameters(shared) == expected
    code = dialog.get_by_role("img", name="QR code of this link")
    expect(code).to_be_visible()
    assert code.bounding_box()["width"] > 100
    friend = tab().open(shared.removeprefix(visitor.url).lstrip("/"))
    friend.says("(sigmoid) learning XOR over 500 epochs")
    expect(friend.slider("Weight of h₁ in y")).to_have_value("2")


def test_an_old_link_to_an_experiment_that_has_moved_arrives_there_and_back_leaves_it(tab):
    """An old link opens the new page with its settings, and Back leads to the page before the link."""
    visitor = tab().open("neuron")
    page = visitor.page
    page.goto(f"{visitor.url}/xor?xor_seeds.hidden=6")
    expect(page).to_have_url(re.compile(r"/luck\?"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Same code, different result")
    visitor.open_tab("Many seeds")
    expect(page.get_by_role("group", name="Hidden units").locator("visible=true").get_by_role("slider")).to_have_value(
        "6"
    )
    assert parameters(page.url)["xor_seeds.hidden"] == ["6"]
    page.go_back()
    expect(page).to_have_url(re.compile(r"/neuron\b"))
    visitor.rest()
    expect(page).to_have_url(re.compile(r"/neuron\b"))
