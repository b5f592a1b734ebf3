"""The scheduler: it runs each task once for all who subscribe to it, and caches the results."""

import contextlib
import heapq
import itertools
import logging
import pickle
import shutil
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from cachetools import LRUCache

from workers.pools import Pool, default_pools
from workers.remote import CANCEL, PARTIAL_RESULT, PROGRESS, call
from workers.tasks import Task

MAX_CACHE_BYTES = 32 * 2**20
KEY_BYTES = 4096
"""Bytes assumed for a cache key, which may contain a drawing."""

SECONDS_TO_WARM_UP = 3.0
"""When workers are started that no task has asked for: the first visitor's page needs the processors before that."""

SECONDS_TO_CANCEL = 1.0
"""A worker that does not stop by itself within this time is killed."""

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class Job:
    """One task on its way through a pool.

    Attributes
    ----------
    task
        What is computed.
    folder
        Where its worker writes progress and looks whether it is cancelled.
    subscribers
        Who waits for it; it is cancelled when the last one unsubscribes.
    state, result, error
        How it is, and how it ended.
    ended
        Set at the end; wait for it.
    last_progress
        The last progress of a job that failed.
    future, retried
        Its call in the pool, and whether that is the second one.
    """

    task: Task
    folder: Path
    subscribers: set[object] = field(default_factory=set)
    state: Literal["queued", "running", "done", "failed", "cancelled"] = "queued"
    result: object = None
    error: BaseException | None = None
    ended: threading.Event = field(default_factory=threading.Event)
    last_progress: dict | None = None
    future: Future | None = None
    retried: bool = False

    def progress(self) -> dict | None:
        """Return the last progress, ``{"step", "steps", "curves"}``, or None before the first."""
        try:
            return pickle.loads((self.folder / PROGRESS).read_bytes())
        except OSError:  # not written yet, or removed at the end
            return self.last_progress

    def partial_result(self) -> Any:
        """Return the result as if the run ended now, or None where there is none yet."""
        try:
            return pickle.loads((self.folder / PARTIAL_RESULT).read_bytes())
        except OSError:
            return None


class Scheduler:
    """Queues tasks for the pools and caches their results.

    One thread does all that may block: it starts pools, hands tasks to them and calls what was put off with ``later``.

    Parameters
    ----------
    pools
        The pools by name.
    cache_bytes
        How much the cached results may weigh together, pickled; those kept always come on top.
    cache_folder
        Where workers keep results on disk, or None.
    """

    def __init__(
        self,
        pools: Mapping[str, Pool] | None = None,
        cache_bytes: int = MAX_CACHE_BYTES,
        cache_folder: str | None = None,
    ) -> None:
        self.pools = pools or default_pools()
        self._cache: LRUCache = LRUCache(cache_bytes, getsizeof=size)
        self._pinned: dict[Task, object] = {}
        self._cache_folder = cache_folder
        self._folders = tempfile.TemporaryDirectory(prefix="runs-", ignore_cleanup_errors=True)
        self._jobs: dict[Task, Job] = {}
        self._queues: dict[str, deque[Job]] = {name: deque() for name in self.pools}
        self._running: dict[str, set[Job]] = {name: set() for name in self.pools}
        self._numbers = itertools.count()
        self._calls: list[tuple[float, int, Callable[[], object]]] = []
        self._lock = threading.RLock()
        self._wake = threading.Condition(self._lock)
        self._closing = False
        self._thread = threading.Thread(target=self._work, daemon=True, name="scheduler")
        self._thread.start()

    def submit(self, task: Task, subscriber: object) -> Job:
        """Return the job of a task, subscribed to: an ended one with a cached result, a running one, or a new one."""
        with self._lock:
            for cache in (self._pinned, self._cache):
                if task in cache:
                    job = Job(task, Path(self._folders.name, "none"), state="done", result=cache[task])
                    job.ended.set()
                    return job
            if task not in self._jobs:
                self._jobs[task] = job = Job(task, Path(self._folders.name, str(next(self._numbers))))
                self._queues[task.pool].append(job)
                self._wake.notify()
            self._jobs[task].subscribers.add(subscriber)
            return self._jobs[task]

    def unsubscribe(self, job: Job, subscriber: object) -> None:
        """Stop waiting for a job. When nobody waits, it leaves the queue, or its worker is told to stop."""
        with self._lock:
            job.subscribers.discard(subscriber)
            if job.subscribers or job.ended.is_set():
                return
            if job.state == "queued":
                self._queues[job.task.pool].remove(job)
            else:
                with contextlib.suppress(OSError):  # its folder is made only when it is handed over
                    (job.folder / CANCEL).touch()
                self.later(SECONDS_TO_CANCEL, partial(self._kill, job))
            job.state = "cancelled"
            self._end(job)

    def is_cached(self, task: Task) -> bool:
        """Whether the result is there, so that submitting the task costs nothing."""
        with self._lock:
            return task in self._pinned or task in self._cache

    def later(self, seconds: float, function: Callable[[], object]) -> None:
        """Call a function after some time, in the scheduler's thread."""
        with self._lock:
            heapq.heappush(self._calls, (time.monotonic() + seconds, next(self._numbers), function))
            self._wake.notify()

    def close(self) -> None:
        """End all workers, and with them what is running."""
        with self._lock:
            self._closing = True
            self._wake.notify()
        self._thread.join()
        for pool in self.pools.values():
            pool.close()
        self._folders.cleanup()

    def _work(self) -> None:
        for pool in self.pools.values():
            self.later(SECONDS_TO_WARM_UP, pool.warm_up)
        while work := self._take():
            try:
                work()
            except Exception:  # what fails for one visitor must not end the runs of all
                logger.exception("the scheduler failed")

    def _take(self) -> Callable[[], object] | None:
        """Wait for the next thing to do and return it; None at the end."""
        with self._lock:
            while not self._closing:
                if work := self._due() or self._next():
                    return work
                self._wake.wait(self._calls[0][0] - time.monotonic() if self._calls else None)
        return None

    def _due(self) -> Callable[[], object] | None:
        """Take the next call whose time has come."""
        if self._calls and self._calls[0][0] <= time.monotonic():
            return heapq.heappop(self._calls)[2]
        return None

    def _next(self) -> Callable[[], object] | None:
        """Take the next queued job that a worker is free for."""
        for name, queue in self._queues.items():
            if queue and len(self._running[name]) < self.pools[name].workers:
                job = queue.popleft()
                job.state = "running"
                self._running[name].add(job)
                return partial(self._start, job)
        return None

    def _start(self, job: Job) -> None:
        """Hand a job to its pool, which may take a second: a broken one starts anew."""
        try:
            job.folder.mkdir(exist_ok=True)
            job.future = self.pools[job.task.pool].submit(call, job.task, job.folder, self._cache_folder)
        except Exception as error:  # a full disk or a pool that takes no task must not end this thread
            job.future = Future()
            job.future.set_exception(error)
        job.future.add_done_callback(partial(self._finish, job))
        if job.ended.is_set():  # everybody left while it was handed over
            job.future.cancel()

    def _kill(self, job: Job) -> None:
        if job.future:
            job.future.cancel()

    def _finish(self, job: Job, future: Future) -> None:
        """Take over how a call in a pool ended, and free its worker."""
        with self._lock:
            self._running[job.task.pool].discard(job)
            self._wake.notify()
            error = CancelledError() if future.cancelled() else future.exception()
            # A worker died while all were idle; the pool has new ones when it is asked again.
            retry = isinstance(error, BrokenProcessPool) and not job.retried
            if job.state == "running" and isinstance(error, CancelledError):  # the app is closing
                job.state = "cancelled"
                self._end(job)
            elif job.state == "running" and error is None:
                job.result, job.state = future.result(), "done"
                self._keep(job)
                self._end(job)
            elif job.state == "running" and retry:
                job.state, job.retried = "queued", True
                self._queues[job.task.pool].appendleft(job)
            elif job.state == "running":
                job.error, job.state, job.last_progress = error, "failed", job.progress()
                self._end(job)
                log(job)
            remove(job.folder)

    def _keep(self, job: Job) -> None:
        """Cache a result."""
        if job.task.keep == "always":
            self._pinned[job.task] = job.result
        elif job.task.keep == "lru":
            with contextlib.suppress(ValueError):  # larger than the whole cache
                self._cache[job.task] = job.result

    def _end(self, job: Job) -> None:
        if self._jobs.get(job.task) is job:
            del self._jobs[job.task]
        job.subscribers.clear()
        job.ended.set()


def size(result: object) -> int:
    """Return how many bytes a cached result takes, its key included."""
    return KEY_BYTES + len(pickle.dumps(result))


def log(job: Job) -> None:
    """Log why a job failed; a run that diverges is a lesson, not a fault of the app."""
    if isinstance(job.error, ArithmeticError):
        logger.info("%s: %s", job.task, job.error)
    else:
        logger.error("%s failed", job.task, exc_info=job.error)


def remove(folder: Path) -> None:
    """Remove a folder that a dying worker may still write to: under another name nothing new gets into it."""
    with contextlib.suppress(OSError):
        shutil.rmtree(folder.rename(folder.with_suffix(".ended")))
