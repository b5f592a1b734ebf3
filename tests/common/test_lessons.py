"""What every lesson promises: a row in LESSONS brings a page, its prose and its challenges."""

import ast
import importlib
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir

from mlcore.xor.settings import XorSettings
from pages import LESSONS, TAUGHT
from pages.ui import i18n, run_view, runs
from pages.ui import lesson as lesson_page
from tests.support.app import ROOT
from tests.support.drawn import check
from tests.support.tooltips import unasked

SECTIONS = ("claim", "learned", "origin", "predict", "try", "why", "sources")
PLACEHOLDER = re.compile(r"\{\{\w+\}\}")
MARKED_ELSEWHERE = {"title", "section", "summary", "description", "name", "thread"}
"""Attributes whose texts come from LESSONS, marked by ``N_``, or from the table of settings."""

every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
every_taught = pytest.mark.parametrize("lesson", TAUGHT, ids=lambda lesson: lesson.slug)


def challenges(lesson) -> tuple:
    return importlib.import_module(f"pages.lessons.{lesson.slug}.challenges").CHALLENGES


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_table_of_contents_names_each_page_once():
    """Each page has one row and one URL, and the front page comes first, where it is the default."""
    slugs = [lesson.slug for lesson in LESSONS]
    assert slugs[0] == "home"
    assert len(set(slugs)) == len(slugs)
    assert {path.stem for path in (ROOT / "pages").glob("[!_]*.py")} == set(slugs)


def test_the_readme_names_each_page_by_its_title_and_in_order():
    """The README lists all pages by title and in order, and no page that is gone."""
    rows = re.findall(r"^\| `/(\w*)` ([^|]+) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [("" if lesson is LESSONS[0] else lesson.slug, lesson.title) for lesson in LESSONS]


@every_taught
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_lesson_has_a_card_for_the_front_page(lesson, theme):
    """``python -m scripts.make_pictures <slug>`` makes it; without it the front page shows a broken picture."""
    assert (ROOT / f"static/cards/{lesson.slug}-{theme}.webp").stat().st_size > 1000


@every_taught
def test_a_lesson_is_a_folder_in_each_of_three_places(lesson):
    """Whoever copies a folder to add a lesson learns here what is still missing."""
    slug = lesson.slug
    wanted = [
        f"pages/{slug}.py",
        f"mlcore/{slug}/__init__.py",
        f"mlcore/{slug}/settings.py",
        f"pages/lessons/{slug}/challenges.py",
        f"pages/lessons/{slug}/prose.en.md",
        f"pages/lessons/{slug}/charts/__init__.py",
        f"tests/{slug}/test_charts.py",
        f"tests/{slug}/test_page.py",
    ]
    assert [path for path in wanted if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("place", ["mlcore", "pages/lessons", "tests"])
def test_no_folder_belongs_to_a_lesson_that_is_gone(place):
    folders = {path.name for path in (ROOT / place).iterdir() if path.is_dir() and not path.name.startswith(("_", "."))}
    shared = {"common", "support", "workers"}
    assert folders - shared <= {lesson.slug for lesson in LESSONS}


@every_lesson
def test_a_lesson_opens_under_its_title_without_a_warning(look_at, lesson):
    """A page that raises, complains about its own defaults, or wears another lesson's name."""
    visitor = look_at(lesson.slug)
    assert not visitor.app.exception
    assert not visitor.app.warning
    assert not visitor.app.error
    assert [title.value for title in visitor.app.title] == [heading(lesson)]


def heading(lesson) -> str:
    """Return the title on a lesson's page; the front page asks the app's question."""
    return i18n.sections("en", "home")["title"] if lesson.slug == "home" else lesson.title


@every_taught
def test_a_lessons_prose_has_its_sections(lesson):
    """A lesson's prose has every section that its page asks for and a text for each of its challenges."""
    prose = i18n.sections("en", lesson.slug)
    assert set(SECTIONS) <= prose.keys()
    named = {name.removeprefix("challenge ") for name in prose if name.startswith("challenge ")}
    assert named == {challenge.name for challenge in challenges(lesson)}
    assert all(prose.values())
    explained = {name.partition(" ")[2] for name in prose if name.startswith(("ask ", "solved "))}
    assert explained == named, "each challenge has a question before it, or a reason after it"


@every_taught
def test_a_lesson_shows_all_its_prose_filled_in(look_at, lesson):
    """A section that no page shows, or a reader who meets ``{{name}}`` instead of a number."""
    visitor = look_at(lesson.slug)
    shown = plain(visitor.text)
    assert not PLACEHOLDER.search(shown)
    source = (ROOT / f"pages/{lesson.slug}.py").read_text(encoding="utf-8")
    for name, section in i18n.sections("en", lesson.slug).items():
        opening = section.partition("\n- [")[0] if name == "predict" else section
        in_sight = all(plain(part) in shown for part in PLACEHOLDER.split(opening))
        elsewhere = (
            name.startswith(("challenge ", "ask ", "hint ", "solved "))
            or name == "try"  # said below a prediction
            or name == "learned"  # said when all is solved, on the front page and in the summary
            or f'"{name}"' in source
            or f'f"{name.partition(" ")[0]} {{' in source
        )  # shown for other settings
        assert in_sight or elsewhere, name


@every_taught
def test_a_prediction_has_one_right_answer_and_an_explanation(visit, lesson):
    """A prediction has one right option, which the page calls right, and an explanation."""
    section = i18n.sections("en", lesson.slug)["predict"]
    options = re.findall(r"^- \[( |x)\] ", section, re.MULTILINE)
    assert len(options) >= 2
    assert options.count("x") == 1
    visitor = visit(lesson.slug)
    visitor.set(f"_predict.{lesson.slug}", options.index("x"))
    assert plain(i18n.sections("en", lesson.slug)["try"]) in plain(visitor.text)
    visitor.app.session_state["_memory"].tried.append(lesson.slug)
    visitor.settle()
    assert "You predicted right." in visitor.text
    assert plain(section.rpartition("\n\n")[2]) in plain(visitor.text)


@every_taught
def test_a_lesson_sets_at_least_three_challenges(lesson):
    """A lesson has three challenges or more, each with a name of its own, by which the browser remembers it."""
    names = [challenge.name for challenge in challenges(lesson)]
    assert len(names) >= 3
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]{1,40}", name) for name in names)


@every_taught
def test_every_challenge_is_checked(look_at, lesson):
    """Every challenge of a lesson has a note in its place, so an experiment checks each of them."""
    visitor = look_at(lesson.slug)
    assert all(visitor.note(challenge.name) for challenge in challenges(lesson))
    assert f"0 of {len(challenges(lesson))} challenges solved" in visitor.text


@pytest.mark.parametrize(
    ("state", "error", "reason"),
    [
        ("never asked for", None, "Press *Train all* to see whether these settings do it."),
        ("waiting", None, "This run has not ended yet."),
        ("queued", None, "This run has not ended yet."),
        ("running", None, "This run has not ended yet."),
        ("stopped", None, "This run was stopped, so it has no result."),
        ("cancelled", None, "This run was stopped, so it has no result."),
        ("failed", ArithmeticError("nan"), "This run diverged, so it has no result."),
        ("failed", TimeoutError(), "This run failed, so it has no result."),
        ("failed", MemoryError(), "This run failed, so it has no result."),
        ("done", None, ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_state_of_a_run_without_a_result_has_a_reason(state, error, reason):
    """The page tells a run that nobody started, or that diverged, from one that has not ended yet."""
    task = runs.task_of(XorSettings())
    asked = None if state == "never asked for" else task
    job = SimpleNamespace(error=error)
    run: Any = SimpleNamespace(task=asked, wanted=task, button="Train all", state=state, job=job)
    assert run_view.missing(run) == reason


@pytest.mark.parametrize("result", [None, SimpleNamespace(settings=XorSettings(seed=1))], ids=["none", "earlier"])
def test_a_challenge_without_a_result_of_its_settings_asks_the_runs_that_it_is_about(monkeypatch, result):
    monkeypatch.setattr(runs, "why_no_result", lambda *names: f"no result of {names}")
    (xor,) = [lesson for lesson in LESSONS if lesson.slug == "xor"]
    challenge, settings = challenges(xor)[-1], XorSettings()
    assert lesson_page.what_is_missing(challenge, settings, result) == "no result of ('xor',)"
    assert lesson_page.what_is_missing(challenge, settings, result, "a", "b") == "no result of ('a', 'b')"


@every_taught
def test_every_chart_says_in_words_what_it_shows(look_at, lesson):
    """A chart without an accessible name, or two charts that nobody can tell apart."""
    charts = look_at(lesson.slug).charts
    assert charts
    assert all(len(alt) > 20 for alt in charts)
    assert len(set(charts)) == len(charts)


@every_taught
def test_a_chart_shows_no_tooltip_that_it_does_not_ask_for(look_at, lesson):
    """Streamlit's theme adds one to every mark, with the names of fields as they are in the code."""
    charts = [element.proto for element in look_at(lesson.slug).app.get("vega_lite_chart")]
    assert charts
    assert [chart.alt for chart in charts if unasked(json.loads(chart.spec))] == []


@every_lesson
def test_a_chart_keeps_to_the_schema_of_vega_lite(look_at, lesson):
    """A misspelt option is passed over in silence, by Altair's making of a chart and by the browser."""
    charts = look_at(lesson.slug).app.get("vega_lite_chart")
    assert bool(charts) == (lesson.is_taught or lesson.slug == "home")
    for element in charts:
        check(json.loads(element.proto.spec))


def test_no_chart_has_altair_look_up_what_a_channel_is():
    """A text such as "x:Q" for a channel takes 4 ms: Altair looks through all that it knows, each time anew."""
    looked_up = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "pages").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "encode"
        if any(isinstance(given.value, ast.Constant | ast.JoinedStr) for given in call.keywords)
    ]
    assert looked_up == []


@every_taught
def test_what_a_lesson_asks_first_stays_in_the_cache(look_at, lesson):
    """The runs at a lesson's defaults are kept always, so no newcomer waits for them after a class tried others."""
    asked = [run.task for run in look_at(lesson.slug).runs().values()]
    assert [str(task) for task in asked if task.keep != "always"] == []


@every_taught
def test_a_lesson_leads_to_its_neighbours(look_at, lesson):
    """Each lesson links to the page before it and to the lesson after it, so readers can go on at its end."""
    way = [LESSONS[0], *TAUGHT]
    number = way.index(lesson)
    neighbours = [page.slug for page in (way[number - 1], *way[number + 1 : number + 2])]
    links = [link.proto.page for link in look_at(lesson.slug).app.get("page_link")]
    assert [link.rpartition("/")[2].removesuffix(".py") or "home" for link in links] == neighbours


@every_taught
def test_the_front_page_leads_to_every_lesson(look_at, lesson):
    """The front page shows the summary of every lesson."""
    assert lesson.summary in look_at("home").text


def calls() -> list[tuple[Path, ast.Call]]:
    """Return every call of ``t`` or ``n`` under pages/."""
    return [
        (path, node)
        for path in sorted((ROOT / "pages").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("t", "N_")
    ]


def is_marked(text: ast.expr) -> bool:
    """Say whether a text stands where it is used, or comes from where it was marked."""
    if isinstance(text, ast.BoolOp):  # the label of a setting, or its name where it has none
        return is_marked(text.values[0])
    return isinstance(text, ast.Constant) or (isinstance(text, ast.Attribute) and text.attr in MARKED_ELSEWHERE)


def test_babel_finds_every_text_that_is_translated():
    """Babel finds every text, because none is built at run time or in an f-string and so stays English."""
    texts = [(path, call.args[0]) for path, call in calls()]
    built = [
        f"{path.relative_to(ROOT)}:{text.lineno}: {ast.unparse(text)}" for path, text in texts if not is_marked(text)
    ]
    assert built == []
    literal = {text.value for _, text in texts if isinstance(text, ast.Constant)}
    found = extract_from_dir(ROOT / "pages", [("**.py", "python")], keywords={"t": None, "N_": None})
    assert {message for _, _, message, _, _ in found} == literal
