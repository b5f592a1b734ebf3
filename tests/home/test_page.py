"""The front page as a visitor meets it, without a browser."""

from pages import LESSONS, TAUGHT
from pages.lessons.home.charts.timeline import EVENTS
from pages.lessons.home.path import STOPS
from pages.lessons.neuron.challenges import CHALLENGES as NEURON
from pages.lessons.xor.challenges import CHALLENGES
from pages.ui import browser, progress


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
    visitor = visit("xor").answer("by-hand")
    visitor.set("xor_by_hand.out_b", -1.5)
    visitor.go("home")
    assert f"1 of {len(CHALLENGES)} challenges solved" in visitor.text


def test_the_front_page_shows_a_network_that_learns(visit):
    """The first thing to see is a run, with the same numbers as its lesson."""
    front, lesson = visit("home"), visit("xor")
    (words,) = [words for words in front.charts if "learning XOR" in words]
    assert words in lesson.charts


def test_the_one_button_leads_to_the_first_lesson_that_is_not_done(visit, monkeypatch):
    """The button starts the first lesson, and for those who come back it continues with the first open one."""
    assert "Start: What one neuron computes" in links(visit("home"))
    solved = {"neuron": [challenge.name for challenge in NEURON]}
    monkeypatch.setattr(browser, "memory", lambda: browser.BrowserMemory(solved=solved))
    assert "Continue: Four points, one line" in links(visit("home"))


def test_each_stop_of_the_short_way_opens_its_tab(visit):
    """The link of each stop opens the tab of the right experiment and brings no warning."""
    for stop in STOPS:
        visitor = visit(stop.slug, stop.link)
        assert not visitor.app.warning
        key, state = f"_opened_tab.{stop.slug}", visitor.app.session_state
        has_tabs = stop.slug != "logic_gates"  # a page with one experiment
        assert (key in state) == has_tabs
        assert not has_tabs or state[key] == {"regression": 1}.get(stop.slug, 0)


def test_a_stop_is_done_when_a_challenge_about_its_experiment_is_solved(visit, monkeypatch):
    """Challenges of other tabs do not count."""
    remember(monkeypatch, regression=["tame"], xor=["by-hand"])
    visitor = visit("home")
    assert f"1 of {len(STOPS)} stops done" in visitor.text
    remember(monkeypatch, regression=["follow"], xor=["by-hand"])
    assert f"2 of {len(STOPS)} stops done" in visit("home").text


def test_the_end_of_the_short_way_says_what_was_learned(visit, monkeypatch):
    """One sentence a page; before the end there is none."""
    every = {lesson.slug: [challenge.name for challenge in progress.challenges_of(lesson)] for lesson in TAUGHT}
    remember(monkeypatch, **{stop.slug: every[stop.slug] for stop in STOPS})
    text = visit("home").text
    assert text.count("You have come to the end of this way.") == 1
    assert all(text.count(progress.learned(stop.lesson)) == 1 for stop in STOPS)
    remember(monkeypatch, **every)
    text = visit("home").text
    assert text.count("You have come to the end of this way.") == 2
    assert all(progress.learned(lesson) in text for lesson in TAUGHT)
    remember(monkeypatch)
    assert "You have come to the end" not in visit("home").text


def remember(monkeypatch, **solved):
    """Let the browser remember these solved challenges."""
    monkeypatch.setattr(browser, "memory", lambda: browser.BrowserMemory(solved=solved))


def links(visitor) -> str:
    """Return the labels of the page's links."""
    return "\n".join(link.proto.label for link in visitor.app.get("page_link"))
