"""The replay: scrubbed and played in the browser, without the server."""

import pytest
from playwright.sync_api import expect

PICTURES = 5


@pytest.fixture
def replayed(visit):
    """A visitor at a finished run, and what the browser sends to the server from now on."""
    visitor, sent = visit(), []
    visitor.page.on("websocket", lambda socket: socket.on("framesent", sent.append))
    visitor.open("xor?xor.epochs=500")
    visitor.page.wait_for_load_state("networkidle")
    assert sent  # the listener works
    visitor.page.wait_for_timeout(500)  # the browser reports its width once
    sent.clear()
    return visitor, sent


def drawn(visitor) -> list[str]:
    """Return each picture of the replay as it is drawn."""
    groups = visitor.replay.locator('g[class*="concat_"][class*="_group"] > g')
    return groups.evaluate_all("groups => groups.map(group => group.innerHTML)")


def test_the_epoch_moves_all_pictures_by_keyboard(replayed):
    """A picture would stand still, or each step would wait for the server."""
    visitor, sent = replayed
    before = drawn(visitor)
    assert len(before) == PICTURES
    visitor.epoch.focus()
    visitor.epoch.press("Home")
    expect(visitor.epoch).to_have_value("0")
    visitor.page.wait_for_function("chart => true", arg=None)
    for number in range(PICTURES):
        group = visitor.replay.locator(f"g.concat_{number}_group > g").first
        expect.poll if False else None
        assert group.evaluate("group => group.innerHTML") != before[number], f"picture {number} stood still"
    visitor.epoch.press("ArrowRight")
    expect(visitor.epoch).to_have_value("10")
    assert sent == []
