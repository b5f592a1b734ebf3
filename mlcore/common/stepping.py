"""Stepping: run a program's first steps and trace what each line changes. Nothing is written by hand."""

import ast
import contextlib
import inspect
import io
import sys
from collections.abc import Callable
from dataclasses import replace
from numbers import Number
from types import CodeType, FrameType
from typing import Any

import numpy as np
import torch
from torch import nn

from mlcore.common.program import Program, render_program
from mlcore.common.settings import Settings
from mlcore.common.trace import Change, Trace, TraceStep

MAX_VALUES = 6
MAX_LINES = 4000
"""How many lines a program may run before its trace ends."""

MAX_ITERATIONS = 3
"""How many iterations are shown of a loop that comes before the first step: the first ones and the last."""

OPTIMIZER_STEPS = 3
"""How many steps of the optimizer are traced."""


Draw = Callable[[dict[str, Any]], np.ndarray | None]
"""Draws the model among a program's names over the plane; None where there is nothing to draw."""


class TraceComplete(BaseException):
    """The steps that are wanted have been traced."""


def step_through(template_inputs: tuple[Settings, *tuple[tuple[str, Any], ...]]) -> Trace:
    """Trace the first steps of an experiment's program.

    Parameters
    ----------
    template_inputs
        The settings that the program is rendered with, and other values by name, e.g. ``("model", "linear")``.
        ``settings.prepare`` is called before the program runs, and ``settings.plane_of`` draws the model among the
        program's names after each line that changed it.
    """
    settings, *other = template_inputs
    settings.prepare()
    trace = trace_program(render_program(settings, **dict(other)), settings.plane_of)
    return replace(trace, shows=settings.plane_shows)


def trace_program(program: Program, plane_of: Draw | None = None) -> Trace:
    """Run a program until the optimizer has made ``OPTIMIZER_STEPS`` steps, or for ``MAX_LINES`` lines at most.

    Return what each line changed. An error of the program is what its last line prints.
    """
    file = str(program.folder / f"{program.name}.py")
    code = compile(program.text, f"<{program.name}>", "exec")
    printed = io.StringIO()
    tracer = Tracer(program.text, code, printed, plane_of)
    names: dict[str, Any] = {"__name__": "__main__", "__file__": file}
    before = sys.gettrace()
    with contextlib.redirect_stdout(printed), contextlib.suppress(TraceComplete):
        sys.settrace(tracer.enter)
        try:
            exec(code, names)
        except Exception as error:  # the program's own, which ends it at the line that was looked at last
            last = tracer.trace_steps.pop()
            tracer.trace_steps.append(replace(last, printed=f"{type(error).__name__}: {error}"))
        finally:
            sys.settrace(before)
    pictures = np.stack(tracer.pictures) if tracer.pictures else np.zeros((0, 1, 1), np.uint8)
    return Trace(program.text, tracer.trace_steps, pictures)


def statements(text: str) -> dict[int, tuple[int, int]]:
    """Return first and last line of the statement that each line belongs to; of a loop or ``with`` only its head."""
    spans: dict[int, tuple[int, int]] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = max(node.lineno, body[0].lineno - 1) if isinstance(body, list) else node.end_lineno or node.lineno
            spans.update(dict.fromkeys(range(node.lineno, last + 1), (node.lineno, last)))
    return spans


class Tracer:
    """The trace function of a program: Python calls it before each line runs, and so it looks at the one before.

    Parameters
    ----------
    text, code
        The program.
    printed
        What it prints.
    plane_of
        Draws its model.
    """

    def __init__(self, text: str, code: CodeType, printed: io.StringIO, plane_of: Draw | None) -> None:
        self.file = code.co_filename
        self.printed = printed
        self.read = 0
        self.spans = statements(text)
        self.plane_of = plane_of
        self.trace_steps: list[TraceStep] = []
        self.pictures: list[np.ndarray] = []
        self.kept: list[object] = []
        self.depth = -1
        self.lines = 0
        self.optimizer_steps = 0
        self.hooked = False

    def enter(self, frame: FrameType, event: str, argument: object):
        """Trace the module and its functions, but neither classes nor what makes a model."""
        code = frame.f_code
        in_function = bool(code.co_flags & inspect.CO_OPTIMIZED) and not code.co_name.startswith(("<", "__"))
        if code.co_filename != self.file or not (code.co_name == "<module>" or in_function):
            return None
        self.depth += 1
        return Frame(self, "" if code.co_name == "<module>" else code.co_name, self.depth).trace

    def trace_line(self, frame: "Frame", names: dict[str, Any]) -> None:
        """Note what the line that has run in a frame changed."""
        changes: list[Change] = []
        for name, value in names.items():
            if not name.startswith("_"):
                changes += self.changes_of(name, value, frame.seen)
        if any(change.kind == "tensor" and change.name.startswith("model.") for change in changes):
            self.draw(names)
        self.follow(names.get("optimizer"))
        first, last = self.spans.get(frame.running, (frame.running, frame.running))
        printed = self.printed.getvalue()[self.read :]
        self.read += len(printed)
        picture = len(self.pictures) - 1
        step = TraceStep(first, last, frame.function, frame.depth, tuple(changes), printed.strip(), picture)
        if self.optimizer_steps == 0:
            iterations = [number for number, earlier in enumerate(self.trace_steps) if is_at_same_line(earlier, step)]
            if len(iterations) >= MAX_ITERATIONS:
                del self.trace_steps[iterations[-1]]
        self.trace_steps.append(step)

    def changes_of(self, name: str, value: object, seen: dict[str, object]) -> list[Change]:
        """Return the changes of one name since it was looked at last."""
        if isinstance(value, nn.Module):
            found: list[Change] = []
            for path, parameter in value.named_parameters():
                found += self.changes_of(f"{name}.{path}", parameter, seen)
            return found
        if isinstance(value, torch.Tensor):
            found = [tensor_change(name, "tensor", value)] if self.is_new(name, value, seen) else []
            if value.is_leaf and value.grad is not None:
                if self.is_new(f"{name}.grad", value.grad, seen):
                    found.append(tensor_change(f"{name}.grad", "gradient", value.grad))
            elif value.is_leaf and seen.pop(f"{name}.grad", None) is not None:
                found.append(Change(f"{name}.grad", "gradient", (), "", ("None",)))
            return found
        change = plain_change(name, value)
        if change and seen.get(name) != change:
            seen[name] = change
            return [change]
        return []

    def is_new(self, name: str, tensor: torch.Tensor, seen: dict[str, object]) -> bool:
        """Whether a tensor is another one than before, or was changed in place; PyTorch counts such changes."""
        now = (id(tensor), tensor._version)
        self.kept.append(tensor)  # so that no later tensor gets its id
        new = seen.get(name) != now
        seen[name] = now
        return new

    def draw(self, names: dict[str, Any]) -> None:
        """Draw the model as it is now."""
        if self.plane_of:
            with torch.no_grad():
                picture = self.plane_of(names)
            if picture is not None:
                self.pictures.append(picture)

    def follow(self, optimizer: object) -> None:
        """Count the steps of the optimizer as soon as there is one."""
        if isinstance(optimizer, torch.optim.Optimizer) and not self.hooked:
            self.hooked = True
            optimizer.register_step_post_hook(self.count)

    def count(self, optimizer: torch.optim.Optimizer, *_: object) -> None:
        """Count a step. A fused optimizer does not tell PyTorch that it has changed the parameters, so this does."""
        self.optimizer_steps += 1
        for group in optimizer.param_groups:
            torch.autograd.graph.increment_version(group["params"])

    def check(self, line: int) -> None:
        """End the run at the head of a loop after the last step that is wanted."""
        self.lines += 1
        done = self.optimizer_steps >= OPTIMIZER_STEPS and self.trace_steps and line < self.trace_steps[-1].line
        if done or self.lines > MAX_LINES:
            raise TraceComplete


class Frame:
    """One call of a function, or the module: the line that runs now, and the values known in it."""

    def __init__(self, tracer: Tracer, function: str, depth: int) -> None:
        self.tracer = tracer
        self.function = function
        self.depth = depth
        self.seen: dict[str, object] = {}
        self.running = 0

    def trace(self, frame: FrameType, event: str, argument: object):
        """Look at the line that has run, when the next one begins or the function returns."""
        first, last = self.tracer.spans.get(self.running, (0, 0))
        if event == "line" and first < last and first <= frame.f_lineno <= last:  # the same statement goes on
            return self.trace
        if event in ("line", "return") and self.running:
            self.tracer.trace_line(self, frame.f_locals)
            self.running = 0
        elif event == "line" and self.function:  # its arguments are there before its first line
            for name, value in frame.f_locals.items():
                self.tracer.changes_of(name, value, self.seen)
        if event == "line":
            if not self.function:
                self.tracer.check(frame.f_lineno)
            self.running = frame.f_lineno
        elif event == "return":
            self.tracer.depth -= 1
        return self.trace


def is_at_same_line(one: TraceStep, other: TraceStep) -> bool:
    """Whether two steps of a trace come after the same line of the same function."""
    return (one.line, one.function) == (other.line, other.function)


def tensor_change(name: str, kind: str, tensor: torch.Tensor) -> Change:
    """Describe a tensor by its shape, its type and its first values."""
    first = tensor.detach().flatten()[:MAX_VALUES].tolist()
    return Change(name, kind, tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."), tuple(map(short, first)))


def plain_change(name: str, value: object) -> Change | None:
    """Describe a number, a text, an array, a list or tuple of numbers; None for anything else."""
    if isinstance(value, Number | str):
        return Change(name, "text" if isinstance(value, str) else "number", (), "", (short(value),))
    if isinstance(value, np.ndarray):
        first = tuple(map(short, value.ravel()[:MAX_VALUES].tolist()))
        return Change(name, "array", value.shape, str(value.dtype), first)
    if isinstance(value, list | tuple) and all(isinstance(item, Number) for item in value):
        return Change(name, "list", (len(value),), "", tuple(map(short, value[-MAX_VALUES:])))
    return None


def short(value: object) -> str:
    """Write a value with at most four digits, a fraction as it is."""
    if isinstance(value, float):
        return f"{value:.4g}"
    return (repr(value) if isinstance(value, str | bool | int) else str(value))[:40]
