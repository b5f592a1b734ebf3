"""The curves of the training loop."""

from functools import lru_cache

import numpy as np
import pytest

from mlcore.training_loop import zero_grad
from mlcore.training_loop.settings import CallsSettings, TrainingLoopSettings
from mlcore.training_loop.training import train
from pages.lessons.training_loop.charts import curves
from pages.lessons.training_loop.charts import zero_grad as call_charts
from pages.ui.numbers import short
from tests.support.drawn import compiles
from tests.support.specs import in_view, numbers


@pytest.fixture(scope="module")
def result():
    return train(TrainingLoopSettings(epochs=3, hidden=10))


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_the_curves_hold_the_lists_of_the_program(result, columns):
    spec = in_view(curves.both, result, columns=columns)
    assert compiles(spec)
    assert spec["columns"] == min(2, columns)
    losses = numbers(spec, "loss")
    own = [y for y, label in zip(losses["y"], losses["label"], strict=True) if label == "training"]
    assert own == pytest.approx(result.losses.tolist(), rel=1e-3)
    assert numbers(spec, "accuracy")["y"] == pytest.approx(result.accuracies.tolist(), rel=1e-3)


def test_the_sentence_names_the_last_values(result):
    text = curves.alt_text(result)
    assert text.startswith("Epochs: 3.")
    assert f"{result.accuracies[-1]:.1%}" in text


@lru_cache
def called():
    return zero_grad.run(CallsSettings())


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_the_two_loops_compile_at_every_width(columns):
    spec = in_view(call_charts.draw, called(), columns=columns)
    assert compiles(spec)
    assert spec["config"]["mark"] == {"tooltip": None}


def test_the_tables_of_calls_follow_v1_and_say_none():
    rows = call_charts.calls(called().right)
    assert [row["p.grad"] for row in rows[:2]] == ["None", "None"]
    assert rows[0]["p.data"] == "0.81000"
    assert rows[2]["p.grad"] == rows[3]["p.grad"] != "None"
    assert rows[3]["p.data"] != rows[2]["p.data"]
    assert [row["after"] for row in rows[1:4]] == ["`optimizer.zero_grad()`", "`loss.backward()`", "`optimizer.step()`"]


def test_both_loops_are_drawn_with_their_own_gradients_and_losses():
    spec = call_charts.draw(called())
    grads = numbers(spec, "grads")
    first = [y for y, label in zip(grads["y"], grads["label"], strict=True) if label == "without"]
    np.testing.assert_allclose(first, [grad["v1"] for grad in called().skipped.grads[:40]])
    losses = numbers(spec, "losses")
    assert losses["y"][-1] == called().skipped.losses[-1]
    assert f"{short(called().right.losses[-1])} with it" in call_charts.alt_text(called())
