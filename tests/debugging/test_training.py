"""Programs with a bug: the page shows the text that runs, and each bug has the effect that the lesson describes."""

import json
import linecache
import math
import re
import warnings
from functools import lru_cache

import numpy as np
import pytest
import torch

from mlcore import export
from mlcore.common.program import render_program
from mlcore.debugging.bugs import BUGS, LINES
from mlcore.debugging.clues import as_number
from mlcore.debugging.settings import DebuggingSettings as Settings
from mlcore.debugging.training import observe, train
from tests.support.downloads import Download, output
from tests.support.training import trained

CRASHES = [case for case, bug in BUGS.items() if bug.shows == "crash"]
RUNNING = [case for case in BUGS if case not in CRASHES]


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@lru_cache
def run(case, **values):
    return trained(Settings(case=case, **{"epochs": 20, **values}))


@lru_cache
def fixed(loop):
    """Return a run of a loop without a bug."""
    return run(next(case for case in RUNNING if BUGS[case].program == loop)).fixed


@lru_cache
def names_of(case, edited=True, **values):
    """Return the names that a program leaves behind."""
    names: dict = {}
    observe(render_program(Settings(case=case, **{"epochs": 20, **values}), edited=edited), case, names)
    return names


def alone(program):
    """Run a program in a process that cannot see this repository; return its output and errors."""
    return output(Download({}, ("-W", "ignore", "-c", program.text)))


@pytest.mark.parametrize("case", ["D", "N"])
def test_the_program_that_runs_is_the_program_that_is_shown(case):
    """Run by itself it prints the page's number."""
    assert alone(render_program(Settings(case=case, epochs=20)))[0].splitlines()[-1] == run(case).broken.reported


def test_observing_prints_nothing(capsys):
    run.__wrapped__("A", epochs=10)
    assert capsys.readouterr() == ("", "")


def test_tracebacks_can_print_a_line_of_the_program():
    train(Settings(case="A", epochs=20))  # itself, not what the folder of finished runs keeps
    assert linecache.getline("<regression>", LINES["A"]).strip() == BUGS["A"].culprit


@pytest.mark.parametrize("case", ["A", "D"])
def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(case):
    """Both loops depend on the seed alone, so that they can be compared."""
    first, again, other = run(case), train(Settings(case=case, epochs=20)), run(case, seed=1)
    for name in ("fixed", "broken"):
        assert (getattr(first, name).losses == getattr(again, name).losses).all()
        assert getattr(first, name).reported == getattr(again, name).reported
        assert (getattr(first, name).losses != getattr(other, name).losses).any()


@pytest.mark.parametrize("case", BUGS)
def test_the_loop_without_a_bug_is_one_loop_for_all_cases(case):
    """All cases of a loop are compared with the same run."""
    assert (run(case).fixed.losses == fixed(BUGS[case].program).losses).all()
    assert not run(case).fixed.warnings
    assert not run(case).fixed.frames


@pytest.mark.parametrize("loop", ["regression", "classification"])
def test_the_loop_without_a_bug_learns(loop):
    """Its curves show a run without a bug."""
    losses = fixed(loop).losses
    assert len(losses) == 20
    assert losses[-1] < 0.6 * losses[0]


def by_hand(epochs, add_up):
    """Return the losses of the regression written out with ``torch.autograd.grad`` and plain updates.

    If gradients ``add_up``, each step uses the sum of all gradients of its epoch so far.
    """
    names = names_of("A")
    x, y = names["train_X"], names["train_y"]
    torch.manual_seed(0)
    weights = list(names["MLPModel"](1, 1, 16).parameters())
    means = []
    for _ in range(epochs):
        losses, totals = [], [torch.zeros_like(weight) for weight in weights]
        for batch in torch.randperm(128).reshape(8, 16):
            w1, b1, w2, b2 = weights
            loss = ((torch.tanh(x[batch] @ w1.T + b1) @ w2.T + b2)[:, 0] - y[batch]).square().mean()
            gradients = torch.autograd.grad(loss, weights)
            totals = [total + new if add_up else new for total, new in zip(totals, gradients, strict=True)]
            weights = [(w - 0.1 * g).detach().requires_grad_() for w, g in zip(weights, totals, strict=True)]
            losses.append(loss.item())
        means.append(np.mean(losses))
    return means


def test_the_regression_without_a_bug_records_what_a_plain_loop_records():
    """An independent loop records the same numbers."""
    assert fixed("regression").losses[:3] == pytest.approx(by_hand(3, add_up=False), rel=1e-4)


def test_case_a_steps_along_the_sum_of_an_epochs_gradients():
    """Gradients add up over the eight batches of one epoch only."""
    assert run("A").broken.losses[:3] == pytest.approx(by_hand(3, add_up=True), rel=1e-4)
    assert run("A").broken.losses[0] > 2 * run("A").fixed.losses[0]


@pytest.mark.parametrize(
    ("case", "error", "functions"),
    [
        ("B", "NameError: name 'optimizer' is not defined", ["<module>"]),
        ("E", "TypeError: MLPModel.__init__() got an unexpected keyword argument 'in_features'", ["<module>"]),
        ("G", "NameError: name 'train_loss' is not defined", ["<module>"]),
        ("I", "TypeError: 'str' object is not callable", ["<module>", "forward"]),
    ],
)
def test_a_crash_is_a_real_error_with_its_lines(case, error, functions):
    """Message and line numbers are those of the source that the page shows."""
    broken = run(case).broken
    assert broken.reported.startswith(error)
    assert [function for _, function in broken.frames] == functions
    assert len(broken.losses) == 0
    last = BUGS[case].broken.splitlines()[broken.frames[-1][0] - 1]
    assert {"B": "optimizer.", "E": "MLPModel(", "G": "train_loss +=", "I": "self.act("}[case] in last


def test_two_crashes_come_from_another_line_than_the_wrong_one():
    """In cases B and I the error appears in another line than the bug."""
    assert [case for case in CRASHES if run(case).broken.frames[-1][0] != LINES[case]] == ["B", "I"]


@pytest.mark.parametrize("case", RUNNING)
def test_a_case_without_a_crash_runs_to_its_end(case):
    broken = run(case).broken
    assert len(broken.losses) == len(broken.validation) == 20
    assert np.isfinite(broken.losses).all()
    assert not broken.frames


def test_case_c_records_the_running_sum_of_a_loop_that_is_fine():
    """The recorded loss is the sum of all epochs so far; the model is the same to the last digit."""
    result = run("C")
    assert result.broken.losses == pytest.approx(np.cumsum(result.fixed.losses), rel=1e-12)
    assert (result.broken.validation == result.fixed.validation).all()
    assert (result.broken.fit == result.fixed.fit).all()


def test_case_d_cannot_fall_below_its_floor():
    """Even a perfect answer costs ln(1 + 2/e) if probabilities are used as logits."""
    result = run("D", epochs=40)
    assert result.broken.losses.min() > math.log(1 + 2 / math.e) == pytest.approx(0.5514, abs=1e-4)
    assert result.fixed.losses[-1] < math.log(1 + 2 / math.e)


def test_case_f_learns_the_mean_and_was_warned():
    """All predictions are close to the mean of the targets, and the result has the warning."""
    result = run("F")
    y = names_of("F")["train_y"]
    assert result.baseline == pytest.approx(np.var(y.numpy()), rel=1e-5)
    assert result.broken.losses[-5:].mean() == pytest.approx(result.baseline, rel=0.1)
    assert result.broken.clues["spread"] < 0.2 * result.fixed.clues["spread"]
    assert result.broken.fit.mean() == pytest.approx(y.mean().item(), abs=0.2)
    (text,) = result.broken.warnings
    assert "torch.Size([16])" in text
    assert "broadcasting" in text


def test_case_h_reports_the_largest_test_accuracy_of_the_same_run():
    """Both runs have the same curves; only the choice of the epoch differs."""
    for seed in range(2):
        result = run("H", seed=seed)
        assert (result.broken.losses == result.fixed.losses).all()
        assert (result.broken.test == result.fixed.test).all()
        assert float(result.broken.reported) == result.broken.test.max() >= float(result.fixed.reported)
        assert float(result.fixed.reported) == result.fixed.test[result.fixed.validation.argmax()]
        assert result.broken.clues["fresh"] < float(result.broken.reported)


def test_the_model_that_was_chosen_is_the_one_that_is_measured_on_fresh_points():
    """The clue of case H measures the model of the kept epoch, not of the last one."""
    names = names_of("H")
    reported = float(run("H").broken.reported)
    measured = names["accuracy"](names["model"], names["test_X"], names["test_y"])
    assert measured == reported == max(names["test_accuracies"])
    torch.manual_seed(1)
    fresh = names["three_rings"](3000)
    assert names["accuracy"](names["model"], *fresh) == run("H").broken.clues["fresh"]
    assert not any(torch.equal(fresh[0][0], point) for name in ("train_X", "val_X", "test_X") for point in names[name])


def test_case_j_never_moves():
    result = run("J")
    assert np.ptp(result.broken.validation) == 0
    assert result.broken.losses == pytest.approx(result.broken.losses[0], rel=1e-6)


def test_case_k_steps_have_one_length_whatever_the_gradient():
    """RMSprop's first step is lr / sqrt(1 - alpha) = 10 lr; that of SGD is lr times the gradient."""
    result = run("K")
    assert [result.broken.clues[size] for size in ("small", "large")] == pytest.approx([1.0, 1.0], rel=1e-4)
    assert [result.fixed.clues[size] for size in ("small", "large")] == pytest.approx([0.001, 0.1], rel=1e-6)


def test_case_l_ends_its_first_epochs_with_one_answer_for_everything():
    """At the end of an epoch the network has seen only points of the last class for many steps."""
    result = run("L")
    third = [np.isclose(loop.validation, 1 / 3) for loop in (result.broken, result.fixed)]
    assert third[0][:3].all()
    assert third[0].sum() > 3 * third[1].sum()


def test_case_m_is_the_same_for_one_epoch_and_then_trains_without_dropout():
    result = run("M")
    assert result.broken.losses[0] == result.fixed.losses[0]
    assert result.broken.losses[-1] < result.fixed.losses[-1]
    assert not names_of("M", epochs=10)["model"].training


def test_case_n_differs_only_in_the_graphs_of_its_losses():
    """The losses agree up to single precision; only the graphs of the batches are kept in addition."""
    result = run("N")
    assert result.broken.losses == pytest.approx(result.fixed.losses, rel=1e-5)
    assert (result.broken.validation == result.fixed.validation).all()
    assert re.fullmatch(r"tensor\(0\.\d+, grad_fn=<DivBackward0>\)", result.broken.reported)
    assert result.fixed.clues["operations"] == 0
    assert result.broken.clues["operations"] > 20 * 8 * 5
    assert as_number(torch.tensor(2.0, requires_grad=True)) == as_number(2.0) == 2.0


def test_warnings_of_a_run_stay_inside_it():
    """No warning of a loop reaches the console of the server."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run.__wrapped__("F", epochs=10)
        run.__wrapped__("N", epochs=10)
    assert caught == []


@pytest.mark.parametrize("case", ["A", "D"])
def test_a_learning_rate_that_is_far_too_large_ends_in_numbers_too(case):
    """A run that diverges returns its curves."""
    result = run(case, epochs=10, learning_rate=100)
    assert len(result.fixed.losses) == len(result.broken.losses) == 10


def test_training_and_validation_points_are_sorted_only_by_class():
    names = names_of("L", edited=False)
    for part, size in (("train", 60), ("val", 20), ("test", 20)):
        assert names[f"{part}_y"].tolist() == [0] * size + [1] * size + [2] * size
        assert names[f"{part}_X"].shape == (3 * size, 2)
    radius = names["train_X"].norm(dim=1)
    means = [radius[names["train_y"] == k].mean().item() for k in range(3)]
    assert means == pytest.approx([0.5, 1.5, 2.5], abs=0.25)


def test_a_download_prints_the_number_of_the_loop_with_the_bug():
    out, errors = alone(render_program(Settings(case="A", epochs=20)))
    assert not errors
    assert out.splitlines()[-1] == run("A").broken.reported


def test_a_download_of_a_crash_ends_with_its_error():
    """Newer versions of Python add a suggestion to the message."""
    assert alone(render_program(Settings(case="B", epochs=20)))[1].splitlines()[-1].startswith(run("B").broken.reported)


@pytest.mark.parametrize("case", BUGS)
@pytest.mark.parametrize("make", [export.to_script, export.to_notebook])
def test_a_download_holds_the_program_that_ran(case, make):
    """The download has the bug in its own text, as the page shows it."""
    text = make(Settings(case=case, seed=3))
    shown = render_program(Settings(case=case, seed=3)).text
    if make is export.to_script:
        assert text == shown
        return
    cells = "\n".join(cell["source"] for cell in json.loads(text)["cells"])
    lines = [line for line in shown.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if line not in cells.splitlines()] == []
