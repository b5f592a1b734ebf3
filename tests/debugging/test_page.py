"""The debugging lesson as a visitor meets it, without a browser."""

import json
import re

import pytest

from mlcore.debugging.bugs import BUGS, LINES
from mlcore.debugging.settings import DebuggingSettings
from pages.lessons.debugging.challenges import CHALLENGES
from pages.ui import i18n
from tests.support.app import result_of

SHORT = {"debugging.epochs": "10"}
every_challenge = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)


def codes(visitor) -> list[str]:
    return [code.value for code in visitor.app.get("code")]


def pick(visitor, case: str, line: int):
    """Choose a case and pick a line of it."""
    if visitor.value("debugging.case") != case:
        visitor.set("debugging.case", case)
    return visitor.set(f"_line.{case}", line)


def another_line(case: str) -> int:
    """Return a line of a case that is not the wrong one."""
    return next(n for n, text in enumerate(BUGS[case].broken.splitlines(), 1) if text.strip() and n != LINES[case])


@pytest.mark.parametrize("case", ["A", "B", "D", "F", "N"])
def test_a_case_shows_the_loop_with_the_bug_and_both_runs(visit, case):
    """The learner would read another loop than the one that ran."""
    visitor = visit("debugging", {**SHORT, "debugging.case": case})
    assert codes(visitor)[0] == BUGS[case].broken.strip()
    assert not visitor.app.exception
    assert f"Case {case}: both loops over 10 epochs." in visitor.charts[0]
    assert f"Right: line {LINES[case]}" not in visitor.text
    assert "What gave it away." not in visitor.text


@pytest.mark.parametrize("case", BUGS)
def test_the_right_line_brings_the_repair_and_the_explanation(visit, case):
    """A case without its prose, or a number that the run does not have, would raise or show a dash."""
    visitor = pick(visit("debugging", SHORT), case, LINES[case])
    assert not visitor.app.exception
    assert f"Right: line {LINES[case]}." in visitor.text
    assert BUGS[case].diff() in codes(visitor)
    explanation = next(text.value for text in visitor.app.markdown if "**What gave it away.**" in text.value)
    assert "{{" not in explanation
    assert not re.search(r"[ `]–[ ,.`]", explanation)
    assert "Found: 1 of 14" in visitor.app.get("progress")[0].proto.text


@pytest.mark.parametrize("case", BUGS)
def test_every_other_line_has_a_note(case):
    """Whoever picks a line that nobody thought of would meet a KeyError."""
    notes = re.findall(r"^- `([^`]+)`: \S", i18n.sections("en", "debugging")["lines"], re.MULTILINE)
    lines = {text.strip() for text in BUGS[case].broken.splitlines()} - {"", BUGS[case].culprit}
    assert lines <= set(notes)


def test_no_note_is_about_a_line_that_does_not_exist():
    notes = re.findall(r"^- `([^`]+)`: ", i18n.sections("en", "debugging")["lines"], re.MULTILINE)
    lines = {text.strip() for bug in BUGS.values() for text in (bug.fixed + bug.broken).splitlines()}
    assert len(notes) == len(set(notes))
    assert set(notes) <= lines


def test_a_wrong_line_is_explained_and_another_one_can_be_picked(visit):
    """A learner who is told no more than "wrong" only guesses on."""
    visitor = pick(visit("debugging", SHORT), "A", 42)
    assert BUGS["A"].broken.splitlines()[41].strip() == "optimizer.step()"
    assert "Line 42 is fine: `optimizer.step()`" in visitor.text
    assert "Moves the weights along the gradients" in visitor.text
    assert "What gave it away." not in visitor.text
    assert "Found: 0 of 14" in visitor.app.get("progress")[0].proto.text
    assert visitor.value("picks.lines") == "A42"
    assert "Right: line 37." in pick(visitor, "A", 37).text
    assert visitor.value("picks.lines") == "A37"


def test_the_line_that_an_error_points_at_is_not_always_the_wrong_one(visit):
    """The traceback is the lesson: it names where the trouble was noticed."""
    visitor = visit("debugging", {**SHORT, "debugging.case": "I"})
    traceback = next(code for code in codes(visitor) if code.startswith("Traceback"))
    assert traceback.splitlines()[-1] == "TypeError: 'str' object is not callable"
    assert "Python noticed the trouble here." in pick(visitor, "I", 17).text
    assert "Python noticed the trouble here." not in pick(visitor, "I", 9).text


def test_a_warning_of_pytorch_reaches_the_learner(visit):
    """It would go to the server's console."""
    visitor = visit("debugging", {**SHORT, "debugging.case": "F"})
    assert any(code.startswith("Using a target size (torch.Size([16]))") for code in codes(visitor))


def test_whoever_looks_an_answer_up_has_not_found_it(visit):
    """Show me would count."""
    visitor = visit("debugging", SHORT).press("_show.A")
    assert "It is line 37." in visitor.text
    assert "What gave it away." in visitor.text
    assert "Found: 0 of 14" in visitor.app.get("progress")[0].proto.text
    assert visitor.value("picks.lines") == "A0"


def test_the_next_case_is_one_that_is_still_open(visit):
    """The button would lead to a case that is done, or to none."""
    link = {**SHORT, "picks.lines": f"A{LINES['A']}.B{another_line('B')}.C0"}
    visitor = visit("debugging", link).press("_next.debugging")
    assert visitor.value("debugging.case") == "B"
    visitor.press("_show.B").press("_next.debugging")
    assert visitor.value("debugging.case") == "D"


def test_when_all_cases_are_done_one_can_start_over(visit):
    everything = ".".join(f"{case}{line}" for case, line in LINES.items())
    visitor = visit("debugging", {**SHORT, "picks.lines": everything})
    assert "Found: 14 of 14" in visitor.app.get("progress")[0].proto.text
    visitor.press("_next.debugging")
    assert visitor.value("picks.lines") == ""
    assert "Found: 0 of 14" in visitor.app.get("progress")[0].proto.text


def test_a_pick_is_kept_while_other_cases_are_looked_at(visit):
    """Coming back to a case, the learner would not know what was tried."""
    visitor = pick(visit("debugging", SHORT), "A", 42)
    visitor.set("debugging.case", "C").set("debugging.case", "A")
    assert visitor.value("_line.A") == 42
    assert "Line 42 is fine" in visitor.text
    visitor.go("home").go("debugging")
    assert visitor.value("debugging.case") == "A"


def test_a_link_restores_case_run_and_picks(visit):
    link = {"debugging.case": "H", "debugging.seed": "3", "debugging.epochs": "20", "picks.lines": "H6.A37"}
    visitor = visit("debugging", link)
    assert visitor.value("_line.H") == 6
    assert "Found: 1 of 14" in visitor.app.get("progress")[0].proto.text
    assert visitor.number == result_of(DebuggingSettings(case="H", seed=3, epochs=20)).broken.reported
    assert not visitor.app.warning


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("picks.lines", "A99"),
        ("picks.lines", "A1.A2"),
        ("picks.lines", "`<script>"),
        ("picks.lines", "A1" * 500),
        ("picks.wrong", "A1"),
        ("debugging.case", "Z"),
        ("debugging.case", ""),
        ("debugging.learning_rate", "nan"),
        ("debugging.epochs", "41"),
    ],
    ids=lambda text: text[:20],
)
def test_a_bad_link_is_named_and_breaks_nothing(visit, key, text):
    """A link with a typing error would raise, or end on a page without a loop."""
    visitor = visit("debugging", {**SHORT, key: text} if key != "debugging.epochs" else {key: text})
    assert not visitor.app.exception
    (warning,) = [warning.value for warning in visitor.app.warning]
    assert f"`{key}={text[:40]}`" in warning
    assert codes(visitor)[0] == BUGS["A"].broken.strip()
    assert len(visitor.charts) == 1


def test_a_crash_ends_the_download_with_the_error_on_the_page(visit):
    visitor = visit("debugging", {**SHORT, "debugging.case": "E"})
    assert "the error that ends it" in visitor.text
    assert visitor.number.startswith("TypeError: MLPModel.__init__() got")


def test_a_learning_rate_that_is_far_too_large_breaks_nothing(visit):
    """Both loops diverge: the page must still stand, with every case explained."""
    visitor = visit("debugging", {**SHORT, "debugging.learning_rate": "100.0", "picks.lines": f"A{LINES['A']}"})
    assert not visitor.app.exception
    assert "nan" in visitor.number
    assert "Right: line 37." in visitor.text
    assert visitor.note("helpful")


def test_no_challenge_is_solved_by_opening_the_page(visit):
    """The defaults would solve one."""
    assert f"0 of {len(CHALLENGES)} solved" in visit("debugging").text


@every_challenge
def test_a_challenge_is_solved_by_its_solution(visit, challenge):
    """Nobody could solve it; or it would not say what is missing."""
    visitor = visit("debugging")
    assert visitor.note(challenge.name) not in ("", "Solved")
    for name, value in challenge.solution.changed().items():
        visitor.set(f"{challenge.solution.slug}.{name}", value)
    assert visitor.note(challenge.name) == "Solved"


@every_challenge
def test_a_link_to_the_solution_solves_nothing(visit, challenge):
    """Whoever opens a friend's link would have solved it without doing anything."""
    changed = challenge.solution.changed().items()
    visitor = visit("debugging", {f"{challenge.solution.slug}.{name}": str(value) for name, value in changed})
    assert visitor.note(challenge.name) == "This was so when you opened the page: change something yourself."


def test_three_names_are_found_by_picking_them(visit):
    """The challenge would only look at a link, not at what the learner does on the page."""
    visitor = visit("debugging", SHORT)
    for case in "ADE":
        assert visitor.note("three") != "Solved"
        pick(visitor, case, LINES[case])
    assert visitor.note("three") == "Solved"
    assert "1 of 4 found." in visitor.note("crashes")


def test_a_case_that_is_not_the_challenges_own_does_not_solve_it(visit):
    """Any run whose loss happens to be lower would do, or a crash without a loss would raise."""
    for case in ("B", "M"):
        visitor = visit("debugging", SHORT).set("debugging.case", case)
        assert visitor.note("helpful") == "Choose case A."
        assert visitor.note("flattering") == "Choose case H."


def test_the_prose_names_as_many_cases_as_there_are():
    """A case that is added would make the page's own counting wrong."""
    prose = json.dumps(i18n.sections("en", "debugging"))
    assert len(BUGS) == 14
    assert "fourteen" in prose
    assert sum(bug.shows == "crash" for bug in BUGS.values()) == 4
    assert sum(bug.shows == "silent" for bug in BUGS.values()) == 3
