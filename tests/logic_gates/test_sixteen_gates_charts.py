"""The proof that XOR has no weights, and the charts of all sixteen gates."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcore.logic_gates.certificates import CERTIFICATES
from mlcore.logic_gates.perceptron import by_rule
from mlcore.logic_gates.results import GateResult, GateSnapshots
from mlcore.logic_gates.separability import separable_count, separators
from mlcore.logic_gates.settings import LogicGatesSettings as Settings
from mlcore.logic_gates.truth_tables import POINTS, TRUTH_TABLES
from pages.lessons.logic_gates.charts import certificate, sixteen_gates
from tests.support.drawn import compiles, svg, texts
from tests.support.specs import numbers

weight = st.integers(-30, 30).map(lambda tenths: tenths / 10)


@lru_cache
def lines_found():
    return separators(2)


@pytest.mark.parametrize("gate", CERTIFICATES)
@given(w1=weight, w2=weight, b=weight)
def test_whatever_the_weights_the_proofs_last_column_adds_up_to_zero(gate, w1, w2, b):
    """The multipliers cancel all weights, so the sum is 0."""
    rows = certificate.rows(TRUTH_TABLES[gate], CERTIFICATES[gate], [w1, w2, b])
    shown = [float(row["with these weights"].replace("−", "-")) for row in rows]
    assert sum(shown[:4]) == pytest.approx(0, abs=1e-9)
    assert rows[-1]["with these weights"] == "0.00"
    assert rows[-1]["becomes"] == "0 > 0"


def test_the_proof_turns_an_inequality_round_where_it_multiplies_by_minus_one():
    rows = certificate.rows(TRUTH_TABLES["XOR"], CERTIFICATES["XOR"], [1, -1, 0.5])
    assert [row["becomes"] for row in rows[:4]] == ["−b ≥ 0", "w₂ + b > 0", "w₁ + b > 0", "−w₁ − w₂ − b ≥ 0"]
    assert [row["times"] for row in rows[:4]] == ["−1", "+1", "+1", "−1"]
    assert [row["with these weights"] for row in rows[:4]] == ["−0.50", "−0.50", "+1.50", "−0.50"]


def test_the_proof_takes_the_weights_of_the_chosen_learner():
    settings = Settings(gate="XOR", learner="perceptron")
    assert certificate.weights_of(settings, by_rule(settings)) == [-1, 0, 1]
    settings = Settings(gate="AND", learner="sigmoid", epochs=60)
    weight, bias = np.array([[0.0, 0.0], [4.284, 4.281]]), np.array([0.0, -6.6132])
    snapshots = GateSnapshots(weight, bias, np.zeros((2, 4)), np.zeros((2, 40, 40)))
    result = GateResult(settings.neuron, np.zeros(61), np.array([0, 60]), snapshots, 0.0, True)
    assert certificate.weights_of(settings, result) == [4.28, 4.28, -6.61]
    assert certificate.weights_of(settings, None) == [1, -1, 0.5]


def test_exactly_the_gates_without_a_separator_are_called_so():
    """Names and marks stand on their own tiles."""
    spec = sixteen_gates.sixteen(lines_found(), "NOR")
    tile = numbers(spec, "tile")
    assert [name for name, words in zip(TRUTH_TABLES, tile["words"], strict=True) if words] == ["XOR", "XNOR"]
    assert [name for name in tile["name"] if name.startswith("▸")] == ["▸ NOR"]
    assert compiles(spec)
    assert texts(spec).count("no line") == 2


@pytest.mark.parametrize("wide", [True, False])
def test_every_tile_fits_into_the_chart(wide):
    spec = sixteen_gates.sixteen(lines_found(), "AND", wide)
    tile, side = numbers(spec, "tile"), sixteen_gates.SIDES[wide]
    assert max(tile["x"]) + side <= spec["width"]
    assert max(tile["y"]) <= spec["height"]
    assert min(tile["y"]) - side - sixteen_gates.NAME >= 0
    assert spec["width"] <= (430 if not wide else 500)


@pytest.mark.parametrize("number", [n for n, name in enumerate(TRUTH_TABLES) if name not in CERTIFICATES])
def test_the_blue_part_of_a_tile_holds_the_points_that_ask_for_1_and_ends_at_the_line(number):
    """The part is on the right side of its line."""
    *normal, bias = lines_found()[number]
    part, line = sixteen_gates.parts(lines_found()[number])
    turns = np.diff(np.vstack([part, part[:1]]), axis=0)
    for point, target in zip(POINTS, list(TRUTH_TABLES.values())[number], strict=True):
        to_point = np.array(point) - part
        cross = turns[:, 0] * to_point[:, 1] - turns[:, 1] * to_point[:, 0]
        assert bool((cross >= 0).all() and cross.any()) == bool(target)
    np.testing.assert_allclose(line @ normal + bias, 0 if any(normal) else bias, atol=1e-9)


def test_the_share_falls_and_every_bar_says_its_counts():
    counts = [separable_count(inputs) for inputs in (2, 3)]
    spec = sixteen_gates.share(counts)
    bars = numbers(spec, "gates")
    assert bars["label"] == ["2 inputs|14 of 16", "3 inputs|104 of 256"]
    assert bars["share"] == pytest.approx([87.5, 40.625])
    assert compiles(spec)
    assert all(f">{text}<" in svg(spec) for text in ("2 inputs", "14 of 16", "104 of 256", "87.5%", "40.6%"))


def test_the_words_hold_the_numbers_of_the_charts():
    assert "for 14 of them, and none for XOR, XNOR" in sixteen_gates.sixteen_alt(lines_found())
    assert "104 of 256 with 3 inputs (40.6%)" in sixteen_gates.share_alt([(14, 16), (104, 256)])
