"""The rules of the house: who may import whom."""

import ast
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import pages.challenges
import pages.charts

ROOT = Path(__file__).parents[2]
SCIENCE = sorted((ROOT / "mlcore").glob("*.py"))
PICTURES = sorted([*(ROOT / "pages" / "charts").glob("*.py"), *(ROOT / "pages" / "challenges").glob("*.py")])

HEAVY = ("torch", "torchvision", "sklearn", "scipy")
LIGHT = [
    "mlcore.settings",
    "mlcore.export",
    "mlcore.xor_by_hand",
    "mlcore.linear_layers",
    "mlcore.neuron",
    "mlcore.chain_rule",
    "mlcore.gradient_check",
    "mlcore.backprop_by_hand",
    "mlcore.parameter_count",
    "workers.scheduler",
    *(
        name
        for package in (pages.challenges, pages.charts)
        for _, name, _ in pkgutil.iter_modules(package.__path__, package.__name__ + ".")
    ),
]

PROBE = """
import importlib, json, sys
unwanted = set(sys.argv[1].split(","))
found = {}
for name in sys.argv[2:]:
    importlib.import_module(name)
    found[name] = sorted(unwanted & sys.modules.keys())
    unwanted -= set(found[name])
print(json.dumps(found))
"""


def imported(unwanted: tuple[str, ...], *modules: str) -> dict[str, list[str]]:
    """Import modules in a fresh process; return, for each that brought some in first, which unwanted ones."""
    command = [sys.executable, "-c", PROBE, ",".join(unwanted), *modules]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120).stdout
    return {name: brought for name, brought in json.loads(found).items() if brought}


def named_imports(path: Path) -> set[str]:
    """Return every module that a file imports, inside functions too, with the names taken from it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def of_packages(names: set[str], *packages: str) -> set[str]:
    """Return the names that lie in some packages."""
    return {name for name in names if any(f"{name}.".startswith(f"{package}.") for package in packages)}


@pytest.mark.parametrize("path", SCIENCE, ids=lambda path: path.stem)
def test_the_science_knows_nothing_of_the_app_and_its_pictures(path):
    """A formula that needs Streamlit or Altair cannot be exported, nor run in a worker."""
    assert of_packages(named_imports(path), "streamlit", "altair", "pages", "workers") == set()


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_pictures_and_challenges_know_no_streamlit_page_or_worker(path):
    """A chart that reads the session, or waits for a worker, is no longer a function of its result."""
    assert of_packages(named_imports(path), "streamlit", "pages.ui", "workers", *HEAVY) == set()


def test_what_a_page_imports_brings_in_no_torch_scikit_learn_or_scipy():
    """In the app's own process torch costs seconds and hundreds of megabytes for every server."""
    assert imported(HEAVY, *LIGHT) == {}


def test_pictures_and_challenges_bring_in_no_streamlit():
    names = [name for name in LIGHT if name.startswith("pages.")]
    assert imported(("streamlit",), *names) == {}


def test_the_probe_notices_what_a_module_brings_in():
    """Guards the two tests above: a probe that sees nothing would always pass."""
    assert imported(("altair", "streamlit"), "pages.charts.theme", "pages.charts.plane") == {
        "pages.charts.plane": ["altair"]
    }
    assert "mlcore.training.ACTIVATIONS" in named_imports(ROOT / "mlcore" / "xor.py")
