"""Tasks in real worker processes: shared, cached, watched, cancelled, killed and left behind by nobody."""

import json
import logging
import multiprocessing
import os
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import psutil
import pytest
from pebble import ProcessExpired

from mlcore.common.training import Progress
from mlcore.xor.settings import XorSettings
from tests.workers.examples import (
    PATIENCE,
    InPlace,
    about_the_process,
    drawn,
    endless,
    fail,
    silent,
    task_for,
    until,
    weigh,
)
from workers import remote
from workers.pools import Pool
from workers.remote import Reporter
from workers.scheduler import Scheduler
from workers.tasks import Task

ROOT = Path(__file__).parents[2]
DIVERGING_RUN = XorSettings(activation="linear", learning_rate=100, epochs=500)


def xor(settings: XorSettings, pool="short") -> Task:
    """Return the task of an XOR run."""
    return Task(XorSettings.run, settings, pool)


def run(scheduler, task, subscriber="learner"):
    """Submit a task, wait for the end and return the job."""
    job = scheduler.submit(task, subscriber)
    assert job.ended.wait(PATIENCE)
    return job


def process_of(job) -> psutil.Process:
    """Return the process that runs an ``endless`` or ``silent`` job, once it is known."""
    return psutil.Process(until(job.progress)["curves"]["process"][1][-1])


def pid_of_the_next(scheduler, pool="short") -> int:
    """Return the process that takes the next task of a pool."""
    return run(scheduler, task_for(about_the_process, pool=pool)).result["pid"]


def weight(kilobytes: int, **options) -> Task:
    """Return a task whose result weighs so much."""
    return task_for(weigh, kilobytes, **options)


def files(scheduler) -> list[Path]:
    """Return what is left in the folders of jobs."""
    return list(Path(scheduler._folders.name).iterdir())


def same(first, second) -> bool:
    """Say whether two results are equal down to the last bit."""
    if isinstance(first, np.ndarray):
        return first.dtype == second.dtype and first.shape == second.shape and first.tobytes() == second.tobytes()
    if hasattr(first, "__dict__") and not isinstance(first, XorSettings):
        return vars(first).keys() == vars(second).keys() and all(
            same(value, vars(second)[name]) for name, value in vars(first).items()
        )
    return type(first) is type(second) and first == second


def test_a_worker_gives_the_same_bits_as_a_run_in_this_process(scheduler):
    """The exported script prints the number of the page."""
    import torch

    from mlcore.xor.training import train

    settings = XorSettings(hidden=3, activation="relu", optimizer="Adam", learning_rate=0.05, epochs=150)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        expected = train(settings)
    finally:
        torch.set_num_threads(threads)
    job = run(scheduler, xor(settings))
    assert job.state == "done"
    assert same(expected, job.result)
    expected.losses[3] += 1e-9
    assert not same(expected, job.result)


def test_a_task_submitted_by_two_is_one_job(scheduler):
    """A class of thirty that opens one link trains once."""
    task = task_for(endless, pool="long")
    first, second = (scheduler.submit(task, subscriber) for subscriber in ("ada", "grace"))
    assert first is second
    assert first.subscribers == {"ada", "grace"}
    assert scheduler.submit(task_for(endless), "ada") is not first


def test_a_result_is_cached_for_everybody(scheduler):
    task = xor(XorSettings(epochs=20))
    assert not scheduler.is_cached(task)
    first = run(scheduler, task)
    assert scheduler.is_cached(task)
    again = scheduler.submit(xor(XorSettings(epochs=20), "long"), "somebody else")
    assert again.state == "done"
    assert again.ended.is_set()
    assert again.result is first.result


def test_progress_of_a_real_run_arrives_with_its_curve(scheduler):
    """The curve so far is part of the final curve, at the right epochs and short enough to draw."""
    settings = XorSettings(epochs=3000, hidden=3)
    job = scheduler.submit(xor(settings, "long"), "learner")
    reports = []
    while not job.ended.wait(0.05):
        reports.append(job.progress())
    assert job.state == "done"
    seen = [report for report in reports if report and report["step"] > 1]
    assert seen
    for report in seen:
        positions, values = report["curves"]["loss"]
        assert report["steps"] == settings.epochs
        assert positions[0] == 0
        assert positions[-1] == report["step"] - 2  # the epoch of the last step is not over yet
        assert 1 <= len(positions) <= 201
        assert values == job.result.losses[positions].tolist()
    steps = [report["step"] for report in seen]
    assert steps == sorted(steps)


def test_a_job_goes_on_when_one_of_two_unsubscribes_and_ends_with_the_last(scheduler):
    """Stop is one visitor's: it neither takes the run from another nor keeps a core busy for nobody."""
    job = scheduler.submit(task_for(endless, pool="long"), "ada")
    scheduler.submit(job.task, "grace")
    process = process_of(job)

    scheduler.unsubscribe(job, "ada")
    step = job.progress()["step"]
    until(lambda: job.progress()["step"] > step)
    assert job.state == "running"

    scheduler.unsubscribe(job, "grace")
    assert job.state == "cancelled"
    assert job.ended.is_set()
    psutil.wait_procs([process], timeout=PATIENCE)  # a long worker ends with its task
    assert not process.is_running()


def test_unsubscribing_twice_or_as_a_stranger_ends_nobodys_job(scheduler):
    job = scheduler.submit(task_for(endless), "ada")
    scheduler.submit(job.task, "grace")
    for subscriber in ("ada", "ada", "stranger"):
        scheduler.unsubscribe(job, subscriber)
    assert job.state in ("queued", "running")
    assert job.subscribers == {"grace"}


def test_a_worker_that_reports_stops_by_itself_and_lives_on(scheduler):
    """Killing a worker costs what it has imported."""
    workers = scheduler.pools["short"].workers
    jobs = [scheduler.submit(task_for(endless), "learner") for _ in range(workers)]
    processes = {process_of(job).pid for job in jobs}
    scheduler.unsubscribe(jobs[0], "learner")
    assert pid_of_the_next(scheduler) in processes


def test_a_run_is_drawn_while_it_goes_on(scheduler):
    job = scheduler.submit(task_for(drawn), "learner")
    first = until(job.partial_result)
    assert first >= 10
    assert until(lambda: job.partial_result() > first)
    scheduler.unsubscribe(job, "learner")
    assert until(lambda: job.partial_result() is None)


def test_partial_results_take_at_most_a_twentieth_of_a_run(tmp_path, monkeypatch):
    """They take at most a twentieth of a run's time, even if each of them takes long; a short run makes none."""
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(remote, "time", SimpleNamespace(monotonic=lambda: clock.now))
    reporter, written = Reporter(tmp_path), []

    def partial_result():
        clock.now += 0.1
        written.append(clock.now)

    while clock.now < 60:
        clock.now += 0.01
        reporter(Progress(1, 2, {}, partial_result=partial_result))
    assert written[0] > 0.4
    assert 0.1 * len(written) <= 60 / 20


def test_a_worker_that_does_not_report_is_killed(scheduler):
    job = scheduler.submit(task_for(silent), "learner")
    process = process_of(job)
    start = time.monotonic()
    scheduler.unsubscribe(job, "learner")
    psutil.wait_procs([process], timeout=PATIENCE)
    assert not process.is_running()
    assert time.monotonic() - start < 10  # 1.1 s on an idle machine


def test_a_job_cancelled_in_the_queue_never_reaches_a_worker(by_hand):
    """Dragging a slider submits ten runs; nine leave the queue before the tenth."""
    tasks = [task_for(weigh, f"{n}") for n in range(5)]
    jobs = [by_hand.scheduler.submit(task, "learner") for task in tasks]
    by_hand.short.future(tasks[1])
    for job in jobs[2:4]:
        by_hand.scheduler.unsubscribe(job, "learner")
    assert [job.state for job in jobs] == ["running", "running", "cancelled", "cancelled", "queued"]
    by_hand.short.future(tasks[0]).set_result(0)
    by_hand.short.future(tasks[4]).set_result(4)
    assert jobs[4].ended.wait(PATIENCE)
    assert jobs[4].result == 4
    assert [task for task, _ in by_hand.short.calls] == [tasks[0], tasks[1], tasks[4]]


def test_a_cancelled_run_is_not_cached_and_can_be_submitted_again(scheduler):
    """The half result of a cancelled run is not cached for everybody, and its task can be submitted again."""
    task = task_for(endless)
    cancelled = scheduler.submit(task, "learner")
    until(cancelled.progress)
    scheduler.unsubscribe(cancelled, "learner")
    assert not scheduler.is_cached(task)
    again = scheduler.submit(task, "learner")
    assert again is not cancelled
    assert process_of(again).is_running()


def test_no_number_of_stops_leaves_a_file(scheduler):
    """Stopped runs leave no progress files, so their folder does not grow for the server's life."""
    for function in [endless] * 9 + [silent] * 2 + [endless]:
        job = scheduler.submit(task_for(function), "learner")
        until(job.progress)
        scheduler.unsubscribe(job, "learner")
    until(lambda: not files(scheduler))


def test_a_failed_run_says_why_is_not_cached_and_can_be_submitted_again(scheduler):
    task = task_for(fail, "digits.npz")
    first = run(scheduler, task)
    assert first.state == "failed"
    assert isinstance(first.error, OSError)
    assert "no such digits" in str(first.error)
    assert "digits.npz" in str(first.error)
    assert not scheduler.is_cached(task)
    again = run(scheduler, task)
    assert again is not first
    assert again.state == "failed"


def test_a_failure_is_logged_with_the_workers_traceback(scheduler, caplog):
    """The operator finds out why runs fail."""
    run(scheduler, task_for(fail, "lost.npz"))
    until(lambda: "examples.fail(lost.npz) failed" in caplog.text)
    assert "in fail" in caplog.text
    assert "raise FileNotFoundError" in caplog.text


def test_a_job_whose_folder_cannot_be_made_fails_and_the_scheduler_goes_on(by_hand, monkeypatch):
    """On a full disk a job fails, and the scheduler's thread goes on with the next one."""
    unlucky, lucky = task_for(weigh), task_for(weigh)
    with monkeypatch.context() as full_disk:
        full_disk.setattr(Path, "mkdir", lambda *args, **options: fail("the folder"))
        job = run(by_hand.scheduler, unlucky)
    assert job.state == "failed"
    assert isinstance(job.error, OSError)
    by_hand.scheduler.submit(lucky, "learner")
    assert by_hand.short.future(lucky)


def test_a_job_that_everybody_leaves_while_it_is_handed_over_is_cancelled(by_hand, monkeypatch):
    """A job that everybody leaves while it is handed over, which can take a second, never occupies a worker."""
    task = task_for(weigh)
    start = by_hand.short.submit

    def slowly(function, task, *args):
        by_hand.scheduler.unsubscribe(jobs[0], "learner")
        return start(function, task, *args)

    monkeypatch.setattr(by_hand.short, "submit", slowly)
    with by_hand.scheduler._lock:
        jobs = [by_hand.scheduler.submit(task, "learner")]
    assert jobs[0].ended.wait(PATIENCE)
    until(by_hand.short.future(task).cancelled)
    until(lambda: not by_hand.scheduler._running["short"])
    assert jobs[0].state == "cancelled"


def test_a_run_that_diverges_is_logged_in_one_line(scheduler, caplog):
    """It is a lesson, not a fault of the app."""
    with caplog.at_level(logging.INFO):
        run(scheduler, xor(DIVERGING_RUN))
        until(lambda: caplog.records)
    assert "at step 13" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_run_that_diverges_fails_with_an_arithmetic_error_and_its_last_progress(scheduler):
    """The page tells the learner to lower the learning rate, and shows the curve of a run that is over in no time."""
    job = run(scheduler, xor(DIVERGING_RUN))
    assert job.state == "failed"
    assert isinstance(job.error, ArithmeticError)
    assert "at step 13 (learning rate 100)" in str(job.error)
    assert not scheduler.is_cached(job.task)
    assert job.progress()["step"] == 12
    positions, losses = job.progress()["curves"]["loss"]
    assert positions[:3] == [0, 1, 2]
    assert losses[11] > 100 * losses[0]


def test_a_run_that_takes_too_long_is_killed_and_fails(scheduler):
    """A link to half an hour of computing is public."""
    limited = Scheduler({"short": Pool(1, niceness=0, time_limit=0.3)})
    job = limited.submit(task_for(endless), "learner")
    process = process_of(job)
    assert job.ended.wait(PATIENCE)
    assert job.state == "failed"
    assert isinstance(job.error, TimeoutError)
    psutil.wait_procs([process], timeout=PATIENCE)
    assert not process.is_running()
    limited.close()


def test_a_worker_killed_while_training_is_reported_and_replaced(scheduler):
    """The system kills what takes too much memory."""
    job = scheduler.submit(task_for(endless), "learner")
    process_of(job).kill()
    assert job.ended.wait(PATIENCE)
    assert job.state == "failed"
    assert isinstance(job.error, ProcessExpired)
    assert not scheduler.is_cached(job.task)
    assert job.progress()["step"] >= 1
    assert run(scheduler, task_for(about_the_process)).state == "done"


def test_workers_killed_while_idle_do_not_break_their_pools(scheduler):
    """Pebble's pool gives up when a worker dies between two tasks."""
    started_by = psutil.Process(pid_of_the_next(scheduler)).parent()
    assert started_by
    idle = started_by.children()
    for process in idle:
        process.kill()
    psutil.wait_procs(idle, timeout=PATIENCE)
    for pool in ("short", "long"):
        job = run(scheduler, task_for(about_the_process, pool=pool))
        if isinstance(job.error, BrokenProcessPool):  # twice before the pool noticed: the page offers another try
            job = run(scheduler, task_for(about_the_process, pool=pool))
        assert job.state == "done", job.error
        assert job.result["pid"] not in {process.pid for process in idle}


def test_short_tasks_run_while_the_long_pool_is_full(scheduler):
    workers = scheduler.pools["long"].workers
    busy = [scheduler.submit(task_for(endless, pool="long"), "learner") for _ in range(workers + 1)]
    until(lambda: all(job.progress() for job in busy[:workers]))
    assert run(scheduler, task_for(about_the_process)).state == "done"
    assert [job.state for job in busy] == ["running"] * workers + ["queued"]


def test_workers_use_one_torch_thread_and_mark_nothing_and_long_runs_yield(scheduler):
    """More threads change the last digits; a profiler's marks take time; long runs make the pages stutter."""
    short, long = (run(scheduler, task_for(about_the_process, pool=pool)).result for pool in ("short", "long"))
    assert short["threads"] == long["threads"] == 1
    assert short["marks"] == long["marks"] == "Unmarked"
    assert long["nice"] == 19 > short["nice"]
    assert os.getpid() not in (short["pid"], long["pid"])


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="workers start from nothing")
def test_workers_are_forked_from_a_process_that_has_imported_what_they_need(scheduler):
    """New workers have ``workers.preload`` imported; the fork server does not report a preload that fails."""
    assert all(run(scheduler, task_for(about_the_process, pool=pool)).result["preloaded"] for pool in ("short", "long"))


@pytest.fixture
def small_cache():
    """Cache at most 20 kB of results with their keys."""
    started = Scheduler({"short": InPlace(), "long": InPlace()}, cache_bytes=20_000)
    yield started
    started.close()


def test_workers_that_no_task_has_asked_for_start_after_a_while(monkeypatch):
    """The first visitor's page is drawn before they take its processor."""
    started: list[float] = []
    pool = InPlace()
    monkeypatch.setattr(pool, "warm_up", lambda: started.append(time.monotonic()))
    monkeypatch.setattr("workers.scheduler.SECONDS_TO_WARM_UP", 0.2)
    begin = time.monotonic()
    scheduler = Scheduler({"short": pool})
    try:
        until(lambda: started)
    finally:
        scheduler.close()
    assert started[0] - begin >= 0.2


def test_the_cache_drops_the_result_that_was_not_used_for_longest(small_cache):
    """Without a bound in bytes a class fills the server's memory."""
    old, wanted, new = (weight(kilobytes) for kilobytes in (4, 3, 5))
    for task in (wanted, old, wanted, new):
        run(small_cache, task)
    assert [small_cache.is_cached(task) for task in (wanted, old, new)] == [True, False, True]


def test_a_result_larger_than_the_cache_is_delivered_all_the_same(small_cache):
    small, large = weight(1), weight(20)
    run(small_cache, small)
    job = run(small_cache, large)
    assert job.state == "done"
    assert len(job.result) == 20_000
    assert not small_cache.is_cached(large)
    assert small_cache.is_cached(small)


def test_what_is_kept_always_is_not_dropped_for_others(small_cache):
    """The defaults that everybody opens first stay, whatever a class trains."""
    default = weight(8, keep="always")
    run(small_cache, default)
    for kilobytes in range(5, 15):
        run(small_cache, weight(kilobytes))
    assert small_cache.is_cached(default)


def test_what_is_never_kept_is_computed_each_time(small_cache):
    task = weight(1, keep="never")
    first, second = run(small_cache, task), run(small_cache, task)
    assert not small_cache.is_cached(task)
    assert first.result is not second.result


def test_results_on_disk_outlive_the_scheduler(tmp_path):
    """A server that starts again need not train again, and no timing is taken from the disk."""
    kept, measured = (
        weight(1, on_disk=True),
        weight(2),
    )
    for _ in range(2):
        scheduler = Scheduler({"short": InPlace()}, cache_folder=str(tmp_path))
        assert len(run(scheduler, kept).result) == 1000
        run(scheduler, measured)
        scheduler.close()
    assert len(list(tmp_path.iterdir())) == 1


APP = f"""
import json, sys, time
sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]
from mlcore.xor.settings import XorSettings
from workers.scheduler import Scheduler
from workers.tasks import Task

if __name__ == "__main__":
    scheduler = Scheduler()
    done = scheduler.submit(Task(XorSettings.run, XorSettings(epochs=3)), "learner")
    diverging = XorSettings(activation="linear", learning_rate=100)
    failed = scheduler.submit(Task(XorSettings.run, diverging), "learner")
    done.ended.wait()
    failed.ended.wait()
    heavy = sorted({{"torch", "mlcore.xor.training"}} & sys.modules.keys())
    from tests.workers.examples import endless  # which brings in torch

    running = scheduler.submit(Task(endless, "for ever", "long"), "learner")
    while running.progress() is None:
        time.sleep(0.01)
    print(json.dumps({{"states": [done.state, failed.state], "heavy": heavy}}), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def app():
    """Start an app with a job running, look at it, let its main thread end, and tell what became of it."""
    process = subprocess.Popen(
        [sys.executable, "-c", APP], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    said = json.loads(process.stdout.readline() or "null")
    workers = psutil.Process(process.pid).children(recursive=True) if said else []
    start = time.monotonic()
    _, errors = process.communicate("end\n", timeout=PATIENCE)
    seconds = time.monotonic() - start
    _, left = psutil.wait_procs(workers, timeout=10)
    for worker in left:
        worker.kill()
    assert said, errors
    return SimpleNamespace(
        said=said, started=len(workers), seconds=seconds, left=left, errors=errors, code=process.returncode
    )


def test_the_app_ends_promptly_with_a_job_running(app):
    """Ctrl-C does not wait for workers."""
    assert app.code == 0
    assert app.errors == ""
    assert app.seconds < 10  # under a second on an idle machine


def test_the_app_leaves_no_process_behind(app):
    """All workers end with the app, so none of them trains on for nobody."""
    assert app.started >= 3
    assert app.left == []


def test_neither_results_nor_errors_bring_torch_into_the_app(app):
    """The app gets a result and an error without importing torch, as a class of ``mlcore.xor.training`` makes it do."""
    assert app.said == {"states": ["done", "failed"], "heavy": []}
