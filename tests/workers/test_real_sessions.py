"""Two visitors on one real server, over its own protocol: Stop, lost connections and closed tabs."""

import asyncio
import contextlib
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import pytest

from benchmarks.visitor import Visitor
from scripts.serving import Server
from tests.workers.examples import until

LONG_RUN = "regression.epochs=10000&regression.batch_size=16&regression.seed={seed}"
STEPS = "2,000,000"
"""Of both models of the long run, by which its progress is told from that of the short run above it on the page."""

STOPPED = re.compile(rf"Stopped at step [\d,]+ of {STEPS}")
STEP = re.compile(rf"^Step ([\d,]+) of {STEPS}", re.MULTILINE)
GRACE = 5


@pytest.fixture(scope="module")
def app():
    """A server that gives up on a lost connection within seconds, and trains two networks at a time."""
    with Server(RUN_GRACE=str(GRACE), WORKERS="2", RUN_CACHE="") as server:
        yield server.port, server.process


def in_its_own_loop(coroutine: Coroutine) -> None:
    """Run a coroutine in a thread of its own: in this one a browser's event loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


def trainer(port: int, seed: int) -> Visitor:
    """Return a visitor with a link to a run of many minutes."""
    return Visitor(port, "regression", LONG_RUN.format(seed=seed))


def step(visitor: Visitor) -> int:
    """Return how far the page says that the run is; 0 where it says nothing."""
    found = STEP.search(visitor.text)
    return int(found[1].replace(",", "")) if found else 0


async def further(visitor: Visitor) -> None:
    """Wait until the run has come further, as the page says."""
    before = step(visitor)
    await visitor.until(lambda: step(visitor) > before)


async def look_again(visitor: Visitor, **asked: Any) -> None:
    """Have the page, or a fragment of it, drawn once more."""
    before = visitor.runs
    await visitor.rerun(**asked)
    await visitor.until(lambda: visitor.runs > before)


def training(process: psutil.Process) -> set[psutil.Process]:
    """Return the workers that compute: those of long runs, which are polite, and not idle ones."""
    found = set()
    for worker in process.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if worker.nice() == 19 and worker.cpu_times().user > 0.5:
                found.add(worker)
    return found


async def gone(worker: psutil.Process) -> None:
    """Wait until a process has ended."""
    await asyncio.to_thread(until, lambda: not worker.is_running())


def test_what_one_visitor_stopped_stays_as_it_was_while_the_other_watches_on(app):
    """What one visitor stopped stays at its step, and the run goes on for the other visitor."""

    async def both(port: int) -> None:
        async with trainer(port, 1) as first, trainer(port, 1) as second:
            for visitor in (first, second):
                await further(visitor)
            await first.press("regression.stop")
            await first.until(lambda: STOPPED.search(first.text))
            stopped = STOPPED.findall(first.text)
            for _ in range(3):
                await further(second)
                await look_again(first)
                assert STOPPED.findall(first.text) == stopped
            assert not STOPPED.search(second.text)
            await second.press("regression.stop")
            await second.until(lambda: STOPPED.search(second.text))
            assert not first.errors + second.errors

    in_its_own_loop(both(app[0]))


def test_a_connection_that_comes_back_keeps_its_run_and_a_closed_tab_ends_its_own(app):
    """A run survives a lost connection that comes back, as after a tunnel, and the run of a closed tab ends."""

    async def both(port: int, process: psutil.Process) -> None:
        await asyncio.to_thread(until, lambda: not training(process))  # what was left of the test before
        back, away = trainer(port, 2), trainer(port, 3)
        await back.connect()
        await further(back)
        (kept,) = await asyncio.to_thread(until, lambda: training(process))
        await away.connect()
        await further(away)
        left = await asyncio.to_thread(until, lambda: training(process) - {kept})
        await back.disconnect()
        await back.connect()
        await away.disconnect()
        (worker,) = left
        await gone(worker)  # its grace is over, and so is that of the connection that was lost before
        await further(back)
        assert kept.is_running()
        await back.disconnect()
        await gone(kept)  # nobody else is there who could have it ended

    in_its_own_loop(both(*app))


def seed_shown(visitor: Visitor) -> str:
    """Return the seed in the program of the surface, which is the last program on the page."""
    found = re.findall(r"^SEED = (\d+)", visitor.text, re.MULTILINE)
    return found[-1] if found else ""


def test_a_look_that_left_the_browser_before_a_new_seed_came_there_does_not_undo_it(app):
    """A page that watches a run sends all its widgets with each look: a preset or a stroke of the pen was lost."""

    async def one(port: int) -> None:
        async with trainer(port, 4) as visitor:
            await further(visitor)
            before, looks, first = dict(visitor.sliders), dict(visitor.timers), seed_shown(visitor)
            await visitor.press("_new.regression.seed")
            await visitor.until(lambda: visitor.sliders != before)
            await visitor.until(lambda: seed_shown(visitor) != first)
            chosen = seed_shown(visitor)
            now, visitor.sliders = visitor.sliders, before
            for fragment in looks:
                await look_again(visitor, fragment=fragment, auto=True)
            visitor.sliders = {}
            await look_again(visitor)
            visitor.sliders = now
            assert seed_shown(visitor) == chosen
            assert not visitor.errors

    in_its_own_loop(one(app[0]))
