"""Experiments and challenges that have gone to another page."""

import json

import pytest

from pages.ui import browser, moved


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    """As if XOR's trained network had gone to another page."""
    monkeypatch.setattr(moved, "EXPERIMENTS", {"xor": {"xor_by_hand": "neuron"}})
    monkeypatch.setattr(moved, "CHALLENGES", {"xor": {"by-hand": "neuron"}})


def test_a_link_to_what_has_moved_is_led_on():
    """Old links would open a page that no longer knows what they are about."""
    assert moved.page_of("xor", ["xor_by_hand"]) == ("neuron", True)
    assert moved.page_of("xor", ["xor", "xor_by_hand"]) == ("neuron", False)
    assert moved.page_of("xor", ["xor"]) == ("", False)
    assert moved.page_of("neuron", ["xor_by_hand"]) == ("", False)


def test_a_link_to_more_than_what_has_moved_stays_and_says_where_the_rest_is(visit):
    """Half of an old link would be lost without a word."""
    visitor = visit("xor", {"xor.hidden": "3", "xor_by_hand.out_b": "-1.5"})
    assert visitor.value("xor.hidden") == 3
    assert "has a page of its own now" in visitor.text
    assert next(link.proto.label for link in visitor.app.get("page_link")) == "What one neuron computes"


def test_what_was_solved_before_the_move_stays_solved():
    """A visitor who comes back would find solved challenges open again."""
    known = browser.recalled(json.dumps({"answers": {}, "solved": {"xor": ["by-hand", "quick"], "neuron": ["bend"]}}))
    assert known.solved == {"xor": ["by-hand", "quick"], "neuron": ["bend", "by-hand"]}
