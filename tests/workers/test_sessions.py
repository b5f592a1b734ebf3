"""Visitors' runs: shared jobs, Stop, lost connections, closed tabs and the limit of runs."""

import pickle

import pytest

from pages.ui import run_view, runs
from tests.workers.examples import task_for, until, weigh
from workers.remote import PROGRESS
from workers.sessions import MAX_LONG_RUNS, Session

GRACE = 0.2


@pytest.fixture
def new_session(by_hand):
    """Open a session whose runs outlive a lost connection by a moment."""
    return lambda grace=GRACE: Session(by_hand.scheduler, grace)


def long_task(name=None):
    return task_for(weigh, name, pool="long")


def report(job, step: int) -> None:
    """Report progress as a worker does."""
    (job.folder / PROGRESS).write_bytes(pickle.dumps({"step": step, "steps": 10, "curves": {}}))


def running(run):
    """Wait until a run is handed to a worker and return its job."""
    until(lambda: run.state == "running")
    return run.job


def ended(run) -> bool:
    return run.job is None


def test_a_run_follows_its_task_and_keeps_the_last_result(by_hand, new_session):
    run = new_session().run("xor")
    first, second = task_for(weigh), task_for(weigh)
    run.submit(first)
    by_hand.short.future(first).set_result("first")
    until(lambda: run.state == "done")
    run.collect()
    run.submit(second)
    assert run.state in ("queued", "running")
    assert run.result == "first"
    by_hand.short.future(second).set_result("second")
    until(lambda: run.state == "done")
    run.collect()
    assert run.result == "second"


def test_a_new_task_leaves_the_one_before_to_the_others(by_hand, new_session):
    task = long_task()
    mine, other = new_session().run("xor"), new_session().run("xor")
    mine.submit(task)
    other.submit(task)
    shared = running(mine)
    mine.submit(long_task())
    assert shared.subscribers == {other}
    other.submit(long_task())
    assert shared.state == "cancelled"


def test_two_runs_of_one_visitor_share_a_job_and_stop_apart(new_session):
    """The digits page and the page about convolution wait for the same network."""
    session, task = new_session(), long_task()
    here, there = session.run("mnist"), session.run("mnist.joined")
    here.submit(task)
    there.submit(task)
    assert here.job is there.job
    here.stop()
    assert here.state == "stopped"
    assert there.state in ("queued", "running")


def test_what_a_visitor_stopped_stays_as_it_was_when_others_watch_on(new_session):
    task = long_task()
    mine, other = new_session().run("xor"), new_session().run("xor")
    mine.submit(task)
    other.submit(task)
    job = running(mine)
    report(job, 3)
    mine.stop()
    report(job, 7)
    assert mine.progress()["step"] == 3
    assert other.progress()["step"] == 7
    assert mine.state == "stopped"
    mine.submit(task)
    assert mine.job is job


def test_a_stopped_run_is_not_started_by_drawing_the_page(new_session):
    run = new_session().run("xor")
    run.submit(long_task())
    run.stop()
    run.start()
    assert run.state == "stopped"


def test_a_connection_that_comes_back_in_time_keeps_its_runs(by_hand, new_session):
    session, task = new_session(), long_task()
    run = session.run("xor")
    run.submit(task)
    job = running(run)
    session.disconnect()
    session.connect()
    late = new_session()
    late.run("xor").submit(long_task())
    late.disconnect()
    until(lambda: ended(late.run("xor")))  # it left later, and its grace is over
    assert run.job is job
    assert job.state == "running"


def test_a_second_loss_starts_the_grace_anew(by_hand, new_session):
    session = new_session(grace=3600)
    session.run("xor").submit(long_task())
    session.disconnect()
    first = session._lost_at
    session.connect()
    session.disconnect()
    session.end_if(first)
    assert not ended(session.run("xor"))


def test_a_closed_tab_ends_its_runs_though_nobody_else_comes(by_hand, new_session):
    session = new_session()
    alone, finished = session.run("alone"), session.run("finished")
    done = long_task()
    finished.submit(done)
    by_hand.long.future(done).set_result("result")
    until(lambda: finished.state == "done")
    finished.collect()
    alone.submit(long_task())
    job = running(alone)
    session.disconnect()
    until(lambda: ended(alone) and ended(finished))
    assert job.state == "cancelled"
    assert finished.result is None


def test_whoever_comes_back_late_gets_what_was_asked_for_anew(by_hand, new_session):
    session, task = new_session(), long_task()
    run = session.run("xor")
    run.submit(task)
    by_hand.long.future(task).set_result("result")
    until(lambda: run.state == "done")
    session.disconnect()
    until(lambda: ended(run))
    session.connect()
    run.start()
    run.collect()
    assert run.result == "result"


def test_a_visitor_has_a_limited_number_of_long_runs(by_hand, new_session):
    """A visitor's long run beyond the limit waits, so one visitor with many pages does not fill a class's queue."""
    session = new_session()
    runs = [session.run(f"run {n}") for n in range(MAX_LONG_RUNS + 1)]
    tasks = [long_task() for _ in runs]
    for run, task in zip(runs, tasks, strict=True):
        run.submit(task)
    assert [run.state for run in runs].count("waiting") == 1
    assert runs[-1].state == "waiting"
    short = session.run("short")
    short.submit(task_for(weigh))
    assert short.job
    joined = session.run("joined")
    joined.submit(tasks[0])
    assert joined.job is runs[0].job

    by_hand.long.future(tasks[0]).set_result("result")
    until(lambda: runs[0].state == "done")
    runs[-1].start()
    assert runs[-1].state in ("queued", "running")
    cached = session.run("cached")
    cached.submit(tasks[0])
    assert cached.state == "done"


def test_a_new_task_in_place_of_an_old_one_does_not_count_twice(new_session):
    session = new_session()
    runs = [session.run(f"run {n}") for n in range(MAX_LONG_RUNS)]
    for run in [*runs, *runs]:
        run.submit(long_task())
    assert all(run.job for run in runs)


def test_a_question_that_the_next_page_does_not_ask_is_taken_back(by_hand, new_session):
    """A question that the next page does not ask is cancelled: thirty learners leave none. Training goes on."""
    session = new_session()
    training, answered = session.run("xor"), session.question("answered")
    training.submit(long_task())
    done = task_for(weigh)
    answered.submit(done)
    by_hand.short.future(done).set_result("answer")
    until(lambda: answered.state == "done")
    here, there = session.question("here"), session.question("there")
    here.submit(task_for(weigh))
    there.submit(task_for(weigh))
    jobs = here.job, there.job
    session.begin_page()
    session.question("here")
    session.end_page()
    assert jobs[0].state in ("queued", "running")
    assert jobs[1].state == "cancelled"
    assert here.job is jobs[0]
    assert there.job is None
    assert answered.state == "done"
    assert training.state in ("queued", "running")
    session.begin_page()
    session.question("there").start()
    session.end_page()
    assert there.state in ("queued", "running")
    assert jobs[0].state == "cancelled"


class Click(BaseException):
    """What ends the run of a page when the next one is asked for."""


@pytest.mark.parametrize("waiting_for", ["worker", "queue"])
def test_a_question_whose_page_is_interrupted_leaves_the_queue(by_hand, new_session, monkeypatch, waiting_for):
    """A question leaves the queue when its page is interrupted, so a moved slider leaves workers no useless work."""
    if waiting_for == "queue":
        for _ in range(by_hand.short.workers):
            by_hand.scheduler.submit(task_for(weigh), "somebody")
    session, task = new_session(), task_for(weigh)
    seen = []

    class State(dict):
        def get(self, name, default=None):
            if name == run_view.CLICK:  # a wait looks for clicks
                seen.append(session.run("question").state)
                raise Click
            return default

    monkeypatch.setattr(runs, "session", lambda: session)
    monkeypatch.setattr("streamlit.session_state", State())
    with pytest.raises(Click):
        runs.compute(task, name="question")
    assert seen[0] in ("queued", "running")
    assert session.run("question").job is None
    assert task not in by_hand.scheduler._jobs
    assert not [job for job in by_hand.scheduler._queues["short"] if job.task == task]


def test_a_page_does_not_wait_for_its_first_run_if_there_is_something_to_show(by_hand, new_session, monkeypatch):
    session, task = new_session(), task_for(weigh)
    run = session.run("own")
    run.submit(task)
    monkeypatch.setattr(runs, "scheduler", lambda: session.scheduler)
    assert runs.seconds_to_wait(run, before=None) == runs.SECONDS_TO_WAIT
    assert runs.seconds_to_wait(run, before=lambda: None) == 0
    by_hand.short.future(task).set_result("result")
    until(lambda: run.state == "done")
    assert runs.seconds_to_wait(run, before=lambda: None) == runs.SECONDS_TO_WAIT


def test_an_answer_that_came_survives_an_interruption(by_hand, new_session, monkeypatch):
    """An answer that is kept for nobody else is still there after an interruption and is not computed anew."""
    session, task = new_session(), task_for(weigh, keep="never")
    run = session.question("question")
    run.submit(task)
    by_hand.short.future(task).set_result("answer")
    until(lambda: run.state == "done")
    monkeypatch.setattr(runs, "session", lambda: session)

    def click(*args, **options):
        raise Click

    with monkeypatch.context() as clicked:
        clicked.setattr(runs, "show", click)
        with pytest.raises(Click):
            runs.compute(task, name="question")
    assert run.state == "done"
    assert run.job
    assert run.job.result == "answer"
