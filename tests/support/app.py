"""A visitor without a browser: pages run through app.py, with real workers."""

import re
import time
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from pages.ui import browser, i18n, question, runs
from pages.ui.labels import label
from workers.scheduler import Job
from workers.sessions import Run

ROOT = Path(__file__).parents[2]
SECONDS = 180


def wait_beyond(job: Job, epoch: int) -> None:
    """Wait until a run has a partial result of a later epoch, and fail if it ends without one."""
    while True:
        has_ended, partial_result = job.ended.is_set(), job.partial_result()
        if partial_result is not None and partial_result.snapshot_epochs[-1] > epoch:
            return
        assert not has_ended, f"the run has ended and has no partial result of an epoch after {epoch}"
        time.sleep(0.02)


class Visitor:
    """One visitor's session.

    Parameters
    ----------
    slug
        The page of the link that was followed.
    link
        Parameters of the link.
    """

    def __init__(self, slug: str = "home", link: dict[str, str] | None = None) -> None:
        browser.component.clear()  # AppTest forgets components with each session
        self.app = AppTest.from_file(ROOT / "app.py", default_timeout=SECONDS)
        # Without it AppTest looks for components in all installed packages, which takes longer than the page.
        self.app._bidi_component_manager = BidiComponentManager()
        self.app.query_params.update(link or {})
        self.go(slug)

    def go(self, slug: str) -> "Visitor":
        """Open another page."""
        self.slug = slug
        self.app.switch_page(f"pages/{slug}.py")
        return self.settle()

    def settle(self) -> "Visitor":
        """Run the page, and again until no run is under way and each is shown with its end."""
        end = time.monotonic() + SECONDS
        self.app.run()
        while self.waiting() and time.monotonic() < end:
            for run in self.waiting():
                if run.job:
                    run.job.ended.wait(SECONDS)
            self.app.run()
        assert not self.waiting(), f"runs are still under way after {SECONDS} seconds"
        return self

    def waiting(self) -> list[Run]:
        """Return the runs that the page shows under way."""
        keys = {button.key for button in self.app.button}
        return [run for name, run in self.runs().items() if f"{name}.stop" in keys]

    def runs(self) -> dict[str, Run]:
        """Return this visitor's runs that have a task, by name."""
        return {name: run for name, run in self.app.session_state[runs.SESSION].runs.items() if run.task}

    def widget(self, key: str) -> Any:
        """Return a widget by its key."""
        return self.app.get_by_key(key)

    def set(self, key: str, value: object) -> "Visitor":
        """Move a widget; where it shows only some of its options, ask for all of them first."""
        more = f"_more.{key}"
        if more in {toggle.key for toggle in self.app.toggle} and label(value, key) not in self.widget(key).options:
            self.set(more, True)
        self.widget(key).set_value(value)
        return self.settle()

    def move_to(self, settings) -> None:
        """Move an experiment's widgets, one by one, until they stand at some settings."""
        for name, value in settings.model_dump().items():
            key = f"{settings.slug}.{name}"
            if self.value(key) != value:
                self.set(key, value)

    def press(self, key: str) -> "Visitor":
        """Press a button."""
        self.app.button(key=key).click()
        return self.settle()

    def train(self, name: str) -> "Visitor":
        """Press Train, which is not there when an earlier visitor has trained with these settings."""
        key = f"{name}.train"
        return self.press(key) if key in {button.key for button in self.app.button} else self

    def value(self, key: str) -> object:
        """Return where a widget stands."""
        return self.widget(key).value

    def answer(self, challenge: str) -> "Visitor":
        """Turn to a challenge, and answer the question that comes before it right, if there is one."""
        self.note(challenge)
        asked = question.before_challenge(self.slug, challenge)
        if asked:
            right = asked.options.index(asked.right)
            self.set(f"_ask.{self.slug}--{challenge}", right)
        return self

    def note(self, challenge: str) -> str:
        """Return what stands below a challenge of this page, after turning to it."""
        title = " ".join(i18n.sections("en", self.slug)[f"challenge {challenge}"].split())
        groups: Any = self.app.get("button_group")
        (chooser,) = [group for group in groups if {"_moment", challenge} <= {*group.key.split(".")}]
        if chooser.value != challenge:
            chooser.set_value(challenge)
            self.settle()
        (text,) = [said.value for said in (*self.app.markdown, *self.app.success) if f"**{title}**" in said.value]
        return text.partition("  \n")[2]

    @property
    def text(self) -> str:
        """All that can be read on the page."""
        app = self.app
        words = (app.title, app.header, app.markdown, app.caption)
        boxes = (app.success, app.info, app.warning, app.error, app.exception)
        texts = [str(element.value) for kind in (*words, *boxes) for element in kind]
        texts += [tab.label for tab in app.tabs]
        return "\n".join([*texts, *(bar.proto.text for bar in app.get("progress"))])

    @property
    def charts(self) -> list[str]:
        """What is said of each chart for those who cannot see it."""
        hidden = re.compile(r'<p class="visually-hidden">(.*)</p>', re.DOTALL)
        return [unescape(found[1]) for text in self.app.get("html") if (found := hidden.fullmatch(text.proto.body))]

    @property
    def tables(self) -> list[list[dict[str, str]]]:
        """The page's tables, each as its rows."""
        texts = [str(text.value) for text in self.app.markdown if str(text.value).startswith("| ")]
        tables = [
            [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in text.splitlines()] for text in texts
        ]
        return [[dict(zip(header, row, strict=True)) for row in rows] for header, _, *rows in tables]

    @property
    def number(self) -> str:
        """The number that the download prints last, as the page announces it."""
        return re.findall(r"The download prints this as its last line, [^`]*`(.+)`", self.text)[0]


def result_of(settings):
    """Return the workers' own result."""
    job = runs.scheduler().submit(runs.task_of(settings), "test")
    assert job.ended.wait(SECONDS)
    return job.result


@pytest.fixture(scope="session", autouse=True)
def workers():
    """Real workers, one scheduler for the session."""
    scheduler = runs.scheduler()
    yield scheduler
    scheduler.close()


def let_others_come_first(patch: pytest.MonkeyPatch) -> None:
    """Let pages be opened as on a server that has had visitors before."""
    start = PagesManager.__init__

    def warm(self, *args, **options) -> None:
        start(self, *args, **options)
        PagesManager.uses_pages_directory = False

    patch.setattr(PagesManager, "__init__", warm)


@pytest.fixture
def visit(monkeypatch):
    """Open a page on a server that has had visitors before; without this fixture every visit is the first."""
    let_others_come_first(monkeypatch)
    return Visitor


@pytest.fixture(scope="module")
def look_at():
    """Open a page for tests that change nothing on it: once for all of them in a module."""

    @lru_cache
    def look(slug: str, **link: str) -> Visitor:
        with pytest.MonkeyPatch.context() as patch:
            let_others_come_first(patch)
            return Visitor(slug, link)

    return look
