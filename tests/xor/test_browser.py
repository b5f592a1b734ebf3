"""From a seed that failed among many to its replay."""

import re

from playwright.sync_api import expect


def test_a_failed_seed_leads_to_its_replay_in_sight_and_in_the_address(tab):
    """The replay would change far above, out of sight, or the address would not carry what it shows."""
    visitor = tab().open("xor?xor_seeds.activation=relu&xor_seeds.seeds=16&xor_seeds.epochs=200")
    page = visitor.page
    expect(page.get_by_role("button", name="Replay it")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.get_by_role("combobox", name="A seed that fails").click()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Replay it").click()
    visitor.says("2 hidden units (relu) learning XOR over 200 epochs")
    expect(page.get_by_role("heading", name="Trained", exact=True)).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"[?&]xor\.seed=\d+\b"))
    expect(page).to_have_url(re.compile(r"[?&]xor\.epochs=200\b"))
