"""Signal elements between sliders and pictures, without a browser."""

import pytest
import streamlit as st

from mlcore.neuron.settings import NeuronSettings
from pages.ui import live
from pages.ui.charts.live import dragged, parameters
from pages.ui.controls import Controls

W1 = NeuronSettings.model_fields["w1"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5", 1.5), ("0.26", 0.3), ("-0.04", 0.0), ("7", 3.0), ("-1e9", -3.0), ("inf", 3.0), ("nan", None), ("x", None)],
)
def test_a_dragged_number_becomes_the_nearest_one_of_the_slider(text, value):
    """What comes from a browser may be anything."""
    assert live.nearest(W1, text) == value


@pytest.mark.parametrize(
    ("moved", "w1", "b"),
    [
        ("w1=2.04&b=-1", 2.0, -1.0),
        ("w1=2&activation=relu&theta=1", 2.0, -0.5),
        ("w1=nan&b=", 1.0, -0.5),
        (None, 1.0, -0.5),
        (["w1=2"], 1.0, -0.5),
    ],
)
def test_only_numbers_of_the_fields_of_the_ports_are_taken(monkeypatch, moved, w1, b):
    """Whatever a browser sends, only valid numbers for the fields of the signal elements are taken."""
    state = {"neuron.w1": 1.0, "neuron.b": -0.5, "neuron.activation": "step", "ports": {"moved": moved}}
    monkeypatch.setattr(st, "session_state", state)
    controls = Controls.__new__(Controls)
    controls.experiment = NeuronSettings
    live.take(controls, "ports", ("w1", "b"))
    assert (state["neuron.w1"], state["neuron.b"], state["neuron.activation"]) == (w1, b, "step")
    assert "neuron.theta" not in state


def test_each_field_has_a_port_and_a_number():
    """A picture says w1 and gets a number, though a signal element holds a text."""
    bound, number = parameters("neuron", {"w1": 1.0})
    assert bound["bind"] == {"element": "#neuron-w1", "event": "input"}
    assert number == {"name": "w1", "expr": "toNumber(w1_)"}


def test_a_handle_moves_its_own_pair_of_fields():
    """Of two handles in one plane, each moves its own pair of numbers."""
    grips, drags = dragged("neuron", ("x1", "x2"), ("w1", "w2"), pixels=50, ends=(-3, 3))
    assert {param["name"] for param in grips} == {"held_", "grip_x1_x2", "grip_w1_w2"}
    for field, pair in {"x1": "x1 x2", "x2": "x1 x2", "w1": "w1 w2", "w2": "w1 w2"}.items():
        (move,) = drags[field]
        assert f"'{pair}'" in move["events"]
        assert move["update"].endswith(f": {field}_")
