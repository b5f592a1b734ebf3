"""The lists of requirements."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CPU_WHEELS = "--extra-index-url https://download.pytorch.org/whl/cpu"


def lines(name: str) -> list[str]:
    """Return what a list asks for, without comments."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_both_lists_ask_for_the_same_packages():
    """Both lists name the same packages; the one for the CPU has one line more, for its wheels."""
    assert [line for line in lines("requirements-cpu.txt") if line != CPU_WHEELS] == lines("requirements.txt")
    assert lines("requirements-cpu.txt").count(CPU_WHEELS) == 1


def test_every_requirement_has_a_floor_and_a_ceiling():
    """Every requirement is exact or has both bounds, so a package's next major version does not break the app."""
    asked = [*lines("requirements.txt"), *(line for line in lines("requirements-dev.txt") if not line.startswith("-r"))]
    pinned = re.compile(r"[\w-]+(==[\d.]+|>=[\d.]+,<[\d.]+)")
    assert [line for line in asked if not pinned.fullmatch(line)] == []
