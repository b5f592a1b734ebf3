"""The replay: scrubbed and played in the browser, without the server."""

import pytest
from playwright.sync_api import expect

PICTURES = 5
DRAWN = """canvas => Array.from({length: 5}, (_, number) => {
    const [width, height] = [Math.floor(canvas.width / 3), Math.floor(canvas.height / 2)];
    const [x, y] = [(number % 3) * width, Math.floor(number / 3) * height];
    const colours = new Uint32Array(canvas.getContext("2d").getImageData(x, y, width, height).data.buffer);
    return colours.reduce((sum, colour) => (Math.imul(sum, 31) + colour) | 0, 7);
})"""
"""A checksum of each chart, three in the first row and two in the second."""


@pytest.fixture
def replayed(tab):
    """A visitor at a finished run, and what the browser sends to the server from then on."""
    visitor, sent = tab(), []
    visitor.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    visitor.open("xor?xor.epochs=500")
    expect(visitor.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert sent  # the listener hears
    visitor.rest(1000)  # what the browser reports once when a page opens
    sent.clear()
    return visitor, sent


def drawn(visitor) -> list[int]:
    """Return what each chart of the replay looks like."""
    return visitor.canvas.evaluate(DRAWN)


def all_moved(visitor, before: list[int]) -> None:
    """Wait until no chart of the replay looks as it did before."""
    visitor.page.wait_for_function(
        f"([canvas, before]) => ({DRAWN})(canvas).every((picture, number) => picture !== before[number])",
        arg=[visitor.canvas.element_handle(), before],
    )


def test_the_epoch_moves_all_charts_by_keyboard(replayed):
    """A chart would stand still, or each step would wait for the server."""
    visitor, sent = replayed
    before = drawn(visitor)
    assert len(set(before)) == PICTURES
    visitor.frame.press("Home")
    expect(visitor.epoch).to_have_value("0")
    all_moved(visitor, before)
    before = drawn(visitor)
    for _ in range(10):
        visitor.frame.press("ArrowRight")
    expect(visitor.epoch).to_have_value("100")
    all_moved(visitor, before)
    assert sent == []


def test_the_slider_reaches_its_end_in_a_run_of_any_length(tab):
    """With steps of 200 / 30 epochs it would stop short of the last one, and look as if the run had not ended."""
    visitor = tab().open("logic_gates?logic_gates.learner=sigmoid")
    expect(visitor.epoch).to_have_value("200")
    assert visitor.frame.evaluate("slider => slider.value === slider.max && slider.valueAsNumber > 10")
    visitor.frame.press("ArrowLeft")
    expect(visitor.epoch).to_have_value("197")
    visitor.frame.press("End")
    expect(visitor.epoch).to_have_value("200")
    visitor.frame.press("Home")
    expect(visitor.epoch).to_have_value("0")


def test_the_epoch_moves_all_charts_by_dragging(replayed):
    """The slider would follow the mouse without the charts."""
    visitor, sent = replayed
    before = drawn(visitor)
    visitor.frame.scroll_into_view_if_needed()
    box = visitor.frame.bounding_box()
    middle = box["y"] + box["height"] / 2
    mouse = visitor.page.mouse
    mouse.move(box["x"] + box["width"] - 3, middle)
    mouse.down()
    mouse.move(box["x"] + 0.2 * box["width"], middle, steps=8)
    mouse.up()
    assert 0 < float(visitor.epoch.input_value()) < 250
    all_moved(visitor, before)
    assert sent == []


def test_play_advances_and_begins_again_at_the_end(replayed):
    """Play would do nothing, stop at the end, or load the server."""
    visitor, sent = replayed
    play = visitor.page.get_by_role("checkbox", name="Play")
    play.check()
    visitor.page.wait_for_function(
        "slider => Number(slider.value) > 0 && Number(slider.value) < 400", arg=visitor.epoch.element_handle()
    )
    before = drawn(visitor)
    all_moved(visitor, before)
    play.uncheck()
    stopped = visitor.epoch.input_value()
    visitor.rest()
    assert visitor.epoch.input_value() == stopped
    assert sent == []


def test_the_epoch_stays_when_something_else_on_the_page_changes(replayed):
    """A rerun that does not concern the run would throw the replay back to its end."""
    visitor, sent = replayed
    visitor.frame.press("Home")
    told = visitor.page.locator("p.visually-hidden").first
    before = told.inner_text()
    visitor.slider("Bias of y").press("Home")
    expect(told).not_to_have_text(before)
    assert sent
    expect(visitor.epoch).to_have_value("0")


def test_new_settings_bring_a_new_run_into_the_replay(replayed):
    """The charts would keep showing the earlier run."""
    visitor, _ = replayed
    before = drawn(visitor)
    visitor.page.get_by_role("radio", name="sigmoid").first.click()
    visitor.says("(sigmoid)")
    all_moved(visitor, before)
    expect(visitor.epoch).to_have_value("500")
