"""Schedulers with real workers and with workers driven by hand."""

from types import SimpleNamespace

import pytest

from tests.workers.examples import ByHand
from workers.scheduler import Scheduler


@pytest.fixture(scope="session")
def real_scheduler():
    """Real workers, started once."""
    started = Scheduler()
    yield started
    started.close()


@pytest.fixture
def scheduler(real_scheduler):
    """The scheduler with real workers; what a test leaves running is cancelled."""
    yield real_scheduler
    for job in list(real_scheduler._jobs.values()):
        for subscriber in list(job.subscribers):
            real_scheduler.unsubscribe(job, subscriber)


@pytest.fixture
def by_hand():
    """A scheduler whose pools, ``short`` and ``long``, are driven by the test."""
    pools = {"short": ByHand(), "long": ByHand()}
    scheduler = Scheduler(pools)
    yield SimpleNamespace(scheduler=scheduler, **pools)
    scheduler.close()
