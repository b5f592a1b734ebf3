"""train(), eval(), no_grad() and detach() on a real network."""

import numpy as np
import pytest
import torch

from mlcore.classification.modes import stored, train
from mlcore.classification.settings import ClassificationSettings, ModesSettings
from mlcore.common.program import render_program
from tests.support.programs import before_training


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def result(one_thread):
    return train(ModesSettings())


def test_after_train_the_same_network_answers_differently_and_after_eval_always_the_same(result):
    """Dropout is active after train() and inactive after eval()."""
    assert len(set(result.train_accuracies)) > 5
    assert len(set(result.eval_accuracies)) == 1
    assert result.train_accuracies.mean() < result.eval_accuracies[0]


def test_without_dropout_both_modes_are_the_same():
    result = train(ModesSettings(dropout=0.0))
    np.testing.assert_array_equal(result.train_accuracies, result.eval_accuracies)


def test_each_way_stores_what_the_lesson_says(result):
    """eval() alone still records the graph, no_grad() alone still drops units, and detach() releases the graph."""
    ways = result.memory
    assert [way.same_again for way in ways.values()] == [False, False, True, True, True]
    assert [way.requires_grad for way in ways.values()] == [True, False, True, False, False]
    assert ways["train()"].nodes > ways["eval()"].nodes > 0
    assert ways["train()"].kilobytes > ways["eval()"].kilobytes > 0
    for name in ("train(), no_grad()", "eval(), no_grad()", "eval(), detach()"):
        assert (ways[name].nodes, ways[name].kilobytes) == (0, 0)


def test_stored_tensors_are_counted_in_bytes():
    """100 points: inputs 100x2, hidden units 100x64 and the output weights 3x64, four bytes each."""
    model = before_training(render_program(ClassificationSettings(hidden=64, train_size=10)))["model"]
    memory = stored(model.eval(), torch.zeros(100, 2))
    assert memory.kilobytes == pytest.approx(4 * (100 * 2 + 100 * 64 + 3 * 64) / 1024)
