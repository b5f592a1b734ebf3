"""From a seed that failed among many to its replay, and from the page before to run A."""

import re

from playwright.sync_api import expect


def test_a_failed_seed_leads_to_its_replay_in_sight_and_in_the_address(tab):
    """The button opens the replay of a failed seed on the screen, and the address carries its seed and epochs."""
    visitor = tab().open("luck?xor_seeds.activation=relu&xor_seeds.seeds=16&xor_seeds.epochs=200")
    page = visitor.page
    visitor.open_tab("Many seeds")
    expect(page.get_by_role("button", name="Replay it as run A")).to_be_visible()
    visitor.finish()
    page.get_by_role("combobox", name="A seed that fails").click()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Replay it as run A").click()
    visitor.says("Two runs of XOR over 200 epochs")
    expect(page.get_by_role("tab", name="Two runs")).to_have_attribute("aria-selected", "true")
    expect(visitor.frame).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"[?&]xor\.seed=\d+\b"))
    expect(page).to_have_url(re.compile(r"[?&]xor\.epochs=200\b"))
