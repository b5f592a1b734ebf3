"""The front page as a visitor meets it, without a browser."""

from pages import LESSONS
from pages.lessons.home.charts.timeline import EVENTS
from pages.lessons.neuron.challenges import CHALLENGES as NEURON
from pages.lessons.xor.challenges import CHALLENGES
from pages.ui import browser


def test_a_year_shows_what_happened_in_it_and_leads_to_the_lesson(visit):
    """Each event shows its text."""
    visitor = visit("home", {"home.year": "1969"})
    assert "Marvin Minsky and Seymour Papert" in visitor.text
    assert any("1969 is marked: Perceptrons" in words for words in visitor.charts)
    visitor.set("home.year", 1989)
    assert "George Cybenko" in visitor.text
    assert "zip codes" in visitor.text


def test_every_event_has_its_sentence_and_a_lesson(visit):
    slugs = {lesson.slug for lesson in LESSONS}
    visitor = visit("home")
    for event in EVENTS:
        assert event.lesson in slugs
        visitor.set("home.year", event.year)
        assert f"{event.year} · {event.name}" in visitor.text


def test_solved_challenges_show_on_the_front_page(visit):
    """The card of a lesson counts its solved challenges."""
    visitor = visit("xor")
    visitor.set("xor_by_hand.out_b", -1.5)
    visitor.go("home")
    assert f"1 of {len(CHALLENGES)} challenges solved" in visitor.text


def test_the_front_page_shows_a_network_that_learns(visit):
    """The first thing to see is a run, with the same numbers as its lesson."""
    front, lesson = visit("home"), visit("xor")
    (words,) = [words for words in front.charts if "learning XOR" in words]
    assert words in lesson.charts


def test_the_one_button_leads_to_the_first_lesson_that_is_not_done(visit, monkeypatch):
    """Who comes back would be sent to the beginning, or start with nothing to start."""
    assert "Start: What one neuron computes" in links(visit("home"))
    solved = {"neuron": [challenge.name for challenge in NEURON]}
    monkeypatch.setattr(browser, "memory", lambda: browser.Memory(solved=solved))
    assert "Continue: Four points, one line" in links(visit("home"))


def links(visitor) -> str:
    """Return the labels of the page's links."""
    return "\n".join(link.proto.label for link in visitor.app.get("page_link"))
