"""The debugging lesson as a visitor meets it, without a browser."""

import json
import re

import pytest

from mlcore.common.program import render_program
from mlcore.debugging import picks
from mlcore.debugging.bugs import BUGS, LINES, repair
from mlcore.debugging.settings import DebuggingSettings, PicksState
from pages.lessons.debugging.challenges import CHALLENGES, first_try, helpful
from pages.ui import i18n
from pages.ui.controls import quoted
from tests.support.app import result_of
from tests.support.specs import in_view

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
    return next(n for n, text in enumerate(BUGS[case].broken.splitlines(), 1) if text[:1] > "#" and n != LINES[case])


@pytest.mark.parametrize("case", ["A", "B", "D", "F", "N"])
def test_a_case_shows_the_loop_with_the_bug_and_both_runs(visit, case):
    """The source on the page is the one that ran."""
    visitor = visit("debugging", {**SHORT, "debugging.case": case})
    assert codes(visitor)[0] == render_program(DebuggingSettings(case=case, epochs=10)).text.strip()
    assert not visitor.app.exception
    assert f"Case {case}: both loops over 10 epochs." in visitor.charts[0]
    assert f"Right: line {LINES[case]}" not in visitor.text
    assert "What gave it away." not in visitor.text


@pytest.mark.parametrize("case", BUGS)
def test_the_right_line_brings_the_repair_and_the_explanation(visit, case):
    """Every case has an explanation, and its run has all numbers that the explanation needs."""
    visitor = pick(visit("debugging", SHORT), case, LINES[case])
    assert not visitor.app.exception
    assert f"Right: line {LINES[case]}." in visitor.text
    mended = codes(visitor)[0].splitlines()
    assert {line for line in repair(BUGS[case].broken, BUGS[case].fixed, 0).splitlines() if line[:1] in "+-"} <= set(
        mended
    )
    assert i18n.sections("en", "debugging")[f"name {case}"] in visitor.text
    explanation = next(text.value for text in visitor.app.markdown if "**What gave it away.**" in text.value)
    assert "{{" not in explanation
    assert not re.search(r"[ `]–[ ,.`]", explanation)
    assert "Found: 1 of 14" in visitor.app.get("progress")[0].proto.text


@pytest.mark.parametrize("case", BUGS)
def test_every_other_line_has_a_note(case):
    """Every line that can be picked has a note."""
    notes = re.findall(r"^- `([^`]+)`: \S", i18n.sections("en", "debugging")["lines"], re.MULTILINE)
    lines = {text.strip() for text in BUGS[case].broken.splitlines() if not text.startswith("#")}
    assert lines - {"", BUGS[case].culprit} <= set(notes)


def test_no_note_is_about_a_line_that_does_not_exist():
    notes = re.findall(r"^- `([^`]+)`: ", i18n.sections("en", "debugging")["lines"], re.MULTILINE)
    lines = {text.strip() for bug in BUGS.values() for text in (bug.fixed + bug.broken).splitlines()}
    assert len(notes) == len(set(notes))
    assert set(notes) <= lines


def test_a_wrong_line_is_explained_and_another_one_can_be_picked(visit):
    """The page says what the picked line does."""
    visitor = pick(visit("debugging", SHORT), "A", 54)
    assert BUGS["A"].broken.splitlines()[53].strip() == "optimizer.step()"
    assert "Line 54 is fine: `optimizer.step()`" in visitor.text
    assert "Moves the weights along the gradients" in visitor.text
    assert "What gave it away." not in visitor.text
    assert "Found: 0 of 14" in visitor.app.get("progress")[0].proto.text
    assert visitor.value("picks.lines") == "A54"
    assert visitor.value("picks.misses") == "A1"
    assert "Right: line 49.** Gradients cleared once an epoch (found with 2 tries)." in pick(visitor, "A", 49).text
    assert visitor.value("picks.lines") == "A49"
    assert visitor.value("picks.misses") == "A1"


def test_solved_cases_have_names_and_the_others_keep_theirs(visit):
    """The list names the bugs that were found or shown and hides the others, because a bug's name is the answer."""
    link = {**SHORT, "picks.lines": f"A{LINES['A']}.B{another_line('B')}.C0", "picks.misses": "B3"}
    rows = visit("debugging", link).tables[-1]
    assert [row["bug"] for row in rows if row["bug"] != "?"] == [
        "Gradients cleared once an epoch",
        "A sum that is never reset",
    ]
    assert [row["you"] for row in rows][:4] == ["found at the first try", "open, wrong picks: 3", "shown", "open"]


def test_the_line_that_an_error_points_at_is_not_always_the_wrong_one(visit):
    """A hint says that the error appears in another line than its cause."""
    visitor = visit("debugging", {**SHORT, "debugging.case": "I"})
    traceback = next(code for code in codes(visitor) if code.startswith("Traceback"))
    assert traceback.splitlines()[-1] == "TypeError: 'str' object is not callable"
    assert "Python noticed the trouble here." in pick(visitor, "I", 31).text
    assert "Python noticed the trouble here." not in pick(visitor, "I", 24).text


def test_a_warning_of_pytorch_reaches_the_learner(visit):
    """The warning is on the page."""
    visitor = visit("debugging", {**SHORT, "debugging.case": "F"})
    assert any(code.startswith("Using a target size (torch.Size([16]))") for code in codes(visitor))


def test_a_case_whose_answer_was_shown_is_not_found(visit):
    """Show me does not count as found."""
    visitor = visit("debugging", SHORT).press("_show.A")
    assert "It is line 49." in visitor.text
    assert "What gave it away." in visitor.text
    assert "Found: 0 of 14" in visitor.app.get("progress")[0].proto.text
    assert visitor.value("picks.lines") == "A0"


def test_a_case_that_was_shown_can_be_named_after_all_but_not_at_the_first_try(visit):
    """A case whose answer was shown can still be found, at the second try, so no challenge becomes impossible."""
    visitor = visit("debugging", {**SHORT, "debugging.case": "B"}).press("_show.B")
    assert "The answer to case B was shown to you" in visitor.note("crashes")
    visitor.press("_again.debugging")
    assert "It is line" not in visitor.text
    assert visitor.note("crashes") == "Found of these: 0. There are more."
    assert "(found with 2 tries)" in pick(visitor, "B", LINES["B"]).text
    assert visitor.note("crashes") == "Found of these: 1. There are more."


def test_too_many_wrong_picks_for_six_first_tries_are_told():
    """When only five cases are left for six first tries, the note says *Start over*; with six it counts on."""
    settings = PicksState(misses="A1.B2.C1.D1.E1.F1", lines="G0.H0.I0")
    said = in_view(first_try, settings, picks.run(settings))
    assert "press *Start over*" in said
    settings = PicksState(misses="A1.B2.C1.D1.E1.F1", lines="G0.H0")
    assert in_view(first_try, settings, picks.run(settings)) == (
        "0 of 6 found at the first try. Each pick has to be right from now on."
    )


def test_the_next_case_is_one_that_is_still_open(visit):
    """The button skips cases that are done."""
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
    assert visitor.value("picks.lines") == visitor.value("picks.misses") == ""
    assert "Found: 0 of 14" in visitor.app.get("progress")[0].proto.text


def test_a_pick_is_kept_while_other_cases_are_looked_at(visit):
    """The picked line is still there after a look at another case."""
    visitor = pick(visit("debugging", SHORT), "A", 54)
    visitor.set("debugging.case", "C").set("debugging.case", "A")
    assert visitor.value("_line.A") == 54
    assert "Line 54 is fine" in visitor.text
    visitor.go("home").go("debugging")
    assert visitor.value("debugging.case") == "A"


def test_a_link_restores_case_run_and_picks(visit):
    link = {"debugging.case": "H", "debugging.seed": "3", "debugging.epochs": "20", "picks.lines": "H6.A49"}
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
        ("picks.misses", "A1.A2"),
        ("debugging.case", "Z"),
        ("debugging.case", ""),
        ("debugging.learning_rate", "nan"),
        ("debugging.epochs", "41"),
    ],
    ids=lambda text: text[:20],
)
def test_a_bad_link_is_named_and_breaks_nothing(visit, key, text):
    """The page names the wrong parameter and shows the default case."""
    visitor = visit("debugging", {**SHORT, key: text} if key != "debugging.epochs" else {key: text})
    assert not visitor.app.exception
    (warning,) = [warning.value for warning in visitor.app.warning]
    assert quoted(f"{key}={text[:40]}") in warning
    epochs = 40 if key == "debugging.epochs" else 10
    assert codes(visitor)[0] == render_program(DebuggingSettings(epochs=epochs)).text.strip()
    assert len(visitor.charts) == 1


def test_a_crash_ends_the_download_with_the_error_on_the_page(visit):
    visitor = visit("debugging", {**SHORT, "debugging.case": "E"})
    assert "the error that ends it" in visitor.text
    assert visitor.number.startswith("TypeError: MLPModel.__init__() got")


def test_a_learning_rate_that_is_far_too_large_breaks_nothing(visit):
    """Both loops diverge; the page still explains the case."""
    visitor = visit("debugging", {**SHORT, "debugging.learning_rate": "100.0", "picks.lines": f"A{LINES['A']}"})
    assert not visitor.app.exception
    assert "nan" in visitor.number
    assert "Right: line 49." in visitor.text
    assert visitor.answer("helpful").note("helpful") == "The run diverged: choose a smaller learning rate."


def test_no_challenge_is_solved_by_opening_the_page(visit):
    """The defaults solve none."""
    visitor = visit("debugging")
    assert all(visitor.note(challenge.name) not in ("", "Solved") for challenge in CHALLENGES)


@every_challenge
def test_a_challenge_is_solved_by_its_solution(visit, challenge):
    """It is open at the defaults, says what is missing, and is solved by its solution."""
    visitor = visit("debugging").answer(challenge.name)
    assert visitor.note(challenge.name) not in ("", "Solved")
    for name, value in challenge.solution.changed().items():
        visitor.set(f"{challenge.solution.slug}.{name}", value)
    assert visitor.note(challenge.name) == "Solved"


@every_challenge
def test_a_link_to_the_solution_solves_nothing(visit, challenge):
    """A challenge needs a change by the visitor."""
    changed = challenge.solution.changed().items()
    visitor = visit("debugging", {f"{challenge.solution.slug}.{name}": str(value) for name, value in changed})
    visitor.answer(challenge.name)
    assert visitor.note(challenge.name) == "This was so when you opened the page: change something yourself."


def test_three_names_are_found_by_picking_them(visit):
    """Picks on the page count, not only picks in a link."""
    visitor = visit("debugging", SHORT)
    for case in "ADE":
        assert visitor.note("three") != "Solved"
        pick(visitor, case, LINES[case])
    assert visitor.note("three") == "Solved"
    assert visitor.note("crashes") == "Found of these: 1. There are more."


def test_a_case_found_after_a_wrong_pick_is_not_found_at_the_first_try(visit):
    visitor = visit("debugging", SHORT)
    for case in "ABCDEG":
        if case == "B":
            pick(visitor, case, another_line(case))
        pick(visitor, case, LINES[case])
    assert "5 of 6 found at the first try." in visitor.note("first-try")
    assert pick(visitor, "F", LINES["F"]).note("first-try") == "Solved"


def test_a_case_that_is_not_the_challenges_own_does_not_solve_it(visit):
    """Runs of other cases do not solve a challenge and raise no error."""
    for case in ("B", "M"):
        visitor = visit("debugging", SHORT).set("debugging.case", case).answer("helpful")
        assert visitor.note("helpful") == "Choose case A."


def test_the_prose_names_as_many_cases_as_there_are():
    """The numbers of cases in the prose are those of the bugs."""
    prose = json.dumps(i18n.sections("en", "debugging"))
    assert len(BUGS) == 14
    assert "fourteen" in prose
    assert sum(bug.shows == "crash" for bug in BUGS.values()) == 4
    assert sum(bug.shows == "silent" for bug in BUGS.values()) == 3


def test_a_lucky_seed_makes_no_bug_an_improvement():
    said = in_view(helpful, DebuggingSettings(case="A", seed=1), None)
    assert said == "Another seed is luck: take seed 0 again."
