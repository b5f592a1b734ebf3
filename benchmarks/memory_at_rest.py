"""What visitors leave behind who came, looked and left: python -m benchmarks.memory_at_rest [sessions]"""

import asyncio
import sys

from benchmarks.class_of_thirty import app_process, row
from benchmarks.visitor import Visitor
from pages import LESSONS
from scripts.serving import Server

SESSIONS = 300
AT_A_TIME = 5
PAGES = ["" if lesson.slug == "home" else lesson.slug for lesson in LESSONS]


async def look(port: int, number: int) -> None:
    """Open a page, wait until it stands there, and close the tab."""
    visitor = Visitor(port, PAGES[number % len(PAGES)])
    await visitor.connect()
    for _ in range(3):  # a browser tells its width and what it remembers, each of which runs the page again
        await visitor.until(lambda: visitor.complete)
        visitor.complete = False
        await visitor.rerun()
    await visitor.until(lambda: visitor.complete)
    await visitor.disconnect()


async def come_and_go(port: int, numbers: range) -> None:
    """Let some visitors look, a few at a time."""
    waiting = iter(numbers)

    async def one_after_another() -> None:
        for number in waiting:
            await look(port, number)

    await asyncio.gather(*(one_after_another() for _ in range(AT_A_TIME)))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS
    row("sessions so far", "app process")
    row("---:", "---:")
    with Server(RUN_GRACE="1") as server:
        asyncio.run(look(server.port, 0))
        asyncio.run(come_and_go(server.port, range(2 * len(PAGES))))  # trains the defaults
        row(0, f"{app_process(server.process):.0f} MB")
        for start in range(0, count, 100):
            asyncio.run(come_and_go(server.port, range(start, start + 100)))
            row(start + 100, f"{app_process(server.process):.0f} MB")


if __name__ == "__main__":
    main()
