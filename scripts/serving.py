"""The app on a port of its own, and a browser in front of it: for tests, benchmarks and screenshots."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType

import psutil
from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).parents[1]
SECONDS_TO_START = 60
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


class Server:
    """A Streamlit app, started as a user starts it; as a context manager it ends with its block.

    Parameters
    ----------
    script
        The app's file.
    log
        The file that it writes to, or None.
    environment
        Variables that it gets besides those of this process.
    """

    def __init__(self, script: str = "app.py", log: Path | None = None, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.script, self.log, self.environment = script, log, environment
        self.start()

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start and wait until it answers.

        Raises
        ------
        RuntimeError
            If it ends, or does not answer in time.
        """
        command = [sys.executable, "-m", "streamlit", "run", self.script]
        options = ["--server.port", str(self.port), "--server.headless", "true"]
        with (self.log or Path(os.devnull)).open("ab") as log:
            self.process = psutil.Popen(
                [*command, *options], cwd=ROOT, env=os.environ | self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        end = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text() if self.log else ''}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self) -> None:
        """End the server and whatever it started."""
        family = self.family()
        self.process.terminate()
        _, alive = psutil.wait_procs(family, timeout=10)
        for process in alive:
            process.kill()
        psutil.wait_procs(alive, timeout=10)

    def family(self) -> list[psutil.Process]:
        """Return its process and all that it started."""
        return [self.process, *self.process.children(recursive=True)]

    def workers(self) -> list[psutil.Process]:
        """Return the worker processes: children of a child, where the system has a fork server."""
        started = self.family()[1:]
        workers = [process for process in started if process.ppid() != self.process.pid]
        return workers or [process for process in started if "resource_tracker" not in " ".join(process.cmdline())]


def browser_path(playwright: Playwright) -> str | None:
    """Return the path of an installed Chromium or Chrome: of the system, else of Playwright's own."""
    own = playwright.chromium.executable_path
    return next(filter(None, map(shutil.which, NAMES)), own if Path(own).exists() else None)


def chromium(playwright: Playwright) -> Browser:
    """Start whatever Chromium or Chrome is installed."""
    return playwright.chromium.launch(executable_path=browser_path(playwright), args=FLAGS)
