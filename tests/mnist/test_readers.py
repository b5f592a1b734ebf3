"""The trained networks that come with the app: they belong to the program, and read as it does."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from mlcore.mnist import readers as shipped
from mlcore.mnist.digits import SIZES, load_digits, split
from mlcore.mnist.network import build
from mlcore.mnist.readers import SETTINGS, arrays_of, fingerprint, reader_of, readers
from scripts.make_readers import report
from tests.support.training import trained

every_reader = pytest.mark.parametrize("name", SETTINGS)

OTHER_CPU = 0.02
"""Late digits differ on another processor, and after 30 epochs a few answers with them."""


@every_reader
def test_a_reader_was_made_by_the_program_as_it_is_now(name):
    """After a change of the program: ``python -m scripts.make_readers``."""
    assert readers()[name].program == fingerprint(SETTINGS[name])
    assert fingerprint(SETTINGS[name]) != fingerprint(SETTINGS[name].model_copy(update={"seed": 1}))


@every_reader
def test_a_reader_is_as_good_as_a_fresh_run_of_its_program(name):
    """The file is neither half trained nor another network's."""
    reader, result = readers()[name], trained(SETTINGS[name])
    for mine, fresh in ((reader.validation, result.validation), (reader.test, result.test)):
        assert np.array_equal(mine.indices, fresh.indices)
        assert np.array_equal(mine.labels, fresh.labels)
        assert mine.accuracy == pytest.approx(fresh.accuracy, abs=OTHER_CPU)
        assert (mine.predictions == fresh.predictions).mean() > 1 - 2 * OTHER_CPU
    assert reader.parameters == result.parameters


@every_reader
def test_numpy_reads_as_pytorch_does(name):
    """Grey images too: their answers hang on every weight."""
    reader = readers()[name]
    images = np.concatenate(
        [load_digits()[0][::250], np.random.default_rng(0).integers(0, 256, (20, 28, 28), np.uint8)]
    )
    model = build(reader.settings.model, reader.settings.hidden)
    model.load_state_dict({key: torch.from_numpy(values) for key, values in reader.state.items()})
    with torch.no_grad():
        logits = model(torch.from_numpy(images).unsqueeze(1) / 255)
    assert reader.logits(images) == pytest.approx(logits.numpy(), rel=1e-4, abs=1e-3)
    assert reader.read(images) == pytest.approx(logits.softmax(1).numpy(), abs=1e-4)
    assert reader.read(images).sum(axis=1) == pytest.approx(np.ones(len(images)), abs=1e-5)


@every_reader
def test_answers_are_those_to_the_digits_that_it_was_not_trained_on(name):
    reader, (images, labels) = readers()[name], load_digits()
    for part, answers in ((1, reader.validation), (2, reader.test)):
        places = split(SIZES, 0)[part]
        assert np.array_equal(answers.labels, labels[places])
        shares = reader.read(images[places])
        assert np.array_equal(answers.predictions, shares.argmax(1))
        assert answers.probabilities == pytest.approx(shares, abs=1e-3)


def test_half_precision_that_changes_an_answer_is_refused():
    """Whoever makes the file anew learns it from the script, not from a learner."""
    kept = readers()["MLP"]
    own = {f"MLP.{key}": values for key, values in arrays_of(kept).items()}
    again = reader_of("MLP", kept.settings, own)
    assert all(np.array_equal(again.state[key], kept.state[key]) for key in kept.state)
    assert "largest change of a share 0.00000" in report(kept, again)
    spoilt = replace(kept, state={**kept.state, "linear2.bias": kept.state["linear2.bias"][::-1] * 50})
    with pytest.raises(ValueError, match="must change no answer"):
        report(kept, spoilt)


def test_the_file_is_small():
    """It lies in every clone and every download of the app."""
    assert shipped.FILE.stat().st_size < 400_000
