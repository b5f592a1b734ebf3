"""Scripts and style sheets of our own, on browsers that are some years old."""

import re

import pytest

from tests.support.app import ROOT

SCRIPTS = sorted((ROOT / "pages").rglob("*.js"))
SHEETS = sorted((ROOT / "pages").rglob("*.css"))


def name(path) -> str:
    return path.name


@pytest.mark.parametrize("path", [*SCRIPTS, *SHEETS], ids=name)
def test_no_pattern_looks_behind(path):
    """A syntax error in Safari before 16.4, which leaves out the whole script."""
    assert not re.search(r"\(\?<[=!]", path.read_text(encoding="utf-8"))


def rules(path) -> list[str]:
    """Return the innermost blocks of a style sheet."""
    return re.findall(r"\{([^{}]*)\}", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_colour_by_theme_has_a_plain_one_before_it(path):
    """Each ``light-dark`` colour has a plain one before it, for browsers that do not know it (before 2024)."""
    for rule in rules(path):
        lines = [line.partition(":") for line in rule.split(";") if ":" in line]
        for number, (name, _, value) in enumerate(lines):
            if "light-dark(" in value:
                before = [value for earlier, _, value in lines[:number] if earlier.strip() == name.strip()]
                assert before, f"{name.strip()}:{value}"
                assert "light-dark(" not in before[-1]


def test_controls_that_play_no_part_are_out_of_sight_without_has():
    """Controls that do nothing are hidden, also by browsers that do not know ``:has`` (before 2022 to 2023)."""
    sheet = (ROOT / "pages/ui/style.css").read_text(encoding="utf-8")
    assert re.search(r'^\[class\*="st-key-_aside"\] \{\s*display: none;', sheet, re.MULTILINE)
