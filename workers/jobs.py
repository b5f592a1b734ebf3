"""Jobs: each setting is run once for everybody, watched by whoever asked, and kept in a bounded cache."""

import contextlib
import pickle
import queue
import tempfile
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from cachetools import LRUCache

from workers.lanes import Lane, long_lane, short_lane
from workers.remote import call

CACHE_BYTES = 32 * 2**20
QUESTION_BYTES = 4096
"""What an entry of the cache weighs besides its result: a question may hold a drawing."""

State = Literal["running", "done", "stopped", "failed"]


class Question(NamedTuple):
    """What is asked of a worker: a function of ``mlcore`` and its one argument, mostly an experiment's settings."""

    module: str
    function: str
    argument: Hashable


@dataclass(eq=False)
class Job:
    """One question on its way to its answer.

    Attributes
    ----------
    question
        What was asked.
    report
        The file that its progress is read from.
    watchers
        Who waits for it; the job ends when the last one leaves.
    state, result, error
        How it ended, and with what.
    ended
        Set at the end; wait for it.
    future, retried
        The call in its worker, and whether it was handed out a second time.
    last_progress
        The last report of an ended job: what a visitor who stopped it keeps.
    """

    question: Question
    report: Path
    watchers: set[str] = field(default_factory=set)
    state: State = "running"
    result: object = None
    error: BaseException | None = None
    last_progress: dict | None = None
    future: Future | None = None
    retried: bool = False
    ended: threading.Event = field(default_factory=threading.Event)

    def progress(self) -> dict | None:
        """Return the last report, ``{"step", "steps", "curves"}``, or None before the first one."""
        try:
            return pickle.loads(self.report.read_bytes())
        except FileNotFoundError:
            return self.last_progress


def weight(result: object) -> int:
    """Return how many bytes a remembered result takes, its question included."""
    return QUESTION_BYTES + len(pickle.dumps(result))


class Jobs:
    """Sends questions to the lanes and remembers the answers.

    Parameters
    ----------
    short, long
        The two lanes.
    cache_bytes
        How much the remembered results may weigh together, pickled.
    """

    def __init__(self, short: Lane | None = None, long: Lane | None = None, cache_bytes: int = CACHE_BYTES) -> None:
        self._lanes = {"short": short or short_lane(), "long": long or long_lane()}
        self._cache: LRUCache = LRUCache(cache_bytes, getsizeof=weight)
        self._running: dict[Question, Job] = {}
        self._lock = threading.RLock()
        self._reports = tempfile.TemporaryDirectory(prefix="progress-", ignore_cleanup_errors=True)
        self._count = 0
        self._outbox: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._sender = threading.Thread(target=self._send, daemon=True, name="jobs")
        self._sender.start()
        for lane in self._lanes.values():
            self._outbox.put(lane.warm_up)

    def _send(self) -> None:
        """Hand work to the lanes; starting one takes seconds, which no visitor waits for."""
        for work in iter(self._outbox.get, None):
            work()

    def ask(self, question: Question, watcher: str, lane: Literal["short", "long"]) -> Job:
        """Return the job that answers a question: a finished one from the cache, a running one, or a new one."""
        with self._lock:
            if question in self._cache:
                return self._remembered(question)
            job = self._running.get(question)
            if job is None:
                self._count += 1
                job = Job(question, Path(self._reports.name) / str(self._count))
                self._running[question] = job
                self._outbox.put(lambda: self._start(job, self._lanes[lane]))
            job.watchers.add(watcher)
            return job

    def knows(self, question: Question) -> bool:
        """Say whether the answer is remembered, so that asking costs nothing."""
        with self._lock:
            return question in self._cache

    def _remembered(self, question: Question) -> Job:
        job = Job(question, Path(self._reports.name) / "none", state="done", result=self._cache[question])
        job.ended.set()
        return job

    def _start(self, job: Job, lane: Lane) -> None:
        if job.state != "running":
            return
        try:
            future = lane.submit(call, *job.question, job.report)
        except Exception as error:  # a lane that takes no work must not end the thread that hands it out
            future = Future()
            future.set_exception(error)
        with self._lock:
            job.future = future
            if job.state != "running":
                future.cancel()
        future.add_done_callback(lambda done: self._finish(job, lane, done))

    def _finish(self, job: Job, lane: Lane, future: Future) -> None:
        with self._lock:
            if job.state != "running":
                return
            try:
                job.result = future.result()
                job.state = "done"
                self._remember(job)
            except CancelledError:
                job.state = "stopped"
            except BrokenProcessPool as error:  # an idle worker died: the lane has new ones when it is asked again
                if not job.retried:
                    job.retried = True
                    self._outbox.put(lambda: self._start(job, lane))
                    return
                job.state, job.error = "failed", error
            except BaseException as error:
                job.state, job.error = "failed", error
            self._close(job)

    def _remember(self, job: Job) -> None:
        with contextlib.suppress(ValueError):  # larger than the whole cache
            self._cache[job.question] = job.result

    def _close(self, job: Job) -> None:
        self._running.pop(job.question, None)
        job.last_progress = job.progress()
        job.report.unlink(missing_ok=True)
        job.ended.set()

    def leave(self, job: Job, watcher: str) -> None:
        """Stop waiting for a job, which ends when nobody is left."""
        with self._lock:
            job.watchers.discard(watcher)
            if job.watchers or job.state != "running":
                return
            job.state = "stopped"
            self._close(job)
            if job.future:
                job.future.cancel()

    def sweep(self, is_here: Callable[[str], bool]) -> None:
        """Let go of watchers who are no longer here, and so of jobs that nobody waits for."""
        with self._lock:
            for job in list(self._running.values()):
                for watcher in [watcher for watcher in job.watchers if not is_here(watcher)]:
                    self.leave(job, watcher)

    def close(self) -> None:
        """End all workers and running jobs; nothing is handed to a lane that is closing, which would open it again."""
        self._outbox.put(None)
        self._sender.join()
        for lane in self._lanes.values():
            lane.close()
        self._reports.cleanup()
