"""The bugs of the debugging lesson: each is a small edit that fits, and its line is the one that it made wrong."""

import ast
import subprocess
import sys
from difflib import unified_diff
from typing import get_args

import pytest

from mlcore.common.program import render_program
from mlcore.debugging.bugs import BUGS, LINES, Bug, apply_edit, repair
from mlcore.debugging.picks import run
from mlcore.debugging.settings import DebuggingSettings, PicksState

every_case = pytest.mark.parametrize("case", BUGS)


def changed(bug: Bug) -> tuple[list[str], list[str]]:
    """Return the lines that only the fixed, and that only the broken source has."""
    lines = list(unified_diff(bug.fixed.splitlines(), bug.broken.splitlines(), n=0, lineterm=""))[2:]
    return [line[1:] for line in lines if line[0] == "-"], [line[1:] for line in lines if line[0] == "+"]


@every_case
def test_an_edit_changes_one_line_and_leaves_valid_python(case):
    """Each edit changes exactly one line, and its source compiles."""
    gone, come = changed(BUGS[case])
    assert len(gone) <= 1
    assert len(come) <= 1
    assert gone + come
    ast.parse(BUGS[case].broken)


@every_case
def test_the_programs_that_are_edited_are_those_with_the_default_settings(case):
    """Other settings change numbers in them, and no line moves."""
    assert BUGS[case].fixed == render_program(DebuggingSettings(case=case), edited=False).text
    assert BUGS[case].broken == render_program(DebuggingSettings(case=case)).text
    other = render_program(DebuggingSettings(case=case, learning_rate=0.002, epochs=80, seed=17)).text
    lines = list(unified_diff(BUGS[case].broken.splitlines(), other.splitlines(), n=0, lineterm=""))[2:]
    assert [line for line in lines if line[0] == "+"] == ["+LEARNING_RATE = 0.002", "+EPOCHS = 80", "+SEED = 17"]
    assert len(BUGS[case].broken.splitlines()) == len(other.splitlines())


@every_case
def test_an_edit_fits_the_notebook_too(case):
    bug = BUGS[case]
    assert apply_edit(
        render_program(DebuggingSettings(case=case), edited=False, notebook=True).text, bug.find, bug.replace
    )


def test_picks_of_an_earlier_text_are_read_and_not_right():
    """Links and browsers may still hold the picks that were right when a program had other lines."""
    old = "A37.B32.C35.D18.E29.F39.G42.H54.I14.J41.K22.L41.M38.N43"
    assert run(PicksState(lines=old)).found == []


@every_case
def test_the_wrong_line_is_the_changed_one(case):
    """The right answer is the line that differs."""
    bug = BUGS[case]
    (wrong,) = changed(bug)[1] or [next(line for line in bug.broken.splitlines() if line.strip() == bug.culprit)]
    assert bug.broken.splitlines()[LINES[case] - 1] == wrong
    assert bug.broken.count(wrong) == 1


def test_only_where_a_line_is_missing_another_line_stands_for_it():
    """In case G a line is missing: the answer is the first line that reads the variable."""
    assert [case for case, bug in BUGS.items() if not changed(bug)[1]] == ["G"]
    assert BUGS["G"].broken.splitlines()[LINES["G"] - 1].strip().startswith("train_loss +=")


@every_case
def test_a_diff_repairs_the_loop(case):
    """The diff is the edit in reverse."""
    gone, come = changed(BUGS[case])
    lines = repair(BUGS[case].broken, BUGS[case].fixed, 1).splitlines()
    assert [line[1:] for line in lines if line.startswith("-")] == come
    assert [line[1:] for line in lines if line.startswith("+")] == gone
    assert len(lines) <= 8


def test_every_case_can_be_chosen():
    assert set(BUGS) == set(get_args(DebuggingSettings.model_fields["case"].annotation))


@pytest.mark.parametrize(
    ("find", "replace", "reason"),
    [("b", "c", "'b' 2 times"), ("z", "c", "'z' 0 times"), ("", "c", "'' "), ("a", "a", "must differ")],
)
def test_an_edit_that_does_not_fit_is_refused(find, replace, reason):
    """An edit whose text is not in the loop raises an error, so that no loop runs without its bug."""
    with pytest.raises(ValueError, match=reason):
        apply_edit("abb", find, replace)


def test_a_culprit_that_is_not_one_line_is_refused():
    bug = Bug("regression", "curve", "hid_dim=16)", "hid_dim=4)", "self.act = nn.Sigmoid()")
    with pytest.raises(ValueError, match=r"culprit must be one line .* 'self\.act = nn\.Sigmoid\(\)' in lines \[\]"):
        _ = bug.line


def test_showing_a_loop_imports_no_torch():
    """The page shows the source in the app's own process, which must never import torch."""
    code = "import sys; from mlcore.debugging import bugs, picks; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_picks_are_judged_case_by_case():
    """The right line of one case is not right in another."""
    right, other = LINES["A"], LINES["C"]
    assert right != other
    result = run(PicksState(lines=f"A{right}.B{right}.C0.D{LINES['D']}"))
    assert (result.found, result.shown) == (["A", "D"], ["C"])
    assert run(PicksState()).found == []


def test_a_new_pick_takes_the_place_of_the_one_before():
    """A case has one pick in the link."""
    picks = PicksState(lines="C3.A7")
    assert picks.by_case == {"C": 3, "A": 7}
    assert picks.picking("A", 12) == "A12.C3"
    assert picks.picking("B", 0) == "A7.B0.C3"


def test_the_picks_of_all_cases_fit():
    text = ".".join(f"{case}{line}" for case, line in LINES.items())
    assert run(PicksState(lines=text)).found == list(BUGS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A99", "case A has lines 1 to 67, got 99"),
        ("A1.A2", "each case may stand there once"),
        ("Z1", "pattern"),
        ("A", "pattern"),
        ("A1.", "pattern"),
        ("A-1", "pattern"),
        ("a1", "pattern"),
        ("A1 B2", "pattern"),
        (".".join(["A1"] * 30), "at most 60"),
    ],
)
def test_picks_that_mean_nothing_are_refused(text, reason):
    """Wrong texts in a link are refused."""
    with pytest.raises(ValueError, match=reason):
        PicksState(lines=text)
