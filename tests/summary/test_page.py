"""The summary as a visitor meets it, without a browser."""

from pages import TAUGHT
from pages.ui import browser, i18n, progress
from pages.ui.lesson import parse_question

NEURON = next(lesson for lesson in TAUGHT if lesson.slug == "neuron")


def remember(monkeypatch, **known):
    monkeypatch.setattr(browser, "memory", lambda: browser.Memory(**known))


def neuron_options():
    return parse_question(i18n.sections("en", "neuron")["predict"])[1]


def test_a_new_visitor_is_told_where_to_begin(visit):
    assert "There is nothing to sum up yet." in " ".join(info.value for info in visit("summary").app.info)


def test_solved_challenges_and_predictions_are_summed_up(visit, monkeypatch):
    """Only pages that were begun, each with its sentence."""
    first, *_ = progress.challenges_of(NEURON)
    right = next(number for number, option in enumerate(neuron_options()) if option.is_right)
    remember(monkeypatch, solved={"neuron": [first.name]}, answers={"neuron": right})
    text = visit("summary").text
    assert progress.learned(NEURON) in text
    assert " ".join(i18n.sections("en", "neuron")[f"challenge {first.name}"].split()) in text
    assert "That was right." in text
    assert "1 of 1 predictions were right" in text
    assert progress.learned(TAUGHT[1]) not in text


def test_an_answer_is_kept_back_until_something_is_solved(visit, monkeypatch):
    """Whoever has only predicted would read the answer here before the experiment."""
    right = next(number for number, option in enumerate(neuron_options()) if option.is_right)
    remember(monkeypatch, answers={"neuron": right})
    text = visit("summary").text
    assert f"You predicted: {neuron_options()[right].text}." in text
    assert "That was right." not in text
    assert parse_question(i18n.sections("en", "neuron")["predict"])[2] not in text
    assert progress.learned(NEURON) not in text


def test_an_answer_that_the_question_does_not_have_is_left_out(visit, monkeypatch):
    """A browser may keep one from an earlier text."""
    remember(monkeypatch, answers={"neuron": 9})
    visitor = visit("summary")
    assert not visitor.app.exception
    assert "You predicted" not in visitor.text
