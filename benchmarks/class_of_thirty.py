"""A class that clicks at once, as a table: python -m benchmarks.class_of_thirty [sessions ...]

Each session opens /xor and within ten seconds presses "new seed" once; meanwhile one session in ten trains a long
regression. All traffic stays on this machine, and the clients share its cores with the app.
"""

import asyncio
import contextlib
import itertools
import random
import statistics
import sys
import time
from pathlib import Path

import psutil

from benchmarks.visitor import Visitor
from scripts.serving import Server

SESSIONS = (10, 30, 60, 100)
SECONDS = 10.0
SEED_BUTTON = "_new.xor.seed"
LONG_RUN = "regression.epochs=10000&regression.batch_size=16&regression.seed={seed}"
seeds = itertools.count(1)


async def arrive(port: int, delay: float) -> tuple[Visitor, float]:
    """Open the page and return the visitor and the seconds until its number is there."""
    await asyncio.sleep(delay)
    start = time.monotonic()
    visitor = Visitor(port, "xor")
    await visitor.connect()
    await visitor.until(lambda: visitor.number)
    return visitor, time.monotonic() - start


async def click(visitor: Visitor, delay: float) -> float:
    """Press "new seed" and return the seconds until the new run's number is there."""
    await asyncio.sleep(delay)
    before, start = visitor.number, time.monotonic()
    await visitor.press(SEED_BUTTON)
    await visitor.until(lambda: visitor.number not in (None, before))
    return time.monotonic() - start


async def start_long_run(port: int) -> Visitor:
    """Open a link to a run of many minutes."""
    visitor = Visitor(port, "regression", LONG_RUN.format(seed=next(seeds)))
    await visitor.connect()
    await visitor.until(lambda: "Stop" in visitor.text)
    return visitor


async def play(port: int, count: int) -> tuple[list[float], list[float], int]:
    """Let a class open the page and click; return the seconds of both, and how many errors there were."""
    long = [await start_long_run(port) for _ in range(count // 10)]
    arrived = await asyncio.gather(*(arrive(port, random.uniform(0, SECONDS)) for _ in range(count)))
    visitors = [visitor for visitor, _ in arrived]
    clicks = await asyncio.gather(
        *(click(visitor, random.uniform(0, SECONDS)) for visitor in visitors), return_exceptions=True
    )
    everybody = [*visitors, *long]
    errors = [error for visitor in everybody for error in visitor.errors]
    errors += [repr(result) for result in clicks if isinstance(result, BaseException)]
    for error in {*errors}:
        print(error, file=sys.stderr)
    for visitor in everybody:
        await visitor.disconnect()
    return [seconds for _, seconds in arrived], [result for result in clicks if isinstance(result, float)], len(errors)


def megabytes(processes: list[psutil.Process]) -> float:
    """Return the memory of some processes, shared pages counted once."""
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            total += process.memory_full_info().pss
    return total / 2**20


def app_process(process: psutil.Process) -> float:
    """Return the megabytes that only this process has."""
    return process.memory_full_info().uss / 2**20


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def measure(count: int) -> None:
    """Measure one class on a server of its own."""
    with Server(RUN_GRACE="1") as server:
        asyncio.run(warm_up(server.port))
        *both, errors = asyncio.run(play(server.port, count))
        cells: list[str] = []
        for times in map(sorted, both):
            cells += [f"{statistics.median(times):.2f} s", f"{times[int(0.95 * (len(times) - 1))]:.2f} s"]
        row(count, *cells, errors, f"{app_process(server.process):.0f} MB", f"{megabytes(server.family()):.0f} MB")


async def warm_up(port: int) -> None:
    """Wait until the workers are up and the default run is cached."""
    visitor, _ = await arrive(port, 0)
    await visitor.disconnect()


def main() -> None:
    assert Path("app.py").exists(), "run this in the project's folder"
    random.seed(0)
    row("sessions", "open, median", "p95", "click to number, median", "p95", "errors", "app process", "all processes")
    row(*["---:"] * 8)
    for count in map(int, sys.argv[1:] or SESSIONS):
        measure(count)


if __name__ == "__main__":
    main()
