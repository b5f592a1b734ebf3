"""What workers are asked besides experiments, and what stands in for workers."""

import os
import sys
import time
from concurrent.futures import Future
from itertools import count

from mlcore.common.training import Progress
from workers.pools import Pool
from workers.tasks import Task

PATIENCE = 60
"""Seconds for what takes a fraction of one on an idle machine."""

number = count()


def endless(name, on_progress):
    """Count up until it is cancelled, telling the process as the only curve."""
    for step in count(1):
        on_progress(Progress(step, 10**9, {"process": [os.getpid()]}))
        time.sleep(0.01)


def drawn(name, on_progress):
    """Count up until it is cancelled; its partial result is the count, and nothing before 10."""
    for step in count(1):
        on_progress(Progress(step, 10**9, {}, partial_result=lambda: step if step >= 10 else None))  # noqa: B023
        time.sleep(0.01)


def silent(name, on_progress):
    """Tell the process once, then never look at the flag again."""
    on_progress(Progress(1, 2, {"process": [os.getpid()]}))
    time.sleep(10**9)


def about_the_process(name):
    """Return the process, its nice value, torch's threads and profiler's marks, and whether it was preloaded."""
    import torch

    return {
        "pid": os.getpid(),
        "nice": os.nice(0),
        "threads": torch.get_num_threads(),
        "marks": torch.autograd.profiler.record_function.__name__,
        "preloaded": "workers.preload" in sys.modules,
    }


def fail(name):
    raise FileNotFoundError(2, "no such digits", name)


def weigh(kilobytes):
    return bytes(1000 * kilobytes)


def task_for(function, argument=None, **options) -> Task:
    """Return a task for a function of this file, a new one each time unless the argument is given."""
    return Task(function, f"task {next(number)}" if argument is None else argument, **options)


def until(condition, seconds=PATIENCE):
    """Wait for a condition and return its value; fail when it never comes."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)
    return found


class InPlace(Pool):
    """A pool that runs everything at once and in this process."""

    def __init__(self) -> None:
        self.workers = 2

    def submit(self, function, *args):
        future: Future = Future()
        future.set_result(function(*args))
        return future

    def warm_up(self):
        return []

    def close(self):
        pass


class ByHand(InPlace):
    """A pool whose calls end when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Task, Future]] = []

    def submit(self, function, task, *args):
        self.calls.append((task, Future()))
        return self.calls[-1][1]

    def future(self, task) -> Future:
        """Wait until a task is handed over and return its future."""
        until(lambda: task in [called for called, _ in self.calls])
        return next(future for called, future in reversed(self.calls) if called == task)
