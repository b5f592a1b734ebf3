"""Stepping: what is noted of each line is what the line did."""

import ast
from typing import Any

import numpy as np
import pytest
import torch

from mlcore.common.moments import Moment
from mlcore.common.program import Program, fill
from mlcore.common.stepping import MAX_LINES, record, step_through
from mlcore.regression.settings import RegressionSettings
from mlcore.xor.settings import XorSettings
from pages.ui.stepper import before_test, loop_of
from pages.ui.test_set import without_block
from tests.support.programs import PROGRAMS
from tests.support.tables import ROOT

PROGRAM = """import torch
from torch import nn

torch.manual_seed(0)


class Half(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(2.0))

    def forward(self, x):
        x = x.view(-1, 4)
        x = x * self.weight
        return x.sum(dim=1)


x = torch.ones(3, 2, 2)
model = Half()
loss_function = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(50):
    optimizer.zero_grad()
    loss = loss_function(
        model(x), torch.full((3,), 4.0)
    )
    loss.backward()
    optimizer.step()
    print("epoch", epoch)
print(loss.item())
"""


DRAWN = {
    "xor": "sign",
    "sigmoid_neuron": "sign",
    "regression": "sign",
    "classification": "classes",
    "test_set": "classes",
}
"""What the planes show of those programs whose model is drawn."""


def drawn(names: dict[str, Any]) -> np.ndarray:
    """Draw the weight: 100 for 1."""
    return np.full((2, 2), int(100 * names["model"].weight), np.uint8)


@pytest.fixture(scope="module")
def recording():
    threads = torch.get_num_threads()
    found = record(Program("half", PROGRAM, ROOT), drawn)
    torch.set_num_threads(threads)
    return found


def at(recording, code: str, function: str = "") -> list[Moment]:
    """Return the moments after the line that begins so."""
    lines = recording.text.splitlines()
    return [m for m in recording.moments if lines[m.line - 1].strip().startswith(code) and m.function == function]


def changes(moment: Moment) -> dict[str, tuple]:
    return {change.name: (change.shape, change.values) for change in moment.changes}


def test_a_step_worked_out_by_hand_is_what_was_noted(recording):
    """With weight 2 each answer is 8 and the loss 16; its gradient is 2 * 4 * 4 = 32; the step takes 0.32 off."""
    assert changes(at(recording, "loss = loss_function(")[0]) == {"loss": ((), ("16",))}
    assert changes(at(recording, "loss.backward()")[0]) == {"model.weight.grad": ((), ("32",))}
    assert changes(at(recording, "optimizer.step()")[0]) == {"model.weight": ((), ("1.68",))}


def test_zero_grad_takes_the_gradients_away(recording):
    first, second, _ = at(recording, "optimizer.zero_grad()")
    assert changes(first) == {}
    assert changes(second) == {"model.weight.grad": ((), ("None",))}


def test_the_shapes_inside_a_function_of_the_program_are_noted(recording):
    """The way of a batch through ``forward`` is what a learner wants to see."""
    assert changes(at(recording, "x = x.view(", "forward")[0])["x"][0] == (3, 4)
    assert changes(at(recording, "x = x * ", "forward")[0]) == {"x": ((3, 4), ("2",) * 6)}


def test_each_line_knows_in_how_many_calls_it_is(recording):
    """The names of a function are gone when it has returned."""
    assert {moment.depth for moment in at(recording, "x = x.view(", "forward")} == {1}
    assert {moment.depth for moment in recording.moments if not moment.function} == {0}


def test_a_statement_of_several_lines_is_one_moment(recording):
    moment = at(recording, "loss = loss_function(")[0]
    assert (moment.line, moment.last_line) == (24, 26)


def test_what_a_line_prints_belongs_to_it(recording):
    assert [moment.printed for moment in at(recording, 'print("epoch"')] == ["epoch 0", "epoch 1", "epoch 2"]
    assert not any(moment.printed for moment in at(recording, "optimizer.step()"))


def test_the_model_is_drawn_whenever_it_has_changed(recording):
    assert recording.pictures[:, 0, 0].tolist() == [200, 168, 146, 131]
    assert [moment.picture for moment in at(recording, "optimizer.step()")] == [1, 2, 3]
    assert recording.moments[0].picture == -1


def test_the_recording_ends_after_three_steps(recording):
    assert len(at(recording, "optimizer.step()")) == 3
    assert at(recording, "print(loss.item())") == []


def test_a_program_that_ends_with_an_error_is_shown_up_to_its_line():
    """The bug hunt has such programs."""
    moments = record(Program("broken", PROGRAM.replace("self.weight\n", "self.wait\n"), ROOT), drawn).moments
    assert moments[-2].function == "forward"
    assert moments[-1].printed == "AttributeError: 'Half' object has no attribute 'wait'"
    assert moments[-1].line == 24


def test_a_program_without_an_optimizer_is_not_recorded_for_ever():
    text = "total = 0\nfor number in range(10**9):\n    total += number\n"
    moments = record(Program("sum", text, ROOT)).moments
    turns = MAX_LINES // 2 - 1  # of two lines each, after the first line
    assert [changes(moment) for moment in moments][-2]["total"] == ((), (str(sum(range(turns))),))


def test_of_a_loop_before_the_first_step_the_first_turns_and_the_last_are_shown():
    text = "total = 0\nfor number in range(100):\n    total += number\nprint(total)\n"
    recording = record(Program("sum", text, ROOT))
    totals = [changes(moment)["total"][1] for moment in at(recording, "total +=") if moment.changes]
    assert totals == [("1",), ("4950",)]
    assert recording.moments[-1].printed == "4950"


def test_stepping_goes_the_way_of_the_run():
    """The first losses on the page are those of the run that the page shows."""
    from mlcore.xor.training import train

    settings = XorSettings(hidden=3, seed=5)
    recording = step_through((settings,))
    losses = [change.values[0] for m in at(recording, "loss = ") for change in m.changes if change.name == "loss"]
    assert losses == [f"{loss:.4g}" for loss in train(settings).losses[:3]]
    assert recording.pictures.shape == (4, 40, 40)
    np.testing.assert_array_equal(recording.pictures[0], train(settings).snapshots.plane[0])


@pytest.mark.parametrize("settings", PROGRAMS, ids=lambda settings: settings.slug)
def test_every_program_can_be_stepped_through(settings):
    """The trace can follow every program, records what changes, and has pictures where the lesson draws."""
    recording = step_through((settings(),))
    assert recording.moments
    assert any(moment.changes for moment in recording.moments)
    if "optimizer.step()" in recording.text:
        changed = [change.name for moment in at(recording, "optimizer.step()") for change in moment.changes]
        assert any(name.startswith("model.") and not name.endswith(".grad") for name in changed)
    assert (len(recording.pictures) > 0) == (settings.slug in DRAWN)
    assert recording.shows == DRAWN.get(settings.slug, "sign")


def test_the_second_program_of_an_experiment_is_stepped_through_too():
    """The values after the settings choose the linear model's program. The settings alone record the first one."""
    recording = step_through((RegressionSettings(), ("model", "linear")))
    assert "class LinearModel" in recording.text
    assert len(recording.pictures) == 4


@pytest.mark.parametrize("optimizer", ["SGD", "Momentum", "RMSprop", "Adam"])
def test_every_optimizer_is_seen_to_change_the_weights(optimizer):
    """A fused step does not count as a change in PyTorch's own books."""
    recording = step_through((XorSettings(optimizer=optimizer),))
    parameters = {f"model.{number}.{part}" for number in (0, 2) for part in ("weight", "bias")}
    for moment in at(recording, "optimizer.step()"):
        assert {change.name for change in moment.changes} == parameters
    assert len(recording.pictures) == 4


def test_fractions_and_arrays_are_noted_too():
    text = """from fractions import Fraction

import numpy as np

w = 0
w += Fraction(1, 2)
h = np.ones((2, 3))
h = 2 * h
"""
    moments = record(Program("numbers", text, ROOT)).moments
    found = [(change.name, change.kind, change.shape, change.values[0]) for m in moments for change in m.changes]
    assert found == [
        ("w", "number", (), "0"),
        ("w", "number", (), "1/2"),
        ("h", "array", (2, 3), "1"),
        ("h", "array", (2, 3), "2"),
    ]


def test_the_loop_of_a_step_is_the_innermost_around_it():
    text = fill(XorSettings()).text
    head = text.splitlines()[loop_of(text) - 1]
    assert head == "for epoch in range(EPOCHS):"
    nested = "for epoch in range(3):\n    for batch in batches:\n        optimizer.step()\n"
    assert loop_of(nested) == 2
    assert ast.parse(nested)


def test_a_short_run_is_stepped_through_without_the_block_that_opens_the_test_set():
    """Two steps end before the three that are recorded: then the block runs, too, and prints the test accuracy."""
    text = PROGRAM.replace("range(50)", "range(2)") + "# ====== Test ====== #\nprint(model(x + 1).mean())\n"
    threads = torch.get_num_threads()
    moments = record(Program("short", text, ROOT)).moments
    torch.set_num_threads(threads)
    shown = without_block(text)
    assert shown == PROGRAM.replace("range(50)", "range(2)")
    kept = before_test(moments, len(shown.splitlines()))
    assert kept[-1].printed == str(float(kept[-1].printed))  # the loss, the last line before the block
    assert moments[len(kept)].function == "forward"  # the block asks the model
    assert moments[-1].line > len(shown.splitlines())
