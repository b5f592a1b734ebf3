"""The pretrained networks that come with the app: they belong to the program, and read as it does."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from mlcore.mnist import pretrained
from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.network import build
from mlcore.mnist.pretrained import SETTINGS, arrays_of, fingerprint, network_of, pretrained_networks
from scripts.make_pretrained import report
from tests.support.training import trained

every_network = pytest.mark.parametrize("name", SETTINGS)

OTHER_CPU = 0.02
"""Late digits differ on another processor, and after 30 epochs a few answers with them."""


@every_network
def test_a_network_was_made_by_the_program_as_it_is_now(name):
    """After a change of the program: ``python -m scripts.make_pretrained``."""
    assert pretrained_networks()[name].program == fingerprint(SETTINGS[name])
    assert fingerprint(SETTINGS[name]) != fingerprint(SETTINGS[name].model_copy(update={"seed": 1}))


@every_network
def test_a_network_is_as_good_as_a_fresh_run_of_its_program(name):
    """The file is neither half trained nor another network's."""
    network, result = pretrained_networks()[name], trained(SETTINGS[name])
    for mine, fresh in ((network.validation, result.validation), (network.test, result.test)):
        assert np.array_equal(mine.indices, fresh.indices)
        assert np.array_equal(mine.labels, fresh.labels)
        assert mine.accuracy == pytest.approx(fresh.accuracy, abs=OTHER_CPU)
        assert (mine.predictions == fresh.predictions).mean() > 1 - 2 * OTHER_CPU
    assert network.parameters == result.parameters


@every_network
def test_numpy_reads_as_pytorch_does(name):
    """Grey images too: their answers hang on every weight."""
    network = pretrained_networks()[name]
    images = np.concatenate(
        [load_digits()[0][::250], np.random.default_rng(0).integers(0, 256, (20, 28, 28), np.uint8)]
    )
    model = build(network.settings.model, network.settings.hidden)
    model.load_state_dict({key: torch.from_numpy(values) for key, values in network.state.items()})
    with torch.no_grad():
        logits = model(torch.from_numpy(images).unsqueeze(1) / 255)
    assert network.logits(images) == pytest.approx(logits.numpy(), rel=1e-4, abs=1e-3)
    assert network.probabilities(images) == pytest.approx(logits.softmax(1).numpy(), abs=1e-4)
    assert network.probabilities(images).sum(axis=1) == pytest.approx(np.ones(len(images)), abs=1e-5)


@every_network
def test_answers_are_those_to_the_digits_that_it_was_not_trained_on(name):
    network, (images, labels) = pretrained_networks()[name], load_digits()
    for part, answers in ((1, network.validation), (2, network.test)):
        places = split(SIZES, 0)[part]
        assert np.array_equal(answers.labels, labels[places])
        shares = network.probabilities(images[places])
        assert np.array_equal(answers.predictions, shares.argmax(1))
        assert answers.probabilities == pytest.approx(shares, abs=1e-3)


def test_half_precision_that_changes_an_answer_is_refused():
    """Whoever makes the file anew learns it from the script, not from a learner."""
    kept = pretrained_networks()["MLP"]
    own = {f"MLP.{key}": values for key, values in arrays_of(kept).items()}
    again = network_of("MLP", kept.settings, own)
    assert all(np.array_equal(again.state[key], kept.state[key]) for key in kept.state)
    assert "largest change of a share 0.00000" in report(kept, again)
    spoilt = replace(kept, state={**kept.state, "linear2.bias": kept.state["linear2.bias"][::-1] * 50})
    with pytest.raises(ValueError, match="must change no answer"):
        report(kept, spoilt)


def test_the_file_is_small():
    """It lies in every clone and every download of the app."""
    assert pretrained.FILE.stat().st_size < 400_000
