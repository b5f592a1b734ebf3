"""The curves of the training loop."""

import altair as alt
import pytest
import vl_convert

from mlcore.training_loop.settings import TrainingLoopSettings
from mlcore.training_loop.training import train
from pages.lessons.training_loop.charts import curves
from tests.support.specs import in_view, numbers

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.strip("v").split(".")[:2])


@pytest.fixture(scope="module")
def result():
    return train(TrainingLoopSettings(epochs=3, hidden=10))


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_the_curves_hold_the_lists_of_the_program(result, columns):
    spec = in_view(curves.both, result, columns=columns)
    assert vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE)["marks"]
    assert spec["columns"] == min(2, columns)
    losses = numbers(spec, "loss")
    own = [y for y, label in zip(losses["y"], losses["label"], strict=True) if label == "training"]
    assert own == pytest.approx(result.losses.tolist(), rel=1e-3)
    assert numbers(spec, "accuracy")["y"] == pytest.approx(result.accuracies.tolist(), rel=1e-3)


def test_the_sentence_names_the_last_values(result):
    text = curves.alt_text(result)
    assert text.startswith("Over 3 epochs")
    assert f"{result.accuracies[-1]:.1%}" in text
