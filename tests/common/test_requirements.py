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
    """A package added to one list would be missing wherever the other is used."""
    assert [line for line in lines("requirements-cpu.txt") if line != CPU_WHEELS] == lines("requirements.txt")
    assert lines("requirements-cpu.txt").count(CPU_WHEELS) == 1


def test_every_requirement_has_a_floor_and_a_ceiling():
    """A package's next major version would break the app on the day it comes out."""
    asked = [*lines("requirements.txt"), *(line for line in lines("requirements-dev.txt") if not line.startswith("-r"))]
    pinned = re.compile(r"[\w-]+(==[\d.]+|>=[\d.]+,<[\d.]+)")
    assert [line for line in asked if not pinned.fullmatch(line)] == []
