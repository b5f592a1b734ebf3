"""The rules of the house: who may import whom."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tables import ROOT, modules

SCIENCE = sorted((ROOT / "mlcore").rglob("*.py"))
CHARTS = [*modules("pages/ui/charts/[!_]*.py"), *modules("pages/lessons/*/charts/[!_]*.py")]
CHALLENGES = [*modules("pages/lessons/*/challenges.py"), "pages.ui.challenge"]

HEAVY = ("torch", "torchvision", "sklearn", "scipy")
LIGHT = [
    *modules("mlcore/*/settings.py"),
    "mlcore.export",
    "mlcore.xor.by_hand",
    "mlcore.neuron.linear_layers",
    "mlcore.neuron.by_hand",
    "mlcore.logic_gates.by_hand",
    "mlcore.logic_gates.certificates",
    "mlcore.logic_gates.perceptron",
    "mlcore.backprop.chain_rule",
    "mlcore.backprop.gradient_check",
    "mlcore.backprop.numpy_backprop",
    "mlcore.backprop.parameter_count",
    "mlcore.mnist.novelty",
    "mlcore.mnist.full_digits",
    "mlcore.mnist.pairs",
    "mlcore.mnist.pretrained",
    "workers.scheduler",
    *modules("pages/lessons/*/state.py"),
    *CHARTS,
    *CHALLENGES,
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


@pytest.mark.parametrize("path", SCIENCE, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_the_science_knows_nothing_of_the_app_and_its_charts(path):
    """A formula that needs Streamlit or Altair cannot be exported, nor run in a worker."""
    assert of_packages(named_imports(path), "streamlit", "altair", "pages", "workers") == set()


@pytest.mark.parametrize("module", [*CHARTS, *CHALLENGES])
def test_charts_and_challenges_know_no_streamlit_page_or_worker(module):
    """A chart that reads the session, or waits for a worker, is no longer a function of its result."""
    path = ROOT / (module.replace(".", "/") + ".py")
    unwanted = of_packages(named_imports(path), "streamlit", "pages.ui", "workers", *HEAVY)
    pure = ("charts", "challenge", "context", "labels", "numbers", "percent", "verdicts")
    assert of_packages(unwanted, *(f"pages.ui.{name}" for name in pure)) == unwanted


def test_what_a_page_imports_brings_in_no_torch_scikit_learn_or_scipy():
    """In the app's own process torch costs seconds and hundreds of megabytes for every server."""
    assert imported(HEAVY, *LIGHT) == {}


def test_charts_and_challenges_bring_in_no_streamlit():
    names = [name for name in LIGHT if name.startswith("pages.")]
    assert imported(("streamlit",), *names) == {}


def test_the_probe_notices_what_a_module_brings_in():
    """The probe lists what a module imports, so the two tests above cannot pass by seeing nothing."""
    assert imported(("altair", "streamlit"), "pages.ui.charts.theme", "pages.ui.charts.plane") == {
        "pages.ui.charts.plane": ["altair"]
    }
    assert "mlcore.common.training.half_precision" in named_imports(ROOT / "mlcore" / "xor" / "training.py")
