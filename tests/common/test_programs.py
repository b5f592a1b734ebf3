"""Programs: plain scripts that print the page's number, hold nothing of the app, and follow one contract."""

import ast
import contextlib
import inspect
import io
import json
import re
import subprocess
import sys
from typing import Any

import matplotlib.pyplot
import nbformat
import pytest
import torch

from mlcore import export
from mlcore.common import running
from mlcore.common.program import Program, render_program
from mlcore.common.settings import Settings
from mlcore.common.training import Diverged
from mlcore.xor.settings import XorByHandSettings, XorSettings
from pages.ui import i18n, test_set
from scripts.make_programs import programs as default_programs
from tests.support.downloads import last_line, notebook, script
from tests.support.programs import PROGRAMS, SMALL, pairs, program_of, rendered_programs
from tests.support.tables import ROOT
from tests.support.training import trained

MAX_LINES = {"xor": 40, "sigmoid_neuron": 40, "regression": 75, "classification": 85, "mnist": 75, "residual": 80}
PLUMBING = ("mlcore", "settings", "dataclass", "on_progress", "snapshot", "math::", "__watched__")
CHANGED = XorSettings(activation="relu", optimizer="Adam", learning_rate=0.03, hidden=3, epochs=150, seed=6)

each_experiment = pytest.mark.parametrize("settings", PROGRAMS, ids=lambda settings: settings.slug)


@pytest.fixture(autouse=True, scope="module")
def threads():
    """Leave the number of threads as it was: programs set it to one."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def run_quietly(program: Program) -> str:
    """Run a program by itself in this process; return what it prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program.text, {"__name__": "__main__", "__file__": str(program.folder / f"{program.name}.py")})
    return printed.getvalue()


def loops(tree: ast.Module) -> list[ast.For]:
    """Return the loops over ``epoch`` at module level."""
    return [
        node
        for node in tree.body
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and node.target.id == "epoch"
    ]


def test_the_files_in_the_repository_are_the_programs_with_the_default_settings():
    """Otherwise ``python -m scripts.make_programs`` was forgotten."""
    for program in default_programs():
        assert (program.folder / f"{program.name}.py").read_text(encoding="utf-8") == program.text


@each_experiment
def test_a_program_holds_nothing_of_the_app_and_is_short(settings: type[Settings]):
    for program in rendered_programs(settings):
        lines = [line for line in program.text.splitlines() if line.strip()]
        assert len(lines) <= MAX_LINES.get(settings.slug, 75), program.text
        assert [word for word in PLUMBING if word in program.text] == []


@each_experiment
def test_a_program_follows_the_contract_of_the_recorder(settings: type[Settings]):
    """A program of PyTorch that loops has one training loop, the names that the recorder needs, and one thread."""
    for program in rendered_programs(settings):
        tree = ast.parse(program.text)
        if "torch" not in program.text or not loops(tree):
            continue
        stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        assert len(loops(tree)) == 1
        assert set(running.NAMES) <= stored
        assert "torch.set_num_threads(1)\n" in program.text


def test_all_rendered_programs_pass_the_linter(tmp_path):
    """Every rendered text passes ruff, so each defines the names that it uses and uses what it imports."""
    for settings in PROGRAMS:
        for number, program in enumerate(rendered_programs(settings)):
            (tmp_path / f"{settings.slug}_{number}.py").write_text(program.text, encoding="utf-8")
    config = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    for command in (["check"], ["format", "--check", "--diff"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *config, str(tmp_path)], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[:3000] + done.stderr[:1000]


def test_without_the_block_that_opens_the_test_set_a_program_ends_with_the_same_line():
    """A page that leaves the block out still shows where its number is printed."""
    closed = [text for settings in PROGRAMS for text in [render_program(settings()).text] if test_set.BLOCK in text]
    for text in closed:
        shown = test_set.without_block(text)
        assert shown.splitlines()[-2:] == text.splitlines()[-2:]
        assert not any(line.startswith("print") and "test_X" in line for line in shown.splitlines())
        assert len(text.splitlines()) - len(shown.splitlines()) < 6
    assert len(closed) == 6


def test_every_note_is_on_a_line_of_some_program():
    """Every note belongs to a line of some program, so no changed line loses its note unnoticed."""
    notes = [note for note in i18n.notes() if note]
    lines = {
        line.strip() for settings in PROGRAMS for each in rendered_programs(settings) for line in each.text.splitlines()
    }
    assert [note for note in notes if not any(line.startswith(note) for line in lines)] == []


def constants(text: str) -> set[str]:
    """Return the names in capitals that a program gives a value at its top."""
    return set(re.findall(r"^([A-Z][A-Z_]+) = ", text, re.MULTILINE))


def test_a_note_names_only_constants_that_its_program_has():
    """A note names only constants of its own program, even where two programs share the start of a line."""
    texts = [each.text for settings in PROGRAMS for each in rendered_programs(settings)]
    known = set().union(*map(constants, texts))
    for text in texts:
        said = " ".join(note for _, _, note in i18n.noted(text))
        assert known & set(re.findall(r"[A-Z_]+", said)) <= constants(text), text


@each_experiment
def test_every_pair_of_options_runs(settings: type[Settings]):
    """Two epochs each; the last line is a number."""
    for program in rendered_programs(settings):
        float(run_quietly(program).splitlines()[-1].split()[-1])


@each_experiment
def test_a_notebook_has_the_program_in_its_cells_with_text_between(settings: type[Settings]):
    notebook = nbformat.reads(export.to_notebook(settings()), as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].cell_type == "markdown"
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert all(compile(source, "cell", "exec") for source in code)
    assert all(cell.outputs == [] for cell in notebook.cells if cell.cell_type == "code")
    assert any("for epoch in range(" in source for source in code) or not loops(
        ast.parse(render_program(settings()).text)
    )
    if any(cell.source == "## Train" for cell in notebook.cells):
        assert notebook.cells[-2].source == "## Plots"


@each_experiment
def test_the_plots_of_a_notebook_run(settings: type[Settings], monkeypatch):
    matplotlib.use("agg")
    program = program_of(settings, {**next(pairs(settings)), "notebook": True})
    monkeypatch.chdir(program.folder)
    assert ("plt.show()" in program.text) == ("import matplotlib" in program.text)
    run_quietly(program)
    matplotlib.pyplot.close("all")


def test_script_and_notebook_print_the_number_of_the_page():
    """The downloaded script and notebook print the page's number where they cannot see this repository."""
    number = repr(trained(CHANGED).final_loss)
    assert last_line(script(CHANGED)) == number
    assert last_line(notebook(CHANGED)) == number


def test_a_process_of_a_download_cannot_see_the_repository(tmp_path):
    """The process of a download cannot import ``mlcore``, so the test above fails for a script that needs it."""
    seen = subprocess.run([sys.executable, "-I", "-c", "import mlcore"], cwd=tmp_path, env={}, capture_output=True)
    assert b"ModuleNotFoundError: No module named 'mlcore'" in seen.stderr


def test_filling_in_imports_no_torch():
    """The page shows the program in the app's own process, which must never import torch."""
    code = (
        "import sys; from mlcore import export; from mlcore.xor.settings import XorSettings; "
        "export.to_files(XorSettings()); export.to_notebook(XorSettings()); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_an_experiment_without_a_program_is_refused():
    with pytest.raises(ValueError, match="must be those of an experiment with a program, got XorByHandSettings"):
        render_program(XorByHandSettings())


def test_recording_changes_nothing_and_prints_nothing(capsys):
    """A recorded program gives the same output and prints nothing: the recorder draws no random number."""
    alone = run_quietly(render_program(CHANGED))
    assert running.run_program(render_program(CHANGED), 11).output == alone
    assert capsys.readouterr().out == ""


REPORTING = [settings for settings in PROGRAMS if "on_progress" in inspect.signature(settings.run).parameters]


@pytest.mark.parametrize("settings", REPORTING, ids=lambda settings: settings.slug)
def test_progress_ends_with_the_last_step(settings: type[Settings]):
    """Progress ends at the number of steps that it announces, so its bar neither stops early nor runs over."""
    small = {"epochs": 2, **SMALL.get(settings.slug, {})}
    own = {name: value for name, value in small.items() if name in settings.model_fields}
    seen: list[tuple[int, int]] = []
    options: dict[str, Any] = {"on_progress": lambda progress: seen.append((progress.step, progress.steps))}
    settings(**own).run(**options)
    steps, planned = zip(*seen, strict=True)
    assert steps[-1] == planned[-1]
    assert list(steps) == sorted(set(steps))


def test_states_are_copies_at_the_epochs_asked_for():
    run = running.run_program(render_program(XorSettings(epochs=20)), 5)
    assert run.epochs == [0, 5, 10, 15, 20]
    assert len(run.losses) == run.steps == 20
    first, last = run.states[0]["0.weight"], run.states[-1]["0.weight"]
    assert not torch.equal(first, last)
    assert torch.equal(last, run.names["model"].state_dict()["0.weight"])


def test_a_run_seen_before_its_end_looks_as_a_shorter_run_would():
    """What a visitor watches at step 31 is the result of the same run over 31 epochs."""
    seen = []

    def look(progress):
        if progress.step == 31:
            seen.append(progress.partial_result())

    from mlcore.xor.training import train

    train(XorSettings(epochs=100), on_progress=look)
    short = train(XorSettings(epochs=31))
    (live,) = seen
    assert live.losses.tolist() == short.losses.tolist()
    assert live.snapshot_epochs.tolist() == [0, 31]
    assert live.snapshots.plane[-1].tolist() == short.snapshots.plane[-1].tolist()


SMALL_PROGRAM = """import torch
from torch import nn

torch.manual_seed(0)
x, y = torch.ones(4, 1), torch.ones(4, 1)
model = nn.Linear(1, 1)
loss_function = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=1e3)
for _ in range(3):
    torch.rand(1)
for epoch in range(50):
    for batch in torch.randperm(4).split(2):
        optimizer.zero_grad()
        loss = loss_function(model(x[batch]), y[batch])
        loss.backward()
        optimizer.step()
print(loss.item())
"""


def test_divergence_names_epoch_and_step():
    """Only the loop over ``epoch`` is counted, and each of its steps."""
    program = Program("small", SMALL_PROGRAM, ROOT)
    with pytest.raises(Diverged) as caught:
        running.run_program(program, 5, model_name="line")
    error = caught.value
    assert error.epoch == (error.step + 1) // 2
    assert (error.learning_rate, error.model_name) == (1000, "line")
    assert "the loss of the line stopped being a finite number" in str(error)
    assert str(error).endswith(f", in epoch {error.epoch}")


def test_an_error_in_a_program_names_its_line():
    """The debugging lesson shows where a program broke."""
    program = Program("broken", SMALL_PROGRAM.replace("y[batch]", "z[batch]"), ROOT)
    with pytest.raises(NameError) as caught:
        running.run_program(program, 5)
    frame = caught.traceback[-1]
    assert (str(frame.path), frame.lineno + 1) == ("<broken>", 14)
    assert "z[batch]" in str(frame.statement)


def test_the_notebook_carries_the_data_that_its_program_reads():
    for settings in PROGRAMS:
        program = render_program(settings())
        first = json.loads(export.to_notebook(settings()))["cells"][1]["source"]
        assert ("b85decode" in first) == bool(program.data)
