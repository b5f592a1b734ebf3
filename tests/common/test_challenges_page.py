"""Hints, and the test set of a run, on the pages of a visitor."""

import pytest

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
