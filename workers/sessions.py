"""One visitor's runs: what is asked for at each place of a page, and what becomes of it."""

import time
from typing import Any, Literal

from workers.scheduler import Job, Scheduler
from workers.tasks import Task

MAX_LONG_RUNS = 4
"""Long runs of one visitor that may be queued or running at a time."""

GRACE = 60.0
"""Seconds that the runs of a lost connection go on."""


class Session:
    """A visitor's runs by name.

    A lost connection may come back, so it ends nothing by itself: only after some time are the runs ended.

    Parameters
    ----------
    scheduler
        What runs them.
    grace
        Seconds that they outlive the connection.
    """

    def __init__(self, scheduler: Scheduler, grace: float = GRACE) -> None:
        self.scheduler = scheduler
        self.grace = grace
        self.runs: dict[str, Run] = {}
        self._lost_at: float | None = None
        self._questions: set[str] = set()
        self._asked: set[str] = set()

    def run(self, name: str) -> "Run":
        """Return the run of a name, which at first has no task."""
        return self.runs.setdefault(name, Run(name, self))

    def question(self, name: str) -> "Run":
        """Return the run of a name as ``run`` does. It ends when a page has been drawn that does not ask for it."""
        self._questions.add(name)
        self._asked.add(name)
        return self.run(name)

    def begin_page(self) -> None:
        """Note that a page is about to ask."""
        self._asked.clear()

    def end_page(self) -> None:
        """Take back what the page before asked and nobody has answered yet."""
        for name in self._questions - self._asked:
            run = self.runs[name]
            if run.job and not run.job.ended.is_set():
                run.release()

    def has_room_for(self, task: Task) -> bool:
        """Whether this visitor may start a task, which depends on the long runs that are under way."""
        jobs = [run.job for run in self.runs.values() if run.job and not run.job.ended.is_set()]
        long = {job.task for job in jobs if job.task.pool == "long"}
        return task.pool == "short" or len(long) < MAX_LONG_RUNS or task in long or self.scheduler.is_cached(task)

    def connect(self) -> None:
        """Note that the visitor is there."""
        self._lost_at = None

    def disconnect(self) -> None:
        """Note that the connection is lost; end the runs unless the visitor is back in time."""
        self._lost_at = lost_at = time.monotonic()
        self.scheduler.later(self.grace, lambda: self.end_if(lost_at))

    def end_if(self, lost_at: float) -> None:
        """Leave all jobs and forget all results, if the visitor has not been there since."""
        if self._lost_at == lost_at:
            for run in [*self.runs.values()]:
                run.release()


class Run:
    """What one visitor asked for at one place of a page.

    Attributes
    ----------
    name
        Of the place, unique in the session.
    task
        What was asked for last, or None.
    wanted, button
        What its page shows or could show now, and what the button is called that asks for it, if there is one.
    job
        The job of that task, which other runs may share; None until the visitor may start another run.
    result
        The last result, perhaps of an earlier task.
    stopped
        Whether the visitor stopped the task.
    submitted_at
        When it was asked for, on the clock of ``time.monotonic``.
    """

    def __init__(self, name: str, session: Session) -> None:
        self.name = name
        self.session = session
        self.task: Task | None = None
        self.wanted: Task | None = None
        self.button = ""
        self.job: Job | None = None
        self.result: Any = None
        self.stopped = False
        self.submitted_at = 0.0
        self._last_progress: dict | None = None
        self._last_partial_result: Any = None
        self._collected: Job | None = None

    @property
    def state(self) -> Literal["waiting", "queued", "running", "done", "failed", "cancelled", "stopped"]:
        """The state of the job, or "waiting" before there is one, or "stopped"."""
        if self.stopped:
            return "stopped"
        return self.job.state if self.job else "waiting"

    def submit(self, task: Task) -> None:
        """Ask for a task in place of the one before, or for the same one again."""
        before = self.job
        self.task, self.job, self.stopped, self.submitted_at = task, None, False, time.monotonic()
        self._last_progress = self._last_partial_result = None
        self.start()
        if before and before is not self.job:
            self.session.scheduler.unsubscribe(before, self)

    def start(self) -> None:
        """Subscribe to the task's job, unless the visitor has too many long runs under way."""
        if self.task and self.state == "waiting" and self.session.has_room_for(self.task):
            self.job = self.session.scheduler.submit(self.task, self)

    def collect(self) -> None:
        """Take over the result when the job is done."""
        if self.job and self.job.state == "done" and self._collected is not self.job:
            self.result, self._collected = self.job.result, self.job

    def stop(self) -> None:
        """Leave the job for others and keep how far it has come."""
        if self.job and self.job.ended.is_set():  # it ended while the visitor reached for the button
            return
        self._last_progress, self._last_partial_result, self.stopped = self.progress(), self.partial_result(), True
        self._unsubscribe()

    def release(self) -> None:
        """Leave the job and forget the result; ``start`` asks for the task anew."""
        self.result = self._collected = None
        self._unsubscribe()

    def progress(self) -> dict | None:
        """Return the last progress; of a stopped run that at its stop."""
        return self.job.progress() if self.job else self._last_progress

    def partial_result(self) -> Any:
        """Return the result as if the run ended now; of a stopped run that at its stop; None where there is none."""
        return self.job.partial_result() if self.job else self._last_partial_result

    def _unsubscribe(self) -> None:
        job, self.job = self.job, None
        if job:
            self.session.scheduler.unsubscribe(job, self)
