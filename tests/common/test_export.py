"""Exports: the downloaded script and notebook print the number on the screen, without this repository."""

import ast
import builtins
import codeop
import json
import re
import subprocess
import sys

import nbformat
import pytest
import torch

from mlcore import export
from mlcore.debugging.settings import DebuggingSettings
from mlcore.logic_gates.settings import GateSettings
from mlcore.regression.settings import RegressionSettings
from mlcore.xor.settings import XorSeedsSettings, XorSettings, XorWidthsSettings
from tests.support.downloads import ENVIRONMENT

SETTINGS = XorSettings(activation="relu", optimizer="Adam", learning_rate=0.03, hidden=3, epochs=150, seed=6)
EXPERIMENTS = [
    XorSettings(),
    SETTINGS,
    XorSettings(activation="sigmoid", optimizer="RMSprop", hidden=8, epochs=1, learning_rate=1e-05),
    GateSettings(gate="x1 AND NOT x2", optimizer="Momentum"),
    DebuggingSettings(case="A"),
    DebuggingSettings(case="D", epochs=10),
    XorSeedsSettings(activation="relu", seeds=16),
    XorWidthsSettings(optimizer="Adam"),
    RegressionSettings(dataset="sine", batch_size=128, standardize=True),
]

RUN_NOTEBOOK = """
import codeop, json, sys
compiled, names = codeop.Compile(), {"__name__": "__main__"}
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        exec(compiled(cell["source"] + "\\n", cell["id"], "exec"), names)
"""
"""Runs the code cells in order as Jupyter does: one namespace, a ``__future__`` import holding for later cells."""


@pytest.fixture(scope="module")
def number():
    """Return the number on the screen, with one torch thread as in a worker."""
    from mlcore.xor.training import train

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield repr(train(SETTINGS).final_loss)
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Return what script and notebook print, each run in a process that cannot see this repository."""
    folder = tmp_path_factory.mktemp("downloads")
    (folder / "xor.py").write_text(export.to_script(SETTINGS), encoding="utf-8")
    (folder / "xor.ipynb").write_text(export.to_notebook(SETTINGS), encoding="utf-8")
    commands = {"py": ["-I", "xor.py"], "ipynb": ["-I", "-c", RUN_NOTEBOOK, "xor.ipynb"]}
    started = {
        ending: subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env=ENVIRONMENT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for ending, command in commands.items()
    }
    return {ending: (*process.communicate(timeout=120), process.returncode) for ending, process in started.items()}


@pytest.mark.parametrize("ending", ["py", "ipynb"])
def test_a_download_prints_the_number_on_the_screen_digit_for_digit(printed, number, ending):
    """Another thread count, a setting that was not filled in or an import of this repository would show here."""
    out, errors, code = printed[ending]
    assert code == 0, errors
    assert out.splitlines()[-1] == number


def test_a_process_of_a_download_cannot_see_the_repository(tmp_path):
    """Guards the test above: were ``mlcore`` importable there, a script that needs it would pass."""
    seen = subprocess.run([sys.executable, "-I", "-c", "import mlcore"], cwd=tmp_path, env={}, capture_output=True)
    assert b"ModuleNotFoundError: No module named 'mlcore'" in seen.stderr


@pytest.mark.parametrize("settings", EXPERIMENTS)
def test_a_script_stands_on_its_own(settings):
    """A name that the collector forgot would be a NameError on the learner's machine; a left import needs the app."""
    script = export.to_script(settings)
    assert "mlcore" not in script
    assert unknown_names(script) == set()


@pytest.mark.parametrize("settings", EXPERIMENTS)
def test_a_script_is_filled_in_with_every_setting(settings):
    """A setting left at its default would print another number than the page."""
    (assignment,) = (
        node for node in ast.parse(export.to_script(settings)).body if export.defined_names(node) == ["settings"]
    )
    call = next(node for node in ast.walk(assignment) if isinstance(node, ast.Call))
    names = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    assert names == settings.model_dump()


@pytest.mark.parametrize("settings", EXPERIMENTS)
def test_a_script_holds_no_definition_and_no_import_that_it_does_not_use(settings):
    """A learner reads all of it: what never runs is only in the way."""
    tree = ast.parse(export.to_script(settings))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    defined = {name for node in tree.body for name in export.defined_names(node)}
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom) and getattr(node, "module", "") != "__future__"
        for alias in node.names
    }
    assert defined | imported <= used


def test_a_script_takes_only_what_its_own_run_needs():
    """One lesson's script must not drag in another lesson's vocabulary."""
    assert "ACTIVATIONS" in export.to_script(XorSettings())
    assert "ACTIVATIONS" not in export.to_script(GateSettings())


def test_a_script_shows_the_training_loop_as_it_ran():
    source = export.source_of("mlcore.xor.training", "train")
    assert source in export.to_script(SETTINGS)
    assert any(source in cell["source"] for cell in json.loads(export.to_notebook(SETTINGS))["cells"])


def test_a_script_names_what_has_to_be_installed():
    """A package that is imported only inside a function, or has another name in Python, would be missing."""
    source = (
        "import ast, numpy as np\nimport torch.nn as nn\ndef read():\n    from sklearn.datasets import make_moons\n"
    )
    assert export.packages(source) == "numpy scikit-learn torch"
    assert "pip install numpy torch\n" in export.to_script(XorSettings())


def test_modules_are_written_after_those_that_they_use():
    """A constant of one module may be computed with a function of another as soon as the script is read."""
    script = export.to_script(XorSettings())
    assert script.index("def check_finite") < script.index("class Net") < script.index("def main")


@pytest.mark.parametrize("settings", EXPERIMENTS)
def test_a_notebook_is_valid_and_has_not_run_yet(settings):
    """An invalid one is refused or silently repaired by Jupyter."""
    notebook = nbformat.reads(export.to_notebook(settings), as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].cell_type == "markdown"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    compiler = codeop.Compile()
    for cell in code:
        assert compiler(cell.source + "\n", cell.id, "exec")


def test_script_and_notebook_hold_the_same_definitions():
    script = ast.parse(export.to_script(SETTINGS))
    cells = json.loads(export.to_notebook(SETTINGS))["cells"]
    notebook = ast.parse("\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code"))
    names = [[name for node in tree.body for name in export.defined_names(node)] for tree in (script, notebook)]
    assert [name for name in names[0] if name != "main"] == [name for name in names[1] if name != "result"]


def test_the_source_of_a_name_is_the_text_in_its_file_with_its_decorator():
    source = export.source_of("mlcore.xor.results", "Snapshots", "XorResult")
    text = export.module_named("mlcore.xor.results").lines
    assert source.startswith("@dataclass(")
    assert re.search(r"\n\n\n@dataclass\(.*\)\nclass XorResult:\n", source)
    assert set(source.splitlines()) <= set(text)


def test_sources_come_in_the_order_of_their_file_whatever_the_order_asked():
    """The page would show the call before the function, or a definition twice."""
    assert export.source_of("mlcore.xor.training", "train", "Net") == export.source_of(
        "mlcore.xor.training", "Net", "train", "Net"
    )


def test_a_name_that_a_module_does_not_define_is_refused_by_name():
    """A lesson that asks for a renamed function must fail in a test and not show an empty box."""
    with pytest.raises(ValueError, match=r"must be defined in mlcore\.xor\.training, got \['Nett', 'np'\]"):
        export.source_of("mlcore.xor.training", "Net", "Nett", "np")


def test_a_module_that_does_not_exist_is_refused_by_name():
    with pytest.raises(ValueError, match=r"got 'mlcore\.no_such_lesson'"):
        export.source_of("mlcore.no_such_lesson", "train")


def test_showing_code_imports_no_module_of_a_lesson():
    """The page shows the source of a run in the app's own process, which must never import torch."""
    code = (
        "import sys; from mlcore import export; from mlcore.xor.settings import XorSettings; "
        "export.to_script(XorSettings()); export.to_notebook(XorSettings()); "
        "sys.exit('torch' in sys.modules or 'mlcore.xor.training' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


LESSON = """
import math
import random
from dataclasses import dataclass

from mlcore.common.statistics import wilson_interval

RATE, UNUSED = 0.5, 1
LIMITS: tuple[float, ...] = (RATE, 1.0)


@dataclass
class Result:
    value: float


@dataclass
class Other:
    value: float


def never_called():
    return random.random()


def halve(value):
    return wilson_interval(1, 2)[0] * value * LIMITS[0]


def train(settings):
    return Result(math.sqrt(halve(settings.value)))
"""


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """Return the name of a small lesson of which some is used and some is not."""
    (tmp_path / "small_lesson.py").write_text(LESSON)
    monkeypatch.syspath_prepend(tmp_path)
    yield "small_lesson"
    export.module_named.cache_clear()


def test_what_is_used_is_collected_through_functions_constants_and_modules(lesson):
    """Leaving out a constant of a constant, or a function of another module, is a NameError at the learner's."""
    needed: set[export.Definition] = set()
    imports: set[str] = set()
    export.collect(lesson, "train", needed, imports)
    text = "\n".join(definition.source for definition in needed)
    for used in ("def train", "def halve", "class Result", "LIMITS:", "RATE, UNUSED", "def wilson_interval"):
        assert used in text
    assert imports == {"import math", "from dataclasses import dataclass"}


def test_what_is_not_used_is_left_out(lesson):
    needed: set[export.Definition] = set()
    imports: set[str] = set()
    export.collect(lesson, "train", needed, imports)
    text = "\n".join(definition.source for definition in needed)
    assert "never_called" not in text
    assert "class Other" not in text
    assert "import random" not in imports


def unknown_names(script: str) -> set[str]:
    """Return the names that a script reads and nothing in it binds."""
    tree = ast.parse(script)
    bound = {*vars(builtins), "__name__"}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                bound |= {(alias.asname or alias.name).partition(".")[0] for alias in names}
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    # Settings are named in annotations alone; ``from __future__ import annotations`` never looks those up.
    return {name for name in read - bound if not name.endswith("Settings")}
