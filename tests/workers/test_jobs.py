"""Jobs in real worker processes: shared, remembered, watched, stopped, killed and left behind by nobody."""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import psutil
import pytest
from pebble import ProcessExpired

from mlcore.common.training import Progress
from mlcore.xor.settings import XorSettings
from workers.jobs import Jobs, Question

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds for what takes a fraction of one on an idle machine."""

LONG_RUN = XorSettings(epochs=10_000, hidden=3)
DIVERGING_RUN = XorSettings(activation="linear", learning_rate=100, epochs=500)

number = count()


# What workers are asked besides XOR: they import this file.


def endless(name, on_progress):
    """Count up for as long as anybody watches, telling the process as the only curve."""
    for step in count(1):
        on_progress(Progress(step, 10**9, {"process": [os.getpid()]}))
        time.sleep(0.01)


def about_the_process(name):
    """Return the process, how far it stands back, how many threads torch may use, and whether it was preloaded."""
    import torch

    return {
        "pid": os.getpid(),
        "nice": os.nice(0),
        "threads": torch.get_num_threads(),
        "preloaded": "workers.preload" in sys.modules and sys.modules["triton"] is None,
    }


def fail(name):
    raise FileNotFoundError(2, "no such digits", name)


def weigh(kilobytes):
    return bytes(1000 * kilobytes)


def ask_for(function, argument=None) -> Question:
    """Return a question to a function of this file, a new one each time unless the argument says which."""
    return Question(__name__, function.__name__, f"question {next(number)}" if argument is None else argument)


@pytest.fixture(scope="module")
def jobs():
    started = Jobs()
    yield started
    started.close()


@pytest.fixture
def leave_all(jobs):
    """End what a test leaves running, whatever became of it."""
    yield
    jobs.sweep(lambda watcher: False)


pytestmark = pytest.mark.usefixtures("leave_all")


def until(condition, seconds=PATIENCE):
    """Wait for a condition and return what it gave; fail when it never comes."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
    return found


def answer(jobs, question, lane="short", watcher="learner"):
    """Ask, wait for the end and return the job."""
    job = jobs.ask(question, watcher, lane)
    assert job.ended.wait(PATIENCE)
    return job


def process_of(job) -> psutil.Process:
    """Return the process that runs an ``endless`` job, once it is known."""
    return psutil.Process(until(job.progress)["curves"]["process"][1][-1])


def same(first, second) -> bool:
    """Say whether two results are equal down to the last bit."""
    if isinstance(first, np.ndarray):
        return first.dtype == second.dtype and first.shape == second.shape and first.tobytes() == second.tobytes()
    if hasattr(first, "__dict__") and not isinstance(first, XorSettings):
        return vars(first).keys() == vars(second).keys() and all(
            same(value, vars(second)[name]) for name, value in vars(first).items()
        )
    return type(first) is type(second) and first == second


def test_a_worker_gives_the_same_bits_as_a_run_in_this_process(jobs):
    """More threads, or a result changed on its way, would break the promise of the exported script."""
    import torch

    from mlcore.xor.training import train

    settings = XorSettings(hidden=3, activation="relu", optimizer="Adam", learning_rate=0.05, epochs=150)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        expected = train(settings)
    finally:
        torch.set_num_threads(threads)
    job = answer(jobs, Question("mlcore.xor.training", "train", settings))
    assert job.state == "done"
    assert same(expected, job.result)
    expected.losses[3] += 1e-9
    assert not same(expected, job.result)


def test_the_same_settings_asked_by_two_visitors_are_one_job(jobs):
    """Otherwise a class of thirty that opens one link trains thirty times."""
    question = ask_for(endless)
    first, second = (jobs.ask(question, watcher, "long") for watcher in ("ada", "grace"))
    assert first is second
    assert first.watchers == {"ada", "grace"}
    assert jobs.ask(ask_for(endless), "ada", "long") is not first


def test_an_answer_is_remembered_for_everybody(jobs):
    """A second visitor must neither wait nor get another result."""
    question = Question("mlcore.xor.training", "train", XorSettings(epochs=20))
    assert not jobs.knows(question)
    first = answer(jobs, question)
    assert jobs.knows(question)
    again = jobs.ask(Question("mlcore.xor.training", "train", XorSettings(epochs=20)), "somebody else", "long")
    assert again.state == "done"
    assert again.ended.is_set()
    assert again.result is first.result


def test_progress_of_a_real_run_arrives_with_its_curve(jobs):
    """The curve so far must be part of the final curve, at the right epochs and short enough to draw."""
    job = jobs.ask(Question("mlcore.xor.training", "train", LONG_RUN), "learner", "long")
    reports = []
    while not job.ended.wait(0.05):
        reports.append(job.progress())
    reports.append(job.progress())
    assert job.state == "done"
    seen = [report for report in reports if report]
    assert seen
    for report in seen:
        positions, values = report["curves"]["loss"]
        assert report["steps"] == LONG_RUN.epochs
        assert positions[0] == 0
        assert positions[-1] == report["step"] - 1
        assert 1 <= len(positions) <= 201
        assert values == job.result.losses[positions].tolist()
    steps = [report["step"] for report in seen]
    assert steps == sorted(steps)


def test_a_job_goes_on_when_one_of_two_watchers_leaves_and_ends_with_the_last(jobs):
    """Stop is one visitor's: it must not take the run from the other, nor keep a core busy for nobody."""
    job = jobs.ask(ask_for(endless), "ada", "long")
    jobs.ask(job.question, "grace", "long")
    process = process_of(job)

    jobs.leave(job, "ada")
    step = job.progress()["step"]
    until(lambda: job.progress()["step"] > step)
    assert job.state == "running"

    before = job.progress()
    jobs.leave(job, "grace")
    assert job.state == "stopped"
    assert job.ended.is_set()
    # Half a second on an idle machine; the bound leaves room for a busy one.
    psutil.wait_procs([process], timeout=5)
    assert not process.is_running()
    assert job.progress()["step"] >= before["step"]
    assert job.progress()["curves"] == before["curves"]


def test_leaving_twice_or_as_a_stranger_ends_nobodys_job(jobs):
    job = jobs.ask(ask_for(endless), "ada", "long")
    jobs.ask(job.question, "grace", "long")
    for watcher in ("ada", "ada", "stranger"):
        jobs.leave(job, watcher)
    assert job.state == "running"
    assert job.watchers == {"grace"}


def test_a_job_left_before_it_starts_never_runs(jobs):
    """Dragging a slider asks for ten runs; nine are left while they queue, and must not hold up the tenth."""
    full = [jobs.ask(ask_for(endless), "learner", "long") for _ in range(os.cpu_count())]
    until(lambda: all(job.progress() for job in full))
    queued = jobs.ask(ask_for(endless), "learner", "long")
    jobs.leave(queued, "learner")
    jobs.leave(full[0], "learner")
    next_one = answer(jobs, ask_for(about_the_process), "long")
    assert next_one.state == "done"
    assert queued.state == "stopped"
    assert queued.progress() is None


def test_a_stopped_run_is_not_remembered_and_can_be_asked_again(jobs):
    """A stopped run in the cache would be half a result for everybody, for ever."""
    question = ask_for(endless)
    stopped = jobs.ask(question, "learner", "long")
    until(stopped.progress)
    jobs.leave(stopped, "learner")
    assert not jobs.knows(question)
    again = jobs.ask(question, "learner", "long")
    assert again is not stopped
    assert process_of(again).is_running()


def test_a_failed_run_says_why_is_not_remembered_and_can_be_asked_again(jobs):
    question = ask_for(fail, "digits.npz")
    first = answer(jobs, question)
    assert first.state == "failed"
    assert isinstance(first.error, OSError)
    assert "no such digits" in str(first.error)
    assert "digits.npz" in str(first.error)
    assert not jobs.knows(question)
    again = answer(jobs, question)
    assert again is not first
    assert again.state == "failed"


def test_a_run_that_diverges_arrives_as_an_arithmetic_error_with_step_and_learning_rate(jobs):
    """The page tells the learner to lower the learning rate; any other error would say that the app is broken."""
    job = answer(jobs, Question("mlcore.xor.training", "train", DIVERGING_RUN))
    assert job.state == "failed"
    assert isinstance(job.error, ArithmeticError)
    assert "at step 13 (learning rate 100)" in str(job.error)
    assert not jobs.knows(job.question)


def test_a_run_that_fails_leaves_a_report_of_its_last_step(jobs):
    """Reports are 0.1 s apart, and a run that explodes is over sooner: there would be no curve to learn from."""
    job = answer(jobs, Question("mlcore.xor.training", "train", DIVERGING_RUN))
    assert job.progress()["step"] == 12
    positions, losses = job.progress()["curves"]["loss"]
    assert positions[:3] == [0, 1, 2]
    assert losses[11] > 100 * losses[0]


def test_a_worker_killed_while_training_is_reported_and_replaced(jobs):
    """The system kills what takes too much memory: the visitor must hear of it, and the next run must work."""
    job = jobs.ask(ask_for(endless), "learner", "short")
    process_of(job).kill()
    assert job.ended.wait(PATIENCE)
    assert job.state == "failed"
    assert isinstance(job.error, ProcessExpired)
    assert not jobs.knows(job.question)
    assert job.progress()["step"] >= 1
    assert answer(jobs, ask_for(about_the_process)).state == "done"


@pytest.mark.parametrize("lane", ["short", "long"])
def test_a_worker_killed_while_idle_does_not_break_its_lane(jobs, lane):
    """The pool gives up when a worker dies between two jobs; a lane that stays broken fails every later visitor."""
    process = psutil.Process(answer(jobs, ask_for(about_the_process), lane).result["pid"])
    process.kill()
    psutil.wait_procs([process], timeout=PATIENCE)
    job = answer(jobs, ask_for(about_the_process), lane)
    if isinstance(job.error, BrokenProcessPool):  # asked before the pool noticed: the page offers to try again
        job = answer(jobs, ask_for(about_the_process), lane)
    assert job.state == "done", job.error
    assert job.result["pid"] != process.pid


def test_a_small_question_is_answered_while_the_long_lane_is_full(jobs):
    """Behind training, a gradient to look at would take minutes."""
    busy = [jobs.ask(ask_for(endless), "learner", "long") for _ in range(os.cpu_count() + 1)]
    until(lambda: sum(job.progress() is not None for job in busy) == os.cpu_count())
    assert answer(jobs, ask_for(about_the_process), "short").state == "done"
    assert [job.state for job in busy] == ["running"] * len(busy)
    assert busy[-1].progress() is None


def test_workers_use_one_torch_thread_and_long_runs_stand_back(jobs):
    """More threads change the last digits; training at full priority makes the pages stutter."""
    short, long = (answer(jobs, ask_for(about_the_process), lane).result for lane in ("short", "long"))
    assert short["threads"] == long["threads"] == 1
    assert long["nice"] == short["nice"] + 10
    assert os.getpid() not in (short["pid"], long["pid"])


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="workers start from nothing")
def test_workers_are_forked_from_a_process_that_has_imported_what_they_need(jobs):
    """The fork server says nothing of a preload that fails: each worker would import torch anew, and Triton with it."""
    assert all(answer(jobs, ask_for(about_the_process), lane).result["preloaded"] for lane in ("short", "long"))


def test_watchers_who_are_gone_are_swept_away_with_the_jobs_that_only_they_watched(jobs):
    """A closed browser tab never presses Stop."""
    watched, unwatched = (jobs.ask(ask_for(endless), "gone", "long") for _ in range(2))
    jobs.ask(watched.question, "here", "long")
    process = process_of(unwatched)
    jobs.sweep(lambda watcher: watcher == "here")
    assert unwatched.state == "stopped"
    assert watched.state == "running"
    assert watched.watchers == {"here"}
    psutil.wait_procs([process], timeout=PATIENCE)
    assert not process.is_running()


class InPlace:
    """A lane that runs everything at once and in this process, as a cluster's executor could stand in for one."""

    def submit(self, function, *args):
        future = Future()
        future.set_result(function(*args))
        return future

    def warm_up(self):
        return []

    def close(self):
        pass


@pytest.fixture
def small_jobs():
    """Remember at most 20 kB of results with their questions."""
    started = Jobs(InPlace(), InPlace(), cache_bytes=20_000)
    yield started
    started.close()


def test_the_cache_forgets_the_answer_that_nobody_asked_for_longest(small_jobs):
    """Without a bound in bytes a classroom fills the server's memory; the first in is not always the least wanted."""
    old, wanted, new = (Question(__name__, "weigh", kilobytes) for kilobytes in (4, 3, 5))
    answer(small_jobs, wanted)
    answer(small_jobs, old)
    answer(small_jobs, wanted)
    answer(small_jobs, new)
    assert [small_jobs.knows(question) for question in (wanted, old, new)] == [True, False, True]


def test_a_result_larger_than_the_cache_is_delivered_all_the_same(small_jobs):
    """The cache refuses it; the visitor who waited must not lose it."""
    small, large = Question(__name__, "weigh", 1), Question(__name__, "weigh", 20)
    answer(small_jobs, small)
    job = answer(small_jobs, large)
    assert job.state == "done"
    assert len(job.result) == 20_000
    assert not small_jobs.knows(large)
    assert small_jobs.knows(small)


APP = f"""
import json, sys, time
sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]
from mlcore.xor.settings import XorSettings
from workers.jobs import Jobs, Question

if __name__ == "__main__":
    jobs = Jobs()
    done = jobs.ask(Question("mlcore.xor.training", "train", XorSettings(epochs=3)), "learner", "short")
    failed = jobs.ask(
        Question("mlcore.xor.training", "train", XorSettings(activation="linear", learning_rate=100)),
        "learner",
        "short",
    )
    done.ended.wait()
    failed.ended.wait()
    running = jobs.ask(Question({Path(__file__).stem!r}, "endless", "for ever"), "learner", "long")
    while running.progress() is None:
        time.sleep(0.01)
    heavy = sorted({{"torch", "mlcore.xor.training"}} & sys.modules.keys())
    print(json.dumps({{"states": [done.state, failed.state], "heavy": heavy}}), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def app():
    """Start an app with a job running, look at it, let its main thread end, and tell what became of it."""
    process = subprocess.Popen(
        [sys.executable, "-c", APP], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
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
    """An interpreter that waits for its workers can be stopped only by force: Ctrl-C would seem to hang."""
    assert app.code == 0
    assert app.errors == ""
    assert app.seconds < 10  # under a second on an idle machine


def test_the_app_leaves_no_process_behind(app):
    """Workers that survive would train on for nobody, with every restart a few more."""
    assert app.started >= 3
    assert app.left == []


def test_neither_results_nor_errors_bring_torch_into_the_app(app):
    """Unpickling a result of a class of ``mlcore.xor.training`` would import torch where every page waits for it."""
    assert app.said == {"states": ["done", "failed"], "heavy": []}
