"""The glossary: entries, marked words in texts, help on widgets, labels of options, and the page of all words."""

import re
from typing import Literal, get_args, get_origin

import pytest

from mlcore.common.settings import Settings
from mlcore.debugging.settings import DebuggingSettings
from pages import LESSONS
from pages.ui import glossary, i18n, labels
from pages.ui.controls import option_of
from pages.ui.glossary import Entry
from tests.support.tables import TABLES

SLUGS = {lesson.slug for lesson in LESSONS}
ENTRIES = glossary.entries("en")


@pytest.mark.parametrize("term", ENTRIES)
def test_an_entry_is_short_and_names_pages_that_exist(term):
    """A tooltip that covers the page, or a link to a lesson that was renamed."""
    meaning, slugs = ENTRIES[term]
    assert 0 < len(meaning.split()) <= 25
    assert meaning.endswith(".")
    assert slugs
    assert {*slugs} <= SLUGS


def test_the_file_is_in_alphabetical_order():
    """Two entries for one term are seen at once only where they stand beside each other."""
    assert [*ENTRIES] == sorted(ENTRIES, key=str.casefold)


def test_a_marked_word_becomes_a_link_with_its_entry(monkeypatch):
    """A marked word becomes a link whose title is its entry, with quotation marks and backslashes escaped."""
    monkeypatch.setattr(glossary, "entries", lambda language: {"leaky ReLU": Entry('Says "a\\b".', ("neuron",))})
    text = "A [[leaky ReLU]] or [[leaks|leaky ReLU]]."
    title = r"Says \"a\\b\"."
    assert (
        glossary.explained("en", text)
        == f'A [leaky ReLU](#term-leaky-ReLU "{title}") or [leaks](#term-leaky-ReLU "{title}").'
    )


def test_a_marked_word_outlives_the_joining_of_lines():
    """Claims and challenges are shown as one line."""
    marked = glossary.explained("en", "Each\n[[weight]] counts.")
    assert " ".join(marked.split()) == glossary.explained("en", "Each [[weight]] counts.")


def test_an_unknown_word_is_named():
    with pytest.raises(KeyError, match="wieght"):
        glossary.explained("en", "A [[wieght]].")


@pytest.mark.parametrize("slug", sorted(SLUGS))
def test_the_texts_of_a_page_mark_only_words_of_the_glossary(slug):
    """Each marked word of a page is in the glossary, and no mark is left in its texts."""
    assert not any("[[" in text for text in i18n.sections("en", slug).values())


def test_every_setting_has_a_help_text():
    """A slider whose word nobody explains."""
    fields = [(experiment, name) for experiment in TABLES for name in experiment.model_fields]
    missing = [
        f"{experiment.slug}.{name}" for experiment, name in fields if not glossary.helped("en", experiment, name)
    ]
    assert missing == []


def test_every_help_text_is_about_a_setting():
    """Every help text belongs to a setting that exists, so a renamed field leaves none behind."""
    names = {name for experiment in TABLES for name in experiment.model_fields}
    keys = {f"{experiment.slug}.{name}" for experiment in TABLES for name in experiment.model_fields}
    assert {*glossary.helps("en")} <= names | keys


def options() -> dict[str, tuple]:
    """Return the options of every field that offers some, by its key."""
    fields = {f"{table.slug}.{name}": field for table in TABLES for name, field in table.model_fields.items()}
    return {key: get_args(field.annotation) for key, field in fields.items() if get_origin(field.annotation) is Literal}


@pytest.mark.parametrize("key", options())
def test_options_have_labels_by_which_a_link_finds_them(key):
    """Each option has a label of its own, and a link finds it by that label or, as old links do, by its name."""
    choices = options()[key]
    shown = [labels.label(option, key) for option in choices]
    assert len({*shown}) == len(choices)
    assert [option_of(key, text, choices) for text in shown] == [*choices]
    assert [option_of(key, str(option), choices) for option in choices] == [*choices]


def test_no_label_is_an_identifier():
    """Labels are words, not leaky_relu or x1 for x₁, except for the names of Python in the training loop."""
    fields = [(key, choices) for key, choices in options().items() if key not in ("loop.blank", "lines.topic")]
    shown = {labels.label(option, key) for key, choices in fields for option in choices}
    assert [text for text in shown if re.search(r"_|\b[a-z]+\d", text)] == []


def test_every_label_is_of_an_option():
    known = {name for key, choices in options().items() for option in choices for name in (option, f"{key}={option}")}
    assert labels.LABELS.keys() <= known


def test_the_number_that_a_program_prints_last_has_a_name():
    """Beside the program and in the summary; broken loops, whose last line is a text, name theirs themselves."""
    programs = [table() for table in TABLES if issubclass(table, Settings) and table is not DebuggingSettings]
    assert [one.slug for one in programs if one.program and not labels.headline(one)] == []
    assert {f"{one.slug}.{one.headline}" for one in programs} >= {key for key in labels.HEADLINES if "." in key}


@pytest.mark.parametrize("spelling", ["leaky_relu", "leaky ReLU"])
def test_a_link_may_hold_an_options_own_name_or_its_label(visit, spelling):
    """Links from before options had labels, and links from the address bar."""
    visitor = visit("neuron", {"neuron.activation": spelling})
    assert visitor.value("neuron.activation") == "leaky_relu"
    assert not visitor.app.warning


def test_the_page_shows_all_words_and_finds_some(visit):
    """A reader who looks for one word."""
    visitor = visit("glossary")
    assert all(f"**{term}**" in visitor.text for term in ENTRIES)
    visitor.set("_find", " Padd ")
    shown = re.findall(r"^\*\*(.+)\*\*", visitor.text, re.MULTILINE)
    assert shown[0] == "padding"
    assert 1 <= len(shown) < 5
    visitor.set("_find", "xyzzy")
    assert i18n.sections("en", "glossary")["nothing"] in visitor.text
