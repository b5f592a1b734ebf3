"""What a replay adds to the charts of a run."""

import re

import pytest

from mlcore.common.training import snapshot_epochs
from pages.ui import player, replay
from pages.ui.charts import curves
from pages.ui.charts.spec import with_data
from tests.support.drawn import svg
from tests.support.specs import replayed

SPEC = {
    "data": {"name": "one"},
    "datasets": {"one": [{"y": 0.0}]},
    "mark": "text",
    "transform": [{"calculate": "'epoch ' + epoch + ', frame ' + frame", "as": "words"}],
    "encoding": {"text": {"field": "words"}},
    "params": [],
}


def written(spec: dict) -> str:
    return re.findall(r"<text[^>]*>([^<]*)<", svg(spec))[0]


@pytest.mark.parametrize("epochs", [1, 2, 7, 29, 30, 31, 200, 500, 10_000])
def test_each_frame_shows_its_own_epoch_and_the_last_one_the_end(epochs):
    """Each frame names its own snapshot's epoch, and none between two, even where steps are 6.667 epochs long."""
    seen = snapshot_epochs(epochs, 31)
    for frame in {0, 1, len(seen) // 2, len(seen) - 1}:
        assert written(replayed(SPEC, seen, frame)) == f"epoch {seen[frame]}, frame {frame}"
    assert seen[-1] == epochs


def test_a_frame_of_an_earlier_longer_run_shows_the_end_of_this_one():
    """A frame beyond the end, left by a longer run, shows the last frame until the player has the new run."""
    spec = replay.following(SPEC, [0, 5, 10], "signal")
    (frame,) = [param for param in spec["params"] if param["name"] == "frame_"]
    frame["value"] = "30"
    assert written(spec) == "epoch 10, frame 2"


def test_only_charts_with_curves_get_places_to_click_on():
    """Only charts with curves get a table of places. An unused one makes Streamlit build the picture anew."""
    chart = curves.curves("loss", ("loss",), "Loss", "Epoch").to_dict()
    loss = with_data(chart, loss=curves.points({"loss": ([0, 5, 10], [3.0, 2.0, 1.0])}))
    assert len(replay.following(loss, [0, 5, 10], "signal")["datasets"]["moment"]) == 3
    assert replay.following(SPEC, [0, 5, 10], "signal")["datasets"] == SPEC["datasets"]


def test_a_replay_is_a_new_one_exactly_when_its_numbers_change():
    """Other numbers give a replay another fingerprint, with which it starts anew; other words do not."""
    other = {**SPEC, "datasets": {"one": [{"y": 1.0}]}}
    titled = {**SPEC, "title": "Other words"}
    assert replay.fingerprint(SPEC) == replay.fingerprint(titled) != replay.fingerprint(other)


@pytest.fixture
def players(monkeypatch):
    """What players are drawn."""
    drawn: list[dict] = []
    monkeypatch.setattr(player, "signal_element", lambda name: None)
    monkeypatch.setattr(replay.chart, "show", lambda spec, **options: None)
    monkeypatch.setattr(
        player, "show", lambda signal_id, labels, **options: drawn.append({"labels": labels, **options})
    )
    return drawn


@pytest.mark.parametrize("frames", [2, 6, 51, 301])
def test_every_replay_takes_about_six_seconds(players, frames):
    replay.show(SPEC, range(frames), key="some.replay", name="Replay", words="")
    assert players[0]["milliseconds"] * (frames - 1) == pytest.approx(6000, rel=0.05)


def test_a_finished_run_plays_from_the_start_and_one_that_goes_on_stands_at_its_end(players):
    replay.show(SPEC, [0, 5, 10], key="some.replay", name="Replay", words="", unit="Update")
    with replay.unfinished():
        replay.show(SPEC, [0, 5, 10], key="some.replay", name="Replay", words="")
    finished, growing = players
    assert finished["labels"] == ["Update 0", "Update 5", "Update 10"]
    assert finished["plays"]
    assert growing["start"] == 2
    assert "plays" not in growing
    assert finished["run"] != growing["run"]


def test_a_run_without_a_second_frame_has_nothing_to_play(players):
    replay.show(SPEC, [0], key="some.replay", name="Replay", words="")
    assert players == []
