"""The frame around every page: links, language, and what the app's own process may load."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages import LESSONS, TAUGHT
from pages.lessons.xor.challenges import CHALLENGES
from pages.ui import browser, i18n, question
from pages.ui.context import View
from tests.support.app import ROOT, Visitor

SLUGS = [lesson.slug for lesson in LESSONS]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_link_on_a_fresh_server_opens_its_page_inside_the_frame(slug):
    """A link opens its own page inside the frame, and not its bare file, as in Streamlit's old multipage mode."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60).switch_page(f"pages/{slug}.py").run()
    title = LESSONS[SLUGS.index(slug)].title
    assert app.title[0].value == (i18n.prose("home", "title") if slug == "home" else title)
    assert not app.exception
    assert app.get_by_key("_browser")  # put there by the frame, and by nothing else


def test_a_link_on_a_fresh_server_keeps_its_parameters():
    """The settings of a link reach the page, although a rerun puts the page into its frame."""
    visitor = Visitor("xor", {"xor.hidden": "4", "xor.activation": "relu", "xor_by_hand.out_b": "-1.5"})
    assert [visitor.value(key) for key in ("xor.hidden", "xor.activation", "xor_by_hand.out_b")] == [4, "relu", -1.5]
    assert not visitor.app.warning


def test_a_server_may_say_where_faults_are_reported(visit, monkeypatch):
    """A school that runs the app for its classes wants to hear of them itself."""
    items: dict = {}
    monkeypatch.setattr("streamlit.set_page_config", lambda **options: items.update(options["menu_items"]))
    visit("neuron")
    assert items["Report a bug"] is None
    monkeypatch.setenv("REPORT_URL", "mailto:help@school.example")
    visit("neuron")
    assert items["Report a bug"] == "mailto:help@school.example"


def test_settings_of_one_page_do_not_leak_into_another(visit):
    """A visit to every page raises nothing and brings no warning: no page takes a value from another's widget."""
    visitor = visit("xor", {"xor.epochs": "10"})
    for slug in [*SLUGS, "xor"]:
        visitor.go(slug)
        assert not visitor.app.exception
        assert not visitor.app.warning
    assert visitor.value("xor.epochs") in (10, 2000)


def test_a_page_that_is_opened_again_by_a_link_begins_there(visit):
    """What a link solves on a page seen before is not the visitor's own: only later changes count."""
    visitor = visit("neuron").go("glossary")
    solution = {"neuron.w1": "-1.0", "neuron.w2": "0.0", "neuron.b": "0.5", "neuron.activation": "step"}
    visitor.app.query_params.update(solution)
    visitor.go("neuron").answer("negate")
    assert visitor.note("negate") == "This was so when you opened the page: change something yourself."
    assert visitor.app.session_state["_memory"].solved == {}


def test_a_link_to_a_page_that_was_seen_before_trains_what_it_sets(visit):
    """A teacher's link trains at once and shows no button, also for a visitor who has seen the page before."""
    visitor = visit("luck").go("home")
    visitor.app.query_params.update({"xor_seeds.seeds": "16", "xor_seeds.epochs": "50"})
    visitor.go("luck")
    assert "xor_seeds.start" not in {button.key for button in visitor.app.button}


@pytest.mark.parametrize("parameter", ["lang", "_browser", "_predict.xor", "x" * 3000, "ünïcode", "xor", "."])
def test_parameters_that_mean_nothing_do_no_harm(visit, parameter):
    """The page ignores parameters that mean nothing to it, such as a tracker's, and shows its charts."""
    visitor = visit("xor", {parameter: "xx"})
    assert not visitor.app.exception
    assert visitor.charts


def test_what_the_browser_remembers_returns(visit):
    """Answers and solved challenges that the browser remembers are there again in a new session."""
    visitor = visit("home")
    stored = {"answers": {"xor": 1}, "solved": {"xor": ["by-hand", "twins"]}}
    visitor.app.session_state["_browser"] = {"stored": json.dumps(stored)}
    assert f"2 of {len(CHALLENGES)} challenges solved" in visitor.settle().text
    visitor.go("xor")
    assert visitor.value("_predict.xor") == 1
    assert f"2 of {len(CHALLENGES)} challenges solved" in visitor.text


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "not json",
        "[]",
        '{"answers": {"xor": 99}}',
        '{"answers": {"xor": "<b>"}, "solved": {"xor": ["<b>"]}}',
        '{"answers": {"xor": true}, "solved": []}',
        "[" * 10_000,
        '{"solved": {"xor": 3}}',
        '{"ways": {"xor--twins": 3, "xor--by-hand": {"link": 3}, "xor--quick": {"link": "", "number": "NaN"}}}',
        '{"solved": {"<script>": ["relu"]}}',
        '{"solved": ' + json.dumps({f"lesson-{number}": ["a"] for number in range(1000)}) + "}",
    ],
)
def test_damaged_memory_is_ignored(visit, stored):
    """Whatever somebody wrote into localStorage, the page raises nothing and takes no answer or solution from it."""
    visitor = visit("xor")
    visitor.app.session_state["_browser"] = {"stored": stored}
    visitor.settle()
    assert not visitor.app.exception
    assert f"0 of {len(CHALLENGES)} challenges solved" in visitor.text
    assert visitor.value("_predict.xor") is None


def everything() -> dict:
    """Return what a browser keeps of somebody who answered and solved all that there is."""
    taught = [lesson.slug for lesson in TAUGHT]
    names = {
        slug: [each.name for each in import_module(f"pages.lessons.{slug}.challenges").CHALLENGES] for slug in taught
    }
    last = {slug: question.before_all(slug).marks[-1] for slug in taught}
    ways = {f"{slug}--{name}": {"link": "xor.seed=1", "number": 0.5} for slug in taught for name in names[slug]}
    solved = {slug: sorted(known) for slug, known in names.items()}
    return {"answers": last, "tried": sorted(taught), "solved": solved, "ways": ways}


def test_everything_that_a_lesson_lets_be_kept_can_be_read_again():
    """The answers, solved challenges and ways of all lessons are read back as they were kept, whatever their names."""
    assert browser.recalled(json.dumps(everything())).model_dump() == everything()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=50), inner, max_size=3),
    max_leaves=6,
)
TABLES = st.dictionaries(st.text(max_size=50), ANYTHING, max_size=5)


@settings(deadline=None)
@given(answers=TABLES, solved=TABLES, more=TABLES, names=st.lists(ANYTHING, max_size=5))
def test_a_wrong_entry_takes_no_right_one_with_it(answers, solved, more, names):
    """Right entries are read although there are wrong ones, of an earlier version or a curious visitor."""
    stored = more | {
        "answers": answers | {"logic_gates": 1},
        "solved": solved | {"logic_gates": [*names, "xor-proof"], "neuron": []},
        "tried": [*names, "xor"],
    }
    known = browser.recalled(json.dumps(stored))
    assert known.answers["logic_gates"] == 1
    assert "xor-proof" in known.solved["logic_gates"]
    assert "xor" in known.tried
    assert known.solved["neuron"] == []
    assert all(re.fullmatch("[a-z0-9_-]{1,40}", name) for names in known.solved.values() for name in names)


def test_a_page_that_is_only_looked_at_leaves_nothing_to_keep(visit):
    """An empty entry for each lesson that was opened is one more that can be damaged."""
    visitor = visit("logic_gates")
    assert visitor.app.session_state["_memory"] == browser.BrowserMemory()


def test_a_prediction_that_the_lesson_does_not_offer_is_not_taken(visit):
    """A kept answer that the question no longer has is ignored, and the page raises nothing."""
    visitor = visit("logic_gates")
    visitor.app.session_state["_browser"] = {"stored": '{"answers": {"logic_gates": 9}}'}
    assert not visitor.settle().app.exception
    assert visitor.value("_predict.logic_gates") is None


def test_a_challenge_that_is_gone_does_not_count(visit):
    """A solved challenge that the lesson no longer has is not counted, so no lesson reports 6 of 5 solved."""
    visitor = visit("logic_gates")
    visitor.app.session_state["_browser"] = {"stored": '{"solved": {"logic_gates": ["of-another-version"]}}'}
    assert re.search(r"\b0 of \d challenges solved", visitor.settle().text)


def test_charts_stand_in_one_column_where_there_is_little_room(visit):
    """Charts stand in 1, 2 or 3 columns, as the width that the browser reports allows."""
    visitor = visit("xor")
    columns = []
    for width in (340, 700, 1200):
        visitor.app.session_state["_browser"] = {"width": width}
        visitor.settle()
        columns.append(json.loads(visitor.app.get("vega_lite_chart")[0].proto.spec)["columns"])
    assert columns == [1, 2, 3]


VISIT_ALL = """
import sys
from tests.support.app import Visitor
from pages import LESSONS
from pages.ui import runs

QUICK = {"xor.epochs": "10", "regression.epochs": "20", "classification.epochs": "5", "mnist.epochs": "1"}
QUICK["test_set.epochs"] = "5"
for lesson in LESSONS:
    assert not Visitor(lesson.slug, QUICK).app.exception
assert Visitor("xor", {"xor.activation": "linear", "xor.learning_rate": "30.0"}).app.error
runs.scheduler().close()
print("loaded:", *{"torch", "torchvision", "sklearn", "scipy", "pandas"} & sys.modules.keys())
"""


def test_the_apps_own_process_loads_no_heavy_library():
    """No page, result or error brings a heavy library into the app's process, where it slows down every visitor."""
    run = subprocess.run(
        [sys.executable, "-c", VISIT_ALL],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.stdout.splitlines()[-1:] == ["loaded:"], run.stdout + run.stderr


def test_charts_are_kept_by_language():
    """Visitors of one language share a cached chart, and those of another do not."""
    visitors = [View(code, i18n.catalogue(code).gettext) for code in ("en", "en", "ko")]
    assert visitors[0] == visitors[1] != visitors[2]
    assert hash(visitors[0]) == hash(visitors[1])


def test_a_link_names_the_language_before_its_widget_is_drawn(monkeypatch):
    """The first run of a visit begins in the language of the link, although the widget for it is drawn later."""
    monkeypatch.setattr(i18n, "LANGUAGES", ["en", "ko"])
    app = AppTest.from_string("import streamlit as st\nfrom pages.ui import i18n\nst.text(i18n.chosen_language())")
    app.query_params["lang"] = "ko"
    assert app.run().text[0].value == "ko"


TEXT = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
"""A text in an expression of Vega."""


def expressions(part: object) -> Iterator[str]:
    """Return all that may be an expression in a part of a spec."""
    if isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, str) and name in ("calculate", "expr", "filter", "labelExpr", "test", "update"):
                yield value
            yield from expressions(value)
    elif isinstance(part, list):
        for value in part:
            yield from expressions(value)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_translation_with_an_apostrophe_breaks_no_chart(visit, monkeypatch, slug):
    """An apostrophe in a translation does not end the text in a chart's expression, so the chart is drawn."""
    monkeypatch.setattr(i18n, "catalogue", lambda code: SimpleNamespace(gettext=elided))
    for chart in visit(slug).app.get("vega_lite_chart"):
        for expression in expressions(json.loads(chart.proto.spec)):
            assert "¡" not in TEXT.sub("", expression)


def elided(text: str) -> str:
    """Translate into a language whose words begin with an apostrophe."""
    return f"'¡{text}"
