"""The replay: moved and played in the browser, without the server."""

from operator import ne

import pytest
from playwright.sync_api import Locator, expect

from mlcore.common.training import early_epochs
from mlcore.xor.training import MAX_SNAPSHOTS
from tests.support.browser import wait_for_look

EPOCHS = early_epochs(500, MAX_SNAPSHOTS)
"""Of the frames of a run of XOR over 500 epochs."""

SIGNAL = "xor-replay-frame"
PICTURES = 4
DRAWN = """canvas => Array.from({length: 4}, (_, number) => {
    const [third, row] = [Math.floor(canvas.width / 3), Math.floor(canvas.height * 0.72)];
    const part = number < 3 ? [number * third, 0, third, row] : [0, row, 3 * third, canvas.height - row];
    const colours = new Uint32Array(canvas.getContext("2d").getImageData(...part).data.buffer);
    return colours.reduce((sum, colour) => (Math.imul(sum, 31) + colour) | 0, 7);
})"""
"""A checksum of each chart, three in the first row and the low one of the loss below them."""

NOTE = """signal => {
    window.frames_seen = [];
    const note = ({target}) => target.id === signal && window.frames_seen.push(Number(target.value));
    document.addEventListener("input", note, true);
}"""
"""Notes each frame that is shown from now on."""


@pytest.fixture
def replayed(tab):
    """A visitor at the end of a finished run, and what the browser sends to the server from then on."""
    return at_a_run(tab())


@pytest.fixture
def playing(tab):
    """A visitor whose finished run has not been seen yet, and what the browser sends to the server from then on."""
    return at_a_run(tab(reduced_motion="no-preference"), "xor?xor_by_hand.out_b=0.5&xor.epochs=500")


def at_a_run(visitor, path: str = "xor?xor.epochs=500"):
    sent = visitor.listen()
    visitor.page.goto(f"{visitor.url}/{path}")
    expect(visitor.page.get_by_role("button", name="Share")).to_be_visible()
    visitor.says("learning XOR over 500 epochs")
    visitor.finish()
    assert sent  # the listener hears
    sent.clear()
    return visitor, sent


def drawn(visitor) -> list[int]:
    """Return what each chart of the replay looks like."""
    return visitor.canvas.evaluate(DRAWN)


def all_moved(visitor, before: list[int]) -> None:
    """Wait until no chart of the replay looks as it did before."""
    wait_for_look(visitor.canvas, DRAWN, lambda now: all(map(ne, now, before)))


def shown(visitor) -> int:
    """Return the epoch that the replay shows."""
    return int(visitor.epoch.inner_text().removeprefix("Epoch "))


def button(visitor, name: str) -> Locator:
    """A button of the replay's player."""
    return visitor.player.get_by_role("button", name=name)


def test_a_new_run_plays_once_from_its_start_to_its_end(playing):
    """A new run plays once when its tab opens, shows every frame, stops at the end, and does not load the server."""
    visitor, sent = playing
    expect(visitor.page.locator('[class*="st-key-_replay"] .at')).to_have_text("Epoch 0")
    visitor.page.evaluate(NOTE, SIGNAL)
    visitor.open_tab("Trained")
    expect(button(visitor, "Pause")).to_be_visible()
    expect(visitor.epoch).to_have_text("Epoch 500")
    expect(button(visitor, "Play")).to_be_visible()
    visitor.finish()
    assert visitor.page.evaluate("frames_seen") == list(range(1, 51))
    assert len(sent) < 5  # of the tab that was opened, and none of the 50 frames


def test_who_wants_little_motion_gets_the_end_of_the_run(replayed):
    """For visitors who want little motion, which makes some ill, the run stands at its end and does not play."""
    visitor, _ = replayed
    visitor.frame.scroll_into_view_if_needed()
    visitor.rest()
    expect(visitor.epoch).to_have_text("Epoch 500")
    expect(button(visitor, "Play")).to_be_visible()


def test_new_settings_bring_a_new_run_that_plays_again(playing):
    """New settings change all charts, and the new run plays from its start to its end."""
    visitor, _ = playing
    visitor.open_tab("Trained")
    visitor.frame.press("End")
    expect(visitor.epoch).to_have_text("Epoch 500")
    before = drawn(visitor)
    visitor.page.evaluate(NOTE, SIGNAL)
    visitor.page.get_by_role("radio", name="sigmoid").first.click()
    visitor.says("(sigmoid)")
    visitor.frame.scroll_into_view_if_needed()
    all_moved(visitor, before)
    visitor.page.wait_for_function("frames_seen.at(-1) === 50")
    assert visitor.page.evaluate("frames_seen")[-50:] == list(range(1, 51))


def test_a_hand_on_the_player_ends_its_playing(playing):
    """Pressing a button of the player ends its playing, so the picture stays where the visitor puts it."""
    visitor, _ = playing
    visitor.open_tab("Trained")
    expect(visitor.epoch).not_to_have_text("Epoch 0")
    button(visitor, "To the start").click()
    visitor.rest()
    expect(visitor.epoch).to_have_text("Epoch 0")


def test_the_epoch_moves_all_charts_by_keyboard(replayed):
    """The keys move all charts to another epoch, and the browser asks the server nothing."""
    visitor, sent = replayed
    before = drawn(visitor)
    assert len(set(before)) == PICTURES
    visitor.frame.press("Home")
    expect(visitor.epoch).to_have_text("Epoch 0")
    all_moved(visitor, before)
    before = drawn(visitor)
    for _ in range(10):
        visitor.frame.press("ArrowRight")
    expect(visitor.epoch).to_have_text(f"Epoch {EPOCHS[10]}")
    all_moved(visitor, before)
    assert sent == []


def test_the_slider_reaches_its_end_in_a_run_of_any_length(tab):
    """The slider ends at epoch 200, the last one, although the epochs between two frames are no whole number."""
    visitor = tab().open("logic_gates?logic_gates.learner=sigmoid")
    expect(visitor.epoch).to_have_text("Epoch 200")
    assert visitor.frame.evaluate("slider => slider.value === slider.max && slider.valueAsNumber > 10")
    visitor.frame.press("ArrowLeft")
    expect(visitor.epoch).to_have_text("Epoch 197")
    visitor.frame.press("End")
    expect(visitor.epoch).to_have_text("Epoch 200")
    visitor.frame.press("Home")
    expect(visitor.epoch).to_have_text("Epoch 0")


def test_the_epoch_moves_all_charts_by_dragging(replayed):
    """Dragging the slider moves all charts, and the browser asks the server nothing."""
    visitor, sent = replayed
    before = drawn(visitor)
    box = visitor.bring(visitor.frame)
    middle = box["y"] + box["height"] / 2
    mouse = visitor.page.mouse
    mouse.move(box["x"] + box["width"] - 3, middle)
    mouse.down()
    mouse.move(box["x"] + 0.2 * box["width"], middle, steps=8)
    mouse.up()
    assert 0 < shown(visitor) < 250
    all_moved(visitor, before)
    assert sent == []


def test_the_buttons_go_to_the_start_and_step_by_step(replayed):
    """Buttons lead to the start and one snapshot on or back, and the keys also work on the buttons."""
    visitor, _ = replayed
    button(visitor, "To the start").click()
    expect(visitor.epoch).to_have_text("Epoch 0")
    button(visitor, "One step on").click(click_count=2)
    expect(visitor.epoch).to_have_text(f"Epoch {EPOCHS[2]}")
    button(visitor, "One step back").click()
    expect(visitor.epoch).to_have_text(f"Epoch {EPOCHS[1]}")
    button(visitor, "One step back").press("End")
    expect(visitor.epoch).to_have_text("Epoch 500")
    button(visitor, "One step back").press("ArrowLeft")
    expect(visitor.epoch).to_have_text(f"Epoch {EPOCHS[-2]}")
    assert visitor.frame.get_attribute("aria-valuetext") == f"Epoch {EPOCHS[-2]}"


def test_play_at_the_end_begins_again_and_pause_stops_it(replayed):
    """Play starts from the beginning when the replay stands at its end, as every replay does; Pause stops it."""
    visitor, sent = replayed
    button(visitor, "Play").click()
    visitor.page.wait_for_function(
        "slider => slider.value > 0 && slider.value < 40", arg=visitor.frame.element_handle()
    )
    button(visitor, "Pause").click()
    stopped = shown(visitor)
    visitor.rest()
    assert shown(visitor) == stopped
    assert sent == []


def test_a_click_on_the_loss_curve_leads_to_its_epoch(replayed):
    """A click on the loss curve leads to the epoch there, and the arrow keys go on from it."""
    visitor, sent = replayed
    box = visitor.bring(visitor.canvas)
    epochs = []
    for share in (0.3, 0.4, 0.5):
        before = drawn(visitor)
        visitor.canvas.click(position={"x": share * box["width"], "y": 0.79 * box["height"]})
        all_moved(visitor, before)
        epochs.append(shown(visitor))
    first, middle, last = epochs
    assert 0 <= first < middle < last < 500
    assert middle == pytest.approx((first + last) / 2, abs=20)
    frame = EPOCHS.index(last)
    assert visitor.frame.input_value() == str(frame)
    visitor.frame.press("ArrowRight")
    expect(visitor.epoch).to_have_text(f"Epoch {EPOCHS[frame + 1]}")
    assert sent == []


def test_a_click_beside_the_curves_moves_nothing(replayed):
    visitor, _ = replayed
    box = visitor.bring(visitor.canvas)
    visitor.canvas.click(position={"x": 0.2 * box["width"], "y": 0.2 * box["height"]})
    visitor.rest()
    expect(visitor.epoch).to_have_text("Epoch 500")


def test_the_epoch_stays_when_something_else_on_the_page_changes(replayed):
    """A change elsewhere on the page leaves the replay at its epoch, and its slider still moves the pictures."""
    visitor, sent = replayed
    for _ in range(20):
        visitor.frame.press("ArrowLeft")
    told = visitor.page.locator("p.visually-hidden").first
    before = told.inner_text()
    visitor.slider("Bias of y").press("Home")
    expect(told).not_to_have_text(before)
    assert sent
    visitor.open_tab("Trained")
    expect(visitor.epoch).to_have_text(f"Epoch {EPOCHS[30]}")
    seen = drawn(visitor)
    visitor.frame.press("Home")
    all_moved(visitor, seen)


def test_who_comes_back_finds_the_epoch_that_was_left(replayed):
    """Coming back to a page shows its run at the epoch where it was left, and the pictures still follow."""
    visitor, _ = replayed
    for _ in range(20):
        visitor.frame.press("ArrowLeft")
    before = drawn(visitor)
    visitor.follow("What one neuron computes")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("What one neuron computes")
    visitor.page.go_back()
    visitor.settle()
    expect(visitor.epoch).to_have_text(f"Epoch {EPOCHS[30]}")
    wait_for_look(visitor.canvas, DRAWN, lambda now: now == before)
    visitor.frame.press("End")
    expect(visitor.epoch).to_have_text("Epoch 500")
    all_moved(visitor, before)


def test_the_epoch_stays_when_the_pictures_belong_to_earlier_settings(tab):
    """The sentence about earlier settings leaves the epoch as it is, and the pictures still follow the player."""
    visitor = tab()
    visitor.open("classification?classification.epochs=20&classification.hidden=8&classification.train_size=60")
    visitor.finish()
    visitor.frame.press("Home")
    visitor.frame.press("ArrowRight")
    expect(visitor.epoch).to_have_text("Epoch 1")
    visitor.slider("Hidden units").press("ArrowRight")
    expect(visitor.page.get_by_text("These pictures belong to the earlier settings")).to_be_visible()
    expect(visitor.epoch).to_have_text("Epoch 1")
    seen = visitor.canvas.screenshot()
    visitor.frame.press("End")
    visitor.next_frame()
    visitor.rest()
    assert visitor.canvas.screenshot() != seen
