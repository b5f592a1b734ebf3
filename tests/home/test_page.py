"""The front page as a visitor meets it, without a browser."""

from pages import LESSONS
from pages.lessons.home.charts.timeline import EVENTS
from pages.lessons.xor.challenges import CHALLENGES


def test_a_year_shows_what_happened_in_it_and_leads_to_the_lesson(visit):
    """Each event shows its text."""
    visitor = visit("home", {"home.year": "1969"})
    assert "Marvin Minsky and Seymour Papert" in visitor.text
    assert "1969 is marked: Perceptrons" in visitor.charts[0]
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
