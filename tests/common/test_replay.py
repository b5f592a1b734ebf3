"""The controls of a replay."""

import pytest
import vl_convert

from mlcore.common.training import snapshot_epochs
from pages.ui.replay import with_epochs

SPEC = {
    "data": {"sequence": {"start": 0, "stop": 1}},
    "mark": "rule",
    "transform": [{"calculate": "epoch + frame", "as": "x"}],
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
    "params": [],
}


@pytest.mark.parametrize("epochs", [1, 2, 7, 29, 30, 31, 200, 500, 10_000])
def test_the_slider_stands_on_whole_steps_and_ends_at_the_last_one(epochs):
    """A step of 6.667 epochs keeps a slider from its end, and names epochs that nobody looked at."""
    seen = snapshot_epochs(epochs, 31)
    play, frame, epoch = with_epochs(SPEC, seen, "Play", "Epoch", "Replay")["params"]
    slider = frame["bind"]
    assert (slider["min"], slider["max"], slider["step"], frame["value"]) == (0, len(seen) - 1, 1, len(seen) - 1)
    assert epoch["on"][0]["update"] == f"{seen}[frame]"
    assert f"% {len(seen)}" in frame["on"][0]["update"]
    assert play["value"] is False


def test_what_is_shown_of_the_epoch_cannot_be_typed_over():
    """A number that moves nothing would look like a control."""
    vega = vl_convert.vegalite_to_vega(with_epochs(SPEC, [0, 7, 13], "Play", "Epoch", "Replay"))
    (epoch,) = [signal for signal in vega["signals"] if signal["name"] == "epoch"]
    assert epoch["bind"]["readonly"] == ""
    assert epoch["on"][0]["update"] == "[0, 7, 13][frame]"
