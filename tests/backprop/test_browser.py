"""The backpropagation lesson in a browser: walking with the keyboard, and an answer that travels in the link."""

import re
from urllib.parse import quote

from playwright.sync_api import expect

from tests.support.browser import words


def opened(visitor):
    """Wait for the page and open the tab of the graph, whatever the link is about."""
    page = visitor.page
    expect(page.get_by_role("button", name="Share")).to_be_visible()
    page.get_by_role("tab", name="One step").click()
    return page


def test_the_step_is_walked_with_the_keyboard_and_stands_in_the_link(tab):
    """The arrow key and the Next button each go one step on, and the address names the step."""
    visitor = tab().open("backprop")
    page = opened(visitor)
    visitor.slider("Step").press("ArrowRight")
    expect(words(page, "after step 1 of 12")).to_be_attached()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(words(page, "after step 2 of 12")).to_be_attached()
    page.wait_for_url("**graph_step.step=2**")


def test_an_answer_travels_in_the_link_and_is_right_there_too(tab):
    """Own answers that live in the session alone are lost with the tab."""
    page = opened(tab().open("backprop?graph_step.step=8"))
    answer = page.get_by_label("∂L/∂v₁", exact=True)
    answer.fill("-0.708")
    answer.press("Enter")
    expect(page.get_by_text("the sign is wrong")).to_be_visible()
    answer.fill("0.708")
    answer.press("Enter")
    expect(page.get_by_text("Right. The tab Three ways below")).to_be_visible()
    expect(words(page, "v1 ∂ 0.708")).to_be_attached()
    page.wait_for_url("**gradient_check.v1=0.708**")
    other = tab().open(page.url.rpartition("/")[2]).page
    expect(words(other, "v1 ∂ 0.708, v2 ∂ ?")).to_be_attached()
    expect(other.get_by_label("∂L/∂v₁", exact=True)).to_have_value("0.708")


def test_a_click_on_a_question_mark_brings_the_learner_to_its_input(tab):
    """The graph is where the question is seen; its input stands beside it, on a phone far below."""
    visitor = tab().open("backprop?graph_step.step=10")
    page = opened(visitor)
    graph = page.get_by_test_id("stVegaLiteChart").locator("svg, canvas").first
    box = visitor.bring(graph)
    across, along = 0.76, 0.065 + 0.45 * (0.34 - 0.065)  # where w22 stands
    page.mouse.click(box["x"] + along * box["width"], box["y"] + across * box["height"])
    answer = page.get_by_label("∂L/∂w₂₂", exact=True)
    expect(answer).to_be_focused()
    page.wait_for_url(re.compile(f"gradient_check.parameter={quote('w₂₂')}"))
