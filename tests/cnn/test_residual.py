"""Deep networks with and without skip connections."""

import numpy as np
import pytest
import torch

from mlcore.cnn.residual import Block, Net, train
from mlcore.cnn.settings import ResidualSettings
from tests.support.training import trained


@pytest.fixture(autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_a_skip_adds_the_input_and_nothing_else():
    torch.manual_seed(0)
    plain, skip = Block(skip=False), Block(skip=True)
    skip.load_state_dict(plain.state_dict())
    x = torch.randn(8, 32)
    torch.testing.assert_close(skip(x), x + plain(x))


def test_both_kinds_have_the_same_parameters():
    """Both networks have the same size, so that the comparison is fair."""
    plain, skips = Net(5, skip=False), Net(5, skip=True)
    assert [p.shape for p in plain.parameters()] == [p.shape for p in skips.parameters()]


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
    assert first.final_losses == [first.losses[name][-1] for name in ("shallow", "plain", "skips")]
    assert first.final_losses != train(ResidualSettings(depth=2, epochs=2, seed=4)).final_losses
