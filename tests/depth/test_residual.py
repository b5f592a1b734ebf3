"""Deep networks with and without skip connections."""

import pickle

import numpy as np
import pytest
import torch

from mlcore.depth.residual import measure, run, train
from mlcore.depth.settings import ResidualSettings
from tests.support.training import PartialResults, trained


@pytest.fixture(autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def both():
    """A short run without skips, and the same with them."""
    return [run(ResidualSettings(depth=5, epochs=1), 0, [], None, skip=skip) for skip in (False, True)]


def test_a_skip_adds_the_input_and_nothing_else(both):
    plain, skip = (program_run.model[2] for program_run in both)
    skip.load_state_dict(plain.state_dict())
    x = torch.randn(8, 32)
    torch.testing.assert_close(skip(x), x + plain(x))


def test_both_kinds_start_from_the_same_weights(both):
    """Only the skips differ, so that the comparison is fair."""
    plain, skips = (program_run.states[0] for program_run in both)
    assert plain.keys() == skips.keys()
    assert all(torch.equal(plain[name], skips[name]) for name in plain)
    assert not torch.equal(both[0].states[1]["0.weight"], both[1].states[1]["0.weight"])


def test_all_networks_see_the_same_batches(monkeypatch):
    """Each network sees the same batches in the same order: its depth does not draw others."""
    drawn: list[torch.Tensor] = []
    permutation = torch.randperm

    def draw(count: int) -> torch.Tensor:
        drawn.append(permutation(count))
        return drawn[-1]

    monkeypatch.setattr(torch, "randperm", draw)
    train(ResidualSettings(depth=6, epochs=2))
    assert len(drawn) == 6
    for epoch in range(2):
        first, *others = drawn[epoch::2]
        assert all(torch.equal(first, other) for other in others)
    assert not torch.equal(drawn[0], drawn[1])


def test_losses_and_errors_are_those_of_all_training_digits(both):
    """The last loss is what the program prints last."""
    for program_run in both:
        loss, error = measure(program_run, program_run.states[-1])
        assert loss == program_run.number
        assert f"training error {error:.3f}" in f"{program_run.output.splitlines()[-3]}00"


def test_depth_alone_fails_on_its_own_training_digits_and_skips_mend_it():
    result = trained(ResidualSettings(depth=16, epochs=3))
    ends = {name: curve[-1] for name, curve in result.errors.items()}
    assert ends["plain"] > 2 * ends["shallow"]
    assert ends["skips"] < ends["plain"] / 2


def test_a_run_is_determined_by_its_seed_and_keeps_its_path():
    asked = ResidualSettings(depth=2, epochs=2, seed=3)
    first, second = train(asked), train(asked)
    for name in first.losses:
        np.testing.assert_array_equal(first.losses[name], second.losses[name])
        assert first.losses[name].shape == first.errors[name].shape == (3,)
    assert first.final_loss == first.losses["skips"][-1]
    assert first.final_loss != train(ResidualSettings(depth=2, epochs=2, seed=4)).final_loss


def test_progress_goes_through_all_three_networks_with_the_curve_of_the_deep_plain_one():
    """20 batches of 50 in 1,000 digits, two epochs, three networks: 120 steps."""
    seen = []
    train(
        ResidualSettings(depth=2, epochs=2),
        on_progress=lambda p: seen.append((p.step, p.steps, len(p.curves["loss"]))),
    )
    assert [step for step, _, _ in seen] == list(range(1, 121))
    assert {steps for _, steps, _ in seen} == {120}
    assert [length for _, _, length in seen[::20]] == [0, 1, 2, 2, 2, 2]


def test_a_run_is_seen_where_somebody_looked_at_it():
    """What was measured so far: at the start of each network, and after the epochs that were the newest ones then."""
    asked, seen = ResidualSettings(depth=5, epochs=3), PartialResults(30, 60, 100)
    result = train(asked, on_progress=seen)
    found = [
        {name: np.flatnonzero(~np.isnan(curve)).tolist() for name, curve in partial.errors.items()}
        for partial in seen.results
    ]
    assert found == [{"plain": [0, 1]}, {"plain": [0, 1, 3]}, {"plain": [0, 1, 2, 3], "skips": [0, 2]}]
    for partial in seen.results:
        assert not partial.is_whole
        for curves, whole in ((partial.errors, result.errors), (partial.losses, result.losses)):
            for name, curve in curves.items():
                np.testing.assert_array_equal(curve, np.where(np.isnan(curve), np.nan, whole[name]))
    assert result.is_whole
    assert pickle.dumps(result) == pickle.dumps(train(asked))
