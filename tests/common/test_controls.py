"""Widgets made from every experiment's settings: set by a link, and what is said of a wrong one."""

import logging
import re
from typing import Any, get_args

import pytest
from streamlit.testing.v1 import AppTest

from mlcore.backprop.settings import GradientCheckState
from mlcore.common.settings import State
from mlcore.mnist.settings import EXAMPLE
from pages.lessons.mnist.state import DrawingState
from pages.ui import controls
from tests.support.tables import TABLES

EXPERIMENTS = TABLES
PAGE = """
import streamlit as st

from tests.support.tables import TABLES
from pages.ui import controls

controls.open_board()
(experiment,) = [kind for kind in TABLES if kind.slug == {slug!r}]
widgets = controls.Controls(experiment)
widgets.preset("all", "Preset", **{preset!r})
for name, field in experiment.model_fields.items():
    widgets.seed(name) if name.endswith("seed") else widgets.widget(name)
st.json(widgets.settings().model_dump_json())
"""
TYPED = {  # fields of text: one that is fine, and one that is not
    "drawing": ("", "xZLR"),
    "kernel": ("0 0 0 / 0 1 0 / 0 0 0", "1 2 3"),
    "points": ("a1,1 b2,2", "a1,1 q"),
    "lines": ("A1.C2", "A99"),
    "misses": ("A1.C2", "A999"),
    "labels": ("0123", "one"),
    "random_labels": ("0123", "one"),
    "order": ("BED", "BEX"),
    "shape": ("(4, 10)", "four"),
}
RAW = ("Input should", "String should", "Value error", "pydantic", "got '")
MARKDOWN = "`` ` [win](https://example.org) <b>*x*</b> https://example.org\n\n# x :red[y] $z$ \u202etxt"

every_experiment = pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.slug)


def visit(experiment: type[State], link: dict[str, str], **preset: object) -> AppTest:
    app = AppTest.from_string(PAGE.format(slug=experiment.slug, preset=preset), default_timeout=30)
    app.query_params.update({f"{experiment.slug}.{name}": text for name, text in link.items()})
    app.run()
    assert not app.exception
    return app


def settings_of(app: AppTest, experiment: type[State]) -> State:
    return experiment.model_validate_json(app.json[0].value)


def other_value(experiment: type[State], name: str) -> object:
    """Return a value that a field may have and that is not its default, if there is one."""
    field = experiment.model_fields[name]
    kind: Any = field.annotation
    extra = controls.extra(field)
    if kind is bool:
        return not field.default
    if kind is str:
        return TYPED.get(name, ("-0.5",))[0]
    values = get_args(kind) or extra.get("stops") or controls.limits(field)
    others = (kind(value) if kind in (int, float) else value for value in values if value != field.default)
    return next(others, field.default)  # of a field with one option there is no other


def wrong_text(experiment: type[State], name: str) -> str:
    return TYPED.get(name, ("", "nonsense"))[1]


@every_experiment
def test_a_link_sets_every_field(experiment):
    """A link sets every field of every experiment, and nothing warns of it."""
    values = {name: other_value(experiment, name) for name in experiment.model_fields}
    wanted = experiment(**values)
    app = visit(experiment, {name: controls.link_text(value) for name, value in wanted.changed().items()})
    assert settings_of(app, experiment) == wanted
    assert not app.warning
    assert not app.error


@every_experiment
def test_each_wrong_value_in_a_link_is_named_once_in_plain_words_at_the_top(experiment):
    """A validator's own words, two messages for one error, or one beside a widget that nobody scrolls to."""
    app = visit(experiment, {name: wrong_text(experiment, name) for name in experiment.model_fields})
    assert settings_of(app, experiment) == experiment()
    notices = [warning.value for warning in app.warning]
    assert not app.error
    assert len(notices) == len(experiment.model_fields)
    for name, notice in zip(experiment.model_fields, notices, strict=True):
        assert notice.startswith(f"`{experiment.slug}.{name}={wrong_text(experiment, name)}` in the link was ignored: ")
        assert notice.endswith(" instead.")
        assert not any(words in notice for words in RAW)
    kinds = [element.type for element in app.main if element.type not in ("main", "flex_container")]
    assert kinds[: len(notices)] == ["warning"] * len(notices)
    app.run()
    assert not app.error
    assert [warning.value for warning in app.warning] == notices


@every_experiment
def test_an_empty_value_in_a_link_leaves_the_default_and_shows_it_as_chosen(experiment):
    """A row of buttons of which none is chosen, beside a chart of the default."""
    empty = [name for name, field in experiment.model_fields.items() if field.annotation is not str]
    app = visit(experiment, dict.fromkeys(empty, ""))
    assert settings_of(app, experiment) == experiment()
    for name in empty:
        assert app.session_state[f"{experiment.slug}.{name}"] == experiment.model_fields[name].default


def without_code(markdown: str) -> str:
    """Return Markdown without its code spans: a run of backticks up to the next one of the same length."""
    return re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", markdown)


@every_experiment
def test_what_a_link_says_is_shown_as_text_in_names_and_in_values(experiment):
    """A warning shows what a link says as short plain text, so nobody can put a link of their own into it."""
    names = [*experiment.model_fields, MARKDOWN, "x" * 5000]
    app = visit(experiment, dict.fromkeys(names, MARKDOWN))
    notices = [warning.value for warning in app.warning]
    assert len(notices) == len(names)
    for notice in notices:
        assert "[win]" not in without_code(notice)
        assert "example" not in without_code(notice)
        assert "\n" not in notice
        assert "\u202e" not in notice
        assert len(notice) < 700


def test_an_option_by_its_own_name_is_told_to_the_browser_until_the_visitor_chooses(visit):
    """The browser is told an option from a link until the visitor chooses. Otherwise it sends back the default."""
    visitor = visit("classification", {"classification.dataset": "own"})
    visitor.app.run()
    assert visitor.widget("classification.dataset").proto.set_value
    visitor.set("classification.dataset", "moons")
    visitor.app.run()
    assert not visitor.widget("classification.dataset").proto.set_value
    assert visitor.value("classification.dataset") == "moons"


def test_a_typed_text_is_quoted_as_text_too():
    """An error quotes a typed text as plain text, so a pasted link does not become a part of the page."""
    app = visit(GradientCheckState, {})
    app.text_input(key="gradient_check.v1").set_value("[win](https://e.org)").run()
    (error,) = [error.value for error in app.error]
    assert "[win]" not in without_code(error)


def test_the_example_drawing_is_named_and_not_spelt():
    app = visit(DrawingState, {"drawing": "xZLR"})
    (notice,) = [warning.value for warning in app.warning]
    assert notice.endswith("the 3 that the page begins with is used instead.")
    assert EXAMPLE[:5] not in notice


@every_experiment
def test_buttons_that_move_widgets_leave_no_warning_in_the_log(experiment, monkeypatch, caplog):
    """Streamlit warns of widgets that have a default and are moved by a button, which all of ours are on purpose."""
    monkeypatch.setattr("streamlit.elements.lib.policies._shown_default_value_warning", False)
    values = {name: other_value(experiment, name) for name in experiment.model_fields}
    app = visit(experiment, {}, **values)
    with caplog.at_level(logging.WARNING):
        for button in app.button:
            button.click().run()
    assert not app.exception
    assert [text for record in caplog.records if "default value" in (text := record.getMessage())] == []
