"""The summary as a visitor meets it, without a browser."""

from urllib.parse import parse_qs, parse_qsl

import pytest

from mlcore.neuron.settings import NeuronSettings
from mlcore.xor.settings import XorByHandSettings, XorSettings
from pages import TAUGHT
from pages.ui import browser, i18n, progress, question

NEURON, XOR = (next(lesson for lesson in TAUGHT if lesson.slug == slug) for slug in ("neuron", "xor"))


def remember(monkeypatch, **known):
    monkeypatch.setattr(browser, "memory", lambda: browser.BrowserMemory(**known))


def neuron_options():
    return question.parse(i18n.sections("en", "neuron")["predict"])[1]


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
    assert "Right predictions: 1 of 1" in text
    assert progress.learned(TAUGHT[1]) not in text


def test_an_answer_is_kept_back_until_something_is_solved(visit, monkeypatch):
    """The summary shows a prediction without its answer to those who have not solved anything yet."""
    right = next(number for number, option in enumerate(neuron_options()) if option.is_right)
    remember(monkeypatch, answers={"neuron": right})
    text = visit("summary").text
    assert f"You predicted: {neuron_options()[right].text}." in text
    assert "That was right." not in text
    assert question.parse(i18n.sections("en", "neuron")["predict"])[2] not in text
    assert progress.learned(NEURON) not in text


def test_an_answer_that_the_question_does_not_have_is_left_out(visit, monkeypatch):
    """A browser may keep one from an earlier text."""
    remember(monkeypatch, answers={"neuron": 9})
    visitor = visit("summary")
    assert not visitor.app.exception
    assert "You predicted" not in visitor.text


def test_a_challenge_is_summed_up_with_how_it_was_solved(visit, monkeypatch):
    """Settings, the number that came out, and a link that restores them."""
    way = browser.StoredSolution(link="xor.hidden=4&xor.activation=relu", number=0.0123)
    name = next(one.name for one in progress.challenges_of(XOR) if isinstance(one.solution, XorSettings))
    remember(monkeypatch, solved={"xor": [name]}, ways={f"xor--{name}": way})
    visitor = visit("summary")
    (said,) = [line for line in visitor.text.splitlines() if "Your way" in line]
    assert all(words in said for words in ("Hidden units: 4", "ReLU", "the final loss: 0.0123"))
    (link,) = visitor.app.get("page_link")
    assert parse_qs(link.proto.query_string) == {"xor.hidden": ["4"], "xor.activation": ["relu"]}


def test_the_settings_are_written_as_numbers_are_on_paper(visit, monkeypatch):
    """A hyphen is no minus, and nobody types the .0 of −1.0."""
    name = next(one.name for one in progress.challenges_of(XOR) if isinstance(one.solution, XorByHandSettings))
    remember(
        monkeypatch,
        solved={"xor": [name]},
        ways={f"xor--{name}": browser.StoredSolution(link="xor_by_hand.out_b=-1.0")},
    )
    assert "Your way: Bias of y: −1" in visit("summary").text.splitlines()


@pytest.mark.parametrize("link", ["xor.hidden=999", "xor.nothing=1", "%", "xor_by_hand.out_b=0"])
def test_a_way_that_no_longer_leads_there_is_left_out(visit, monkeypatch, link):
    """A range may have become smaller, and a field may have gone."""
    name = next(one.name for one in progress.challenges_of(XOR) if isinstance(one.solution, XorSettings))
    remember(monkeypatch, solved={"xor": [name]}, ways={f"xor--{name}": browser.StoredSolution(link=link)})
    visitor = visit("summary")
    assert not visitor.app.exception
    assert "Your way" not in visitor.text


def test_solving_a_challenge_keeps_the_way(visit):
    """The link's settings and the result's number are what the page shows at that moment."""
    challenge = next(one for one in progress.challenges_of(NEURON) if isinstance(one.solution, NeuronSettings))
    visitor = visit("neuron")
    visitor.answer(challenge.name)
    visitor.move_to(challenge.solution)
    way = visitor.app.session_state["_memory"].ways[f"neuron--{challenge.name}"]
    assert dict(parse_qsl(way.link)).keys() <= {f"neuron.{name}" for name in NeuronSettings.model_fields}
    assert way.number is not None
