"""Run a program as it stands, and record its states and losses from outside.

The program's text is executed unchanged. Its loop over ``epoch``, which stands at module level, is handed its numbers
one by one, so that the recorder is called after each epoch; PyTorch's own hook of the optimizer calls it after each
step. Recording draws no random number and changes nothing.
"""

import ast
import contextlib
import copy
import io
import linecache
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import nn

from mlcore.common.program import Program
from mlcore.common.training import Diverged, OnProgress, Progress, snapshot_epochs

State = dict[str, torch.Tensor]
Schedule = Callable[[int, int], list[int]]

LOOP = "epoch"
EPOCH_HOOK = "__epoch_hook__"
NAMES = ("model", "loss_function", "optimizer", "epoch", "loss")
"""What a program calls these things, so that the recorder finds them."""


@dataclass(eq=False)
class ProgramRun:
    """A program's run, during it or after it.

    Attributes
    ----------
    names
        The program's global names.
    model
        A copy of its model in evaluation mode, into which ``models`` loads states.
    epochs
        Epochs of the states, the first 0.
    states
        Copies of the parameters and buffers after these epochs.
    losses
        Mean loss of the steps of each epoch, each before its step.
    steps
        Optimizer steps so far.
    output
        What the program printed.
    """

    names: dict[str, Any]
    model: Any = None
    epochs: list[int] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    steps: int = 0
    output: str = ""

    @property
    def number(self) -> float:
        """The number in the last line that the program printed."""
        return float(self.output.splitlines()[-1])

    def models(self) -> Iterator[Any]:
        """Return the model as it was at each of ``epochs``, one after the other."""
        for state in self.states:
            self.model.load_state_dict(state)
            yield self.model

    def newest(self, losses: list[float], all_states: bool = False) -> "ProgramRun":
        """Return the run as if it ended here, after one epoch for each loss.

        By default it keeps the first and the current state. With ``all_states`` it keeps all saved states, and adds
        the current one if it is newer.
        """
        kept = len(self.states) if all_states else 1
        epochs, states = self.epochs[:kept], self.states[:kept]
        if epochs[-1] < len(losses):
            epochs, states = [*epochs, len(losses)], [*states, state_of(self.names["model"])]
        return replace(self, epochs=epochs, states=states, losses=losses)


def state_of(model: nn.Module) -> State:
    """Return a copy of a model's parameters and buffers."""
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def run_program(
    program: Program,
    max_states: int,
    *,
    on_progress: OnProgress | None = None,
    partial_result: Callable[[ProgramRun], object] | None = None,
    all_states: bool = False,
    curve: str = "loss",
    model_name: str = "",
    stop_if_not_finite: bool = True,
    steps_per_epoch: int = 1,
    part: tuple[int, int] = (0, 1),
    known: Sequence[tuple[str, list[float]]] = (),
    schedule: Schedule = snapshot_epochs,
) -> ProgramRun:
    """Run a program and keep its states at some epochs.

    Parameters
    ----------
    program
        Its loop ``for epoch in range(...)`` stands at module level, and ``NAMES`` are its names.
    max_states
        How many states to keep, at least 2.
    on_progress
        Called after every step; raising inside it stops the run.
    partial_result
        Makes a result of a run that has not ended, for those who watch it.
    all_states
        Whether partial results are made of all states so far, and not only of the first and the present one.
    curve
        The name of the run's losses in its progress; nothing leaves them out.
    model_name
        The model's name in an error, where an experiment runs several programs.
    stop_if_not_finite
        Whether a loss that is not a finite number ends the run.
    steps_per_epoch
        How many steps an epoch has, for the progress.
    part
        The number of this program, from 0, and how many programs the experiment runs one after the other.
    known
        Curves of the programs before this one.
    schedule
        At which epochs, of how many epochs and states.

    Raises
    ------
    Diverged
        If the loss of a step, or the number printed last, is not a finite number.
    """
    run = ProgramRun({"__name__": "__main__", "__file__": str(program.folder / f"{program.name}.py")})
    curves = {**dict(known), **({curve: run.losses} if curve else {})}
    recorder = RunRecorder(
        run,
        max_states,
        on_progress,
        partial_result,
        all_states,
        curves,
        model_name,
        stop_if_not_finite,
        steps_per_epoch,
        part,
        schedule,
    )
    run.names[EPOCH_HOOK] = recorder.hand_out
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compiled(program), run.names)
    run.output = printed.getvalue()
    if stop_if_not_finite and not math.isfinite(run.number):
        raise Diverged(run.steps, recorder.learning_rate, model_name, len(run.losses))
    return run


def compiled(program: Program):
    """Compile a program so that its loop asks the recorder for each epoch; tracebacks find the lines of its text."""
    filename = f"<{program.name}>"
    linecache.cache[filename] = (len(program.text), None, program.text.splitlines(keepends=True), filename)
    tree = ast.parse(program.text, filename)
    for node in tree.body:
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and node.target.id == LOOP:
            call = ast.Call(ast.Name(EPOCH_HOOK, ast.Load()), [node.iter], [])
            node.iter = ast.fix_missing_locations(ast.copy_location(call, node.iter))
    return compile(tree, filename, "exec")


@dataclass(eq=False)
class RunRecorder:
    """Records a run: its losses after each step, its states after some epochs. ``run_program`` says what its parts are.

    Attributes
    ----------
    epochs
        How many epochs the run has in all.
    sum, count
        Of the losses of the present epoch so far.
    """

    run: ProgramRun
    max_states: int
    on_progress: OnProgress | None
    partial_result: Callable[[ProgramRun], object] | None
    all_states: bool
    curves: dict[str, list[float]]
    model_name: str
    stop_if_not_finite: bool
    steps_per_epoch: int
    part: tuple[int, int]
    schedule: Schedule
    epochs: int = 0
    sum: float = 0.0
    count: int = 0

    @property
    def learning_rate(self) -> float:
        """The optimizer's."""
        return self.run.names["optimizer"].param_groups[0]["lr"]

    def hand_out(self, epochs: Sequence[int]) -> Iterator[int]:
        """Hand the loop its epochs, and record what each of them did."""
        names = self.run.names
        self.epochs = len(epochs)
        self.run.model = copy.deepcopy(names["model"]).eval()
        keep = self.schedule(self.epochs, self.max_states)
        hook = names["optimizer"].register_step_post_hook(self.after_step)
        self.keep(0)
        try:
            for number, epoch in enumerate(epochs, start=1):
                yield epoch
                self.run.losses.append(self.sum / self.count)
                self.sum, self.count = 0.0, 0
                if number == keep[len(self.run.states)]:
                    self.keep(number)
        finally:
            hook.remove()

    def keep(self, epoch: int) -> None:
        """Keep the model's present state."""
        self.run.epochs.append(epoch)
        self.run.states.append(state_of(self.run.names["model"]))

    def after_step(self, *_: object) -> None:
        """Record the loss of a step."""
        run = self.run
        loss = run.names["loss"].item()
        run.steps += 1
        self.sum += loss
        self.count += 1
        if self.stop_if_not_finite and not math.isfinite(loss):
            raise Diverged(run.steps, self.learning_rate, self.model_name, len(run.losses) + 1)
        if self.on_progress:
            number, parts = self.part
            steps = self.epochs * self.steps_per_epoch
            self.on_progress(
                Progress(number * steps + run.steps, parts * steps, self.curves, partial_result=self.result_so_far)
            )

    def result_so_far(self) -> object:
        """Return the result as if the run ended now, or None where nobody can draw it."""
        losses = [*self.run.losses]
        if self.count == self.steps_per_epoch:  # the epoch is over, although its pass through the loop is not
            losses.append(self.sum / self.count)
        return self.partial_result(self.run.newest(losses, self.all_states)) if self.partial_result and losses else None
