"""Which truth tables one neuron can compute, against brute force over whole-number weights."""

from itertools import product

import numpy as np
import pytest

from mlcore.logic_gates.perceptron import perceptron, random_start
from mlcore.logic_gates.separability import (
    classes,
    convergence_bound,
    point_symmetries,
    separable,
    separable_count,
    separators,
)
from mlcore.logic_gates.truth_tables import TRUTH_TABLES, points, truth_table
from mlcore.neuron.by_hand import output


def found(table):
    """Return weights that compute a table, which must have some."""
    weights = separable(table)
    assert weights is not None
    return weights


def brute_force(inputs, largest):
    """Return the numbers of all tables that whole-number weights up to a size compute, with any whole bias."""
    corners = np.array(list(product((0, 1), repeat=inputs)))
    weights = np.array(list(product(range(-largest, largest + 1), repeat=inputs)))
    biases = np.arange(-inputs * largest, inputs * largest + 2)
    fires = (weights @ corners.T)[:, None, :] + biases[:, None] > 0
    return set(np.unique(fires.reshape(-1, 2**inputs) @ 2 ** np.arange(2**inputs)[::-1]).tolist())


@pytest.mark.parametrize(("inputs", "largest"), [(1, 1), (2, 1), (3, 2)])
def test_the_program_finds_exactly_the_tables_that_whole_numbers_compute(inputs, largest):
    found = {number for number in range(2 ** (2**inputs)) if separable(truth_table(number, inputs))}
    assert found == brute_force(inputs, largest)


def test_of_the_sixteen_gates_only_xor_and_xnor_are_not_separable():
    assert [name for name, table in TRUTH_TABLES.items() if separable(table) is None] == ["XOR", "XNOR"]


def test_one_question_answers_for_all_gates_in_their_order():
    found = separators(2)
    assert [name for name, weights in zip(TRUTH_TABLES, found, strict=True) if weights is None] == ["XOR", "XNOR"]
    assert found == [separable(table) for table in TRUTH_TABLES.values()]


@pytest.mark.parametrize("inputs", [2, 3])
def test_the_weights_found_compute_the_table(inputs):
    for number in brute_force(inputs, 2):
        table = truth_table(number, inputs)
        *weights, bias = found(table)
        assert output(points(table), weights, bias).tolist() == list(table)


@pytest.mark.parametrize(("inputs", "separable_tables"), [(1, 4), (2, 14), (3, 104), (4, 1882)])
def test_the_share_falls_as_the_inputs_grow(inputs, separable_tables):
    assert separable_count(inputs) == (separable_tables, 2 ** (2**inputs))


def test_brute_force_over_four_inputs_finds_as_many():
    assert len(brute_force(4, 3)) == separable_count(4)[0]


@pytest.mark.parametrize(("inputs", "number"), [(1, 2), (2, 4), (3, 14), (4, 222)])
def test_the_classes_are_as_many_as_is_known_and_hold_every_table_once(inputs, number):
    sizes = [size for _, size in classes(inputs)]
    assert len(sizes) == number
    assert sum(sizes) == 2 ** (2**inputs)


def test_a_symmetry_moves_every_point_to_another():
    symmetries = point_symmetries(3)
    assert symmetries.shape == (48, 8)
    assert (np.sort(symmetries) == np.arange(8)).all()
    assert len(np.unique(symmetries, axis=0)) == 48


def test_all_tables_of_a_class_are_separable_or_none_is():
    for table, _ in classes(3):
        members = {tuple(np.array(table)[move]) for move in point_symmetries(3)}
        assert len({separable(member) is None for member in members}) == 1


@pytest.mark.parametrize(("gate", "bound"), [("TRUE", 3), ("x1", 15), ("OR", 27), ("AND", 51)])
def test_from_zeros_the_bound_is_the_one_worked_out_on_paper(gate, bound):
    table = TRUTH_TABLES[gate]
    assert convergence_bound(table, found(table)) == pytest.approx(bound)


@pytest.mark.parametrize("learning_rate", [0.1, 1, 2.5])
@pytest.mark.parametrize("gate", [name for name in TRUTH_TABLES if name not in ("XOR", "XNOR")])
def test_the_perceptron_never_needs_more_updates_than_the_bound(gate, learning_rate):
    table = TRUTH_TABLES[gate]
    separator = found(table)
    for start in [(0, 0, 0), (-3, 3, 3), *(random_start(seed) for seed in range(20))]:
        run = perceptron(table, start, learning_rate)
        assert run.converged
        assert len(run.updates) <= convergence_bound(table, separator, start, learning_rate)


def test_the_bound_holds_for_three_inputs_and_for_a_start_that_is_already_right():
    for number in sorted(brute_force(3, 2)):
        table = truth_table(number, 3)
        separator = found(table)
        assert len(perceptron(table).updates) <= convergence_bound(table, separator)
        assert not perceptron(table, separator).updates
        assert convergence_bound(table, separator, separator) >= 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: separable((0, 1, 1)), r"table must be .* got \(0, 1, 1\)"),
        (lambda: separators(4), "inputs must be between 1 and 3, got 4"),
        (lambda: separable_count(5), "inputs must be between 1 and 4, got 5"),
        (lambda: convergence_bound((0, 0, 0, 1), (1, 1, -1)), r"separator must .* got \(1, 1, -1\)"),
        (lambda: convergence_bound((0, 0, 0, 1), (1, 1)), r"separator must .* got \(1, 1\)"),
        (lambda: convergence_bound((0, 0, 0, 1), (2, 2, -3), learning_rate=0), "learning_rate must be above 0, got 0"),
    ],
)
def test_a_refusal_names_the_argument_and_what_came(call, message):
    with pytest.raises(ValueError, match=message):
        call()
