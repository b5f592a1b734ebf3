"""Pools of worker processes, and how many workers this machine has room for."""

import math
import multiprocessing
import os
from concurrent.futures import Future
from pathlib import Path

from pebble import ProcessPool

from workers.remote import ready, start_worker

MAX_WORKERS = 4
MEMORY_PER_WORKER = 600 * 2**20
"""Bytes that a worker's largest run may take, with its share of the app."""

SHORT_TIME_LIMIT = 60.0
LONG_TIME_LIMIT = 15 * 60.0


class Pool:
    """A pool of worker processes that replaces those that die.

    Anything with these methods can stand in for it: ``submit`` returns a ``concurrent.futures.Future`` whose
    ``cancel()`` ends a running task.

    Parameters
    ----------
    workers
        Number of processes.
    niceness
        Unix nice value (0-19); ignored on Windows.
    max_tasks
        Restart a worker after this many tasks (0 = never), which frees what a task imported and allocated.
    time_limit
        Seconds after which a task is killed and fails with ``TimeoutError``.
    """

    def __init__(self, workers: int, niceness: int, max_tasks: int = 0, time_limit: float | None = None) -> None:
        if workers < 1:
            raise ValueError(f"workers must be at least 1, got {workers}")
        self.workers = workers
        self.niceness = niceness
        self.max_tasks = max_tasks
        self.time_limit = time_limit
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload(["workers.preload"])
        return ProcessPool(
            self.workers,
            max_tasks=self.max_tasks,
            initializer=start_worker,
            initargs=(self.niceness,),
            context=context,
        )

    def submit(self, function, *args) -> Future:
        """Run ``function(*args)`` in a worker; cancelling the future kills that worker, which is then replaced."""
        try:
            return self._pool.schedule(function, args, timeout=self.time_limit)
        except RuntimeError:  # the pool is broken: a worker died while all were idle
            self.close()
            self._pool = self._new_pool()
            return self._pool.schedule(function, args, timeout=self.time_limit)

    def warm_up(self) -> list[Future]:
        """Start the workers; the futures are done when they are up."""
        return [self.submit(ready) for _ in range(self.workers)]

    def close(self) -> None:
        """End the workers, finished or not."""
        self._pool.stop()
        self._pool.join()


def default_pools() -> dict[str, Pool]:
    """Return a pool for tasks of about a second, and one for long runs, which yields to everything else."""
    workers = worker_count()
    long_limit = seconds_of("RUN_TIME_LIMIT", LONG_TIME_LIMIT)
    return {
        "short": Pool(workers, niceness=0, time_limit=SHORT_TIME_LIMIT),
        "long": Pool(workers, niceness=19, max_tasks=1, time_limit=long_limit),
    }


def seconds_of(variable: str, default: float) -> float:
    """Return the seconds that an environment variable says, or a default.

    Raises
    ------
    ValueError
        If it says something else than a positive number.
    """
    text = os.environ.get(variable)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise ValueError(f"{variable} must be a positive number of seconds, got {text!r}")
    return number


def worker_count() -> int:
    """Return the number of workers in a pool: the environment variable WORKERS, or what CPUs and memory allow.

    Raises
    ------
    ValueError
        If WORKERS is not a positive integer.
    """
    wanted = os.environ.get("WORKERS")
    if not wanted:
        return max(1, min(MAX_WORKERS, int(cpus()), memory() // MEMORY_PER_WORKER))
    if not wanted.isdecimal() or int(wanted) < 1:
        raise ValueError(f"WORKERS must be a positive integer, got {wanted!r}")
    return int(wanted)


def cpus() -> float:
    """Return how many CPUs this process may use, also in a container."""
    usable = float(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    limits = [text.split() for text in cgroup_values("cpu.max")]
    old = [cgroup_values(f"cpu.cfs_{name}_us", "cpu") for name in ("quota", "period")]
    for quota, period in [*limits, *zip(*old, strict=False)]:
        if quota not in ("max", "-1"):
            usable = min(usable, int(quota) / int(period))
    return usable


def memory() -> int:
    """Return how many bytes of memory this process may use, also in a container."""
    try:
        usable = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError):  # Windows
        usable = MAX_WORKERS * MEMORY_PER_WORKER
    limits = [*cgroup_values("memory.max"), *cgroup_values("memory.limit_in_bytes", "memory")]
    return min([usable, *(int(text) for text in limits if text != "max")])


def cgroup_values(
    name: str, controller: str = "", root: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")
) -> list[str]:
    """Return what a file says in this process's control group and in all groups around it.

    Parameters
    ----------
    name
        Of the file.
    controller
        "cpu" or "memory" in version 1 of control groups, where each has a tree of its own; nothing in version 2.
    root, own
        Where the trees are, and the file that names the groups of this process.
    """
    try:
        lines = [line.split(":", 2) for line in own.read_text().splitlines()]
        names, group = next((names, group) for _, names, group in lines if controller in names.split(","))
    except (OSError, ValueError, StopIteration):
        return []
    tree = root / names
    folder = tree / group.lstrip("/")  # inside a container it may be the tree itself
    files = [parent / name for parent in (folder, *folder.parents) if parent.is_relative_to(tree)]
    return [file.read_text().strip() for file in files if file.exists()]
