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
    """A link that names only what has moved leads on to its new page; one that names more stays."""
    assert moved.page_of("xor", ["xor_by_hand"]) == ("neuron", True)
    assert moved.page_of("xor", ["xor", "xor_by_hand"]) == ("neuron", False)
    assert moved.page_of("xor", ["xor"]) == ("", False)
    assert moved.page_of("neuron", ["xor_by_hand"]) == ("", False)


def test_a_link_to_more_than_what_has_moved_stays_and_says_where_the_rest_is(visit):
    """An old link to two experiments sets the one that is still here, and the page links to the other."""
    visitor = visit("xor", {"xor.hidden": "3", "xor_by_hand.out_b": "-1.5"})
    assert visitor.value("xor.hidden") == 3
    assert "has a page of its own now" in visitor.text
    assert next(link.proto.label for link in visitor.app.get("page_link")) == "What one neuron computes"


def test_what_was_solved_before_the_move_stays_solved():
    """A challenge that was solved before it moved counts as solved on its new page."""
    known = browser.recalled(json.dumps({"answers": {}, "solved": {"xor": ["by-hand", "quick"], "neuron": ["bend"]}}))
    assert known.solved == {"xor": ["by-hand", "quick"], "neuron": ["bend", "by-hand"]}
