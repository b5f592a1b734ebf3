"""Hints, and the test set of a run, on the pages of a visitor."""

import pytest

from pages.lessons.downhill.challenges import CHALLENGES
from pages.ui import i18n


@pytest.fixture
def hints(monkeypatch):
    """Two hints for a challenge of the XOR lesson."""
    read = i18n.sections
    hints = {"hint by-hand": "- Look at\n  the ring.\n- Which of the three numbers moves the cut?"}
    monkeypatch.setattr(i18n, "sections", lambda code, slug: read(code, slug) | (hints if slug == "xor" else {}))


def test_hints_come_one_by_one_when_they_are_asked_for(visit, hints):
    """A hint that stands there from the start is no hint, and one that nobody can ask for is none either."""
    visitor = visit("xor")
    assert "the ring" not in visitor.text
    visitor.press("_ask_hints.xor.by-hand")
    assert "- Look at the ring." in visitor.text
    assert "Which of the three" not in visitor.text
    visitor.press("_ask_hints.xor.by-hand")
    assert "Which of the three" in visitor.text
    assert "_ask_hints.xor.by-hand" not in {button.key for button in visitor.app.button}


def test_a_challenge_stays_in_sight_when_it_has_been_solved(visit):
    """The browser says what it has chosen by its label: one that changed would lose the choice."""
    visitor = visit("downhill")
    solutions = {challenge.name: challenge.solution for challenge in CHALLENGES}
    (chooser,) = [group for group in visitor.app.get("button_group") if "bounce" in group.key.split(".")]
    chooser.set_value("bounce")
    visitor.settle()
    visitor.move_to(solutions["bounce"])
    visitor.settle()
    (chooser,) = [group for group in visitor.app.get("button_group") if "bounce" in group.key.split(".")]
    assert chooser.value == "bounce"
    assert chooser.options == ["1", "2", "3"]
    assert visitor.note("bounce") == "Solved"
    assert ":green[✓ 2]" in visitor.text
