"""Stepping: what is noted of each line is what the line did."""

import ast
from typing import Any

import numpy as np
import pytest
import torch

from mlcore.common.program import Program, render_program
from mlcore.common.stepping import MAX_LINES, step_through, trace_program
from mlcore.common.trace import TraceStep
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
def trace():
    threads = torch.get_num_threads()
    found = trace_program(Program("half", PROGRAM, ROOT), drawn)
    torch.set_num_threads(threads)
    return found


def at(trace, code: str, function: str = "") -> list[TraceStep]:
    """Return the steps after the line that begins so."""
    lines = trace.text.splitlines()
    return [m for m in trace.steps if lines[m.line - 1].strip().startswith(code) and m.function == function]


def changes(step: TraceStep) -> dict[str, tuple]:
    return {change.name: (change.shape, change.values) for change in step.changes}


def test_a_step_worked_out_by_hand_is_what_was_noted(trace):
    """With weight 2 each answer is 8 and the loss 16; its gradient is 2 * 4 * 4 = 32; the step takes 0.32 off."""
    assert changes(at(trace, "loss = loss_function(")[0]) == {"loss": ((), ("16",))}
    assert changes(at(trace, "loss.backward()")[0]) == {"model.weight.grad": ((), ("32",))}
    assert changes(at(trace, "optimizer.step()")[0]) == {"model.weight": ((), ("1.68",))}


def test_zero_grad_takes_the_gradients_away(trace):
    first, second, _ = at(trace, "optimizer.zero_grad()")
    assert changes(first) == {}
    assert changes(second) == {"model.weight.grad": ((), ("None",))}


def test_the_shapes_inside_a_function_of_the_program_are_noted(trace):
    """The way of a batch through ``forward`` is what a learner wants to see."""
    assert changes(at(trace, "x = x.view(", "forward")[0])["x"][0] == (3, 4)
    assert changes(at(trace, "x = x * ", "forward")[0]) == {"x": ((3, 4), ("2",) * 6)}


def test_each_line_knows_in_how_many_calls_it_is(trace):
    """The names of a function are gone when it has returned."""
    assert {step.depth for step in at(trace, "x = x.view(", "forward")} == {1}
    assert {step.depth for step in trace.steps if not step.function} == {0}


def test_a_statement_of_several_lines_is_one_step(trace):
    step = at(trace, "loss = loss_function(")[0]
    assert (step.line, step.last_line) == (24, 26)


def test_what_a_line_prints_belongs_to_it(trace):
    assert [step.printed for step in at(trace, 'print("epoch"')] == ["epoch 0", "epoch 1", "epoch 2"]
    assert not any(step.printed for step in at(trace, "optimizer.step()"))


def test_the_model_is_drawn_whenever_it_has_changed(trace):
    assert trace.pictures[:, 0, 0].tolist() == [200, 168, 146, 131]
    assert [step.picture for step in at(trace, "optimizer.step()")] == [1, 2, 3]
    assert trace.steps[0].picture == -1


def test_the_trace_ends_after_three_steps(trace):
    assert len(at(trace, "optimizer.step()")) == 3
    assert at(trace, "print(loss.item())") == []


def test_a_program_that_ends_with_an_error_is_shown_up_to_its_line():
    """The bug hunt has such programs."""
    steps = trace_program(Program("broken", PROGRAM.replace("self.weight\n", "self.wait\n"), ROOT), drawn).steps
    assert steps[-2].function == "forward"
    assert steps[-1].printed == "AttributeError: 'Half' object has no attribute 'wait'"
    assert steps[-1].line == 24


def test_a_program_without_an_optimizer_is_not_recorded_for_ever():
    text = "total = 0\nfor number in range(10**9):\n    total += number\n"
    steps = trace_program(Program("sum", text, ROOT)).steps
    iterations = MAX_LINES // 2 - 1  # of two lines each, after the first line
    assert [changes(step) for step in steps][-2]["total"] == ((), (str(sum(range(iterations))),))


def test_of_a_loop_before_the_first_step_the_first_iterations_and_the_last_are_shown():
    text = "total = 0\nfor number in range(100):\n    total += number\nprint(total)\n"
    trace = trace_program(Program("sum", text, ROOT))
    totals = [changes(step)["total"][1] for step in at(trace, "total +=") if step.changes]
    assert totals == [("1",), ("4950",)]
    assert trace.steps[-1].printed == "4950"


def test_stepping_goes_the_way_of_the_run():
    """The first losses on the page are those of the run that the page shows."""
    from mlcore.xor.training import train

    settings = XorSettings(hidden=3, seed=5)
    trace = step_through((settings,))
    losses = [change.values[0] for m in at(trace, "loss = ") for change in m.changes if change.name == "loss"]
    assert losses == [f"{loss:.4g}" for loss in train(settings).losses[:3]]
    assert trace.pictures.shape == (4, 40, 40)
    np.testing.assert_array_equal(trace.pictures[0], train(settings).snapshots.plane[0])


@pytest.mark.parametrize("settings", PROGRAMS, ids=lambda settings: settings.slug)
def test_every_program_can_be_stepped_through(settings):
    """The trace can follow every program, records what changes, and has pictures where the lesson draws."""
    trace = step_through((settings(),))
    assert trace.steps
    assert any(step.changes for step in trace.steps)
    if "optimizer.step()" in trace.text:
        changed = [change.name for step in at(trace, "optimizer.step()") for change in step.changes]
        assert any(name.startswith("model.") and not name.endswith(".grad") for name in changed)
    assert (len(trace.pictures) > 0) == (settings.slug in DRAWN)
    assert trace.shows == DRAWN.get(settings.slug, "sign")


def test_the_second_program_of_an_experiment_is_stepped_through_too():
    """The values after the settings choose the linear model's program. The settings alone record the first one."""
    trace = step_through((RegressionSettings(), ("model", "linear")))
    assert "class LinearModel" in trace.text
    assert len(trace.pictures) == 4


@pytest.mark.parametrize("optimizer", ["SGD", "Momentum", "RMSprop", "Adam"])
def test_every_optimizer_is_seen_to_change_the_weights(optimizer):
    """A fused step does not count as a change in PyTorch's own books."""
    trace = step_through((XorSettings(optimizer=optimizer),))
    parameters = {f"model.{number}.{part}" for number in (0, 2) for part in ("weight", "bias")}
    for step in at(trace, "optimizer.step()"):
        assert {change.name for change in step.changes} == parameters
    assert len(trace.pictures) == 4


def test_fractions_and_arrays_are_noted_too():
    text = """from fractions import Fraction

import numpy as np

w = 0
w += Fraction(1, 2)
h = np.ones((2, 3))
h = 2 * h
"""
    steps = trace_program(Program("numbers", text, ROOT)).steps
    found = [(change.name, change.kind, change.shape, change.values[0]) for m in steps for change in m.changes]
    assert found == [
        ("w", "number", (), "0"),
        ("w", "number", (), "1/2"),
        ("h", "array", (2, 3), "1"),
        ("h", "array", (2, 3), "2"),
    ]


def test_the_loop_of_a_step_is_the_innermost_around_it():
    text = render_program(XorSettings()).text
    head = text.splitlines()[loop_of(text) - 1]
    assert head == "for epoch in range(EPOCHS):"
    nested = "for epoch in range(3):\n    for batch in batches:\n        optimizer.step()\n"
    assert loop_of(nested) == 2
    assert ast.parse(nested)


def test_a_short_run_is_stepped_through_without_the_block_that_opens_the_test_set():
    """Two steps end before the three that are traced: then the block runs, too, and prints the test accuracy."""
    text = PROGRAM.replace("range(50)", "range(2)") + "# ====== Test ====== #\nprint(model(x + 1).mean())\n"
    threads = torch.get_num_threads()
    steps = trace_program(Program("short", text, ROOT)).steps
    torch.set_num_threads(threads)
    shown = without_block(text)
    assert shown == PROGRAM.replace("range(50)", "range(2)")
    kept = before_test(steps, len(shown.splitlines()))
    assert kept[-1].printed == str(float(kept[-1].printed))  # the loss, the last line before the block
    assert steps[len(kept)].function == "forward"  # the block asks the model
    assert steps[-1].line > len(shown.splitlines())
