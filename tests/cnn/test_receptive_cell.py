"""Receptive cells: lights, fields, responses and tuning curves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcore.cnn.receptive_cell import (
    ANGLES,
    CELLS,
    EDGE,
    POSITIONS,
    RADII,
    bar,
    disc,
    fields_of,
    preferred_angle,
    responses,
    responses_to_discs,
    run,
)
from mlcore.cnn.settings import ReceptiveCellSettings


@pytest.fixture(scope="module")
def matched():
    """The default cell under a bar of the orientation that it prefers."""
    return run(ReceptiveCellSettings(angle=preferred_angle(0)))


UPRIGHT = ANGLES.tolist().index((preferred_angle(0) + 90) % 180)
"""Where the bar stands that lies across the one that the default cell prefers."""


def by_angle(cell: str, seed: int = 0) -> np.ndarray:
    """Return a cell's responses to a bar in the middle at all angles."""
    bars = np.stack([bar(angle, 0, 5) for angle in ANGLES.tolist()])
    return responses(fields_of(cell, preferred_angle(seed)), bars)


def test_a_lying_bar_of_three_pixels_lights_three_rows():
    light = bar(0, 0, 3)
    assert light.shape == (2 * EDGE + 1, 2 * EDGE + 1)
    np.testing.assert_array_equal(np.flatnonzero(light.sum(axis=1)), [EDGE - 1, EDGE, EDGE + 1])
    assert (light[EDGE - 1 : EDGE + 2] == 1).all()


def test_a_bar_moves_up_and_turns_counter_clockwise():
    """45 degrees goes up to the right."""
    assert bar(0, 10, 1)[EDGE - 10].all()
    rising = bar(45, 0, 1)
    assert rising[EDGE - 10, EDGE + 10] == pytest.approx(1)
    assert rising[EDGE + 10, EDGE + 10] == 0


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(CELLS), st.sampled_from(ANGLES.tolist()))
def test_even_light_leaves_every_cell_silent_and_the_best_light_gives_one(cell, angle):
    fields = fields_of(cell, angle)
    best = (fields > 0).astype(float)
    np.testing.assert_allclose(fields.sum(axis=(1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose((fields * best).sum(axis=(1, 2)), 1)
    assert responses(fields, np.ones((1, *fields.shape[1:])))[0] == pytest.approx(0, abs=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 999))
def test_the_tuning_curve_peaks_at_the_preferred_angle(seed):
    for cell in ("simple", "complex"):
        assert ANGLES[by_angle(cell, seed).argmax()] == preferred_angle(seed)


def test_a_simple_cell_is_tuned_by_angle_and_by_position(matched):
    assert by_angle("simple").max() > 0.8
    assert by_angle("simple")[UPRIGHT] < 0.02
    assert (matched.by_position["simple"] > 0.5 * matched.response).sum() <= 5


def test_a_complex_cell_does_not_care_about_position_but_about_angle(matched):
    near = np.abs(POSITIONS) <= 10
    flat = matched.by_position["complex"][near]
    assert flat.min() > 0.95 * flat.max()
    assert by_angle("complex")[UPRIGHT] < 0.02


def test_a_centre_surround_cell_does_not_care_about_angle():
    assert np.ptp(by_angle("centre-surround")) < 0.02


def test_the_answer_to_a_growing_disc_rises_and_falls():
    answers = responses_to_discs(0)["centre-surround"]
    peak = answers.argmax()
    assert 3 <= RADII[peak] <= 9
    assert (np.diff(answers[: peak + 1]) > 0).all()
    assert (np.diff(answers[peak:]) < 0).all()
    assert answers[0] == 0
    assert answers[-1] < 0.05


def test_pooling_is_the_largest_answer_of_the_simple_cells():
    fields = fields_of("complex", 30)
    light = bar(30, 7, 5)[None]
    one_by_one = [responses(field[None], light)[0] for field in fields]
    assert responses(fields, light)[0] == pytest.approx(max(one_by_one))


def test_a_moving_bar_shows_every_position_with_the_field_that_answers():
    result = run(ReceptiveCellSettings(stimulus="moving bar", cell="complex", angle=150, position=3))
    assert result.lights.shape == result.fields.shape == (len(POSITIONS), 49, 49)
    pre_activations = (result.lights * result.fields).sum(axis=(1, 2))
    np.testing.assert_allclose(np.maximum(0, pre_activations), result.by_position["complex"], atol=1e-12)
    assert result.response == pytest.approx(result.by_position["complex"][POSITIONS.tolist().index(3)])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bar(0, 0, 0), "width must be above 0, got 0"),
        (lambda: disc(-1), "radius must be at least 0, got -1"),
        (lambda: fields_of("rod", 0), "cell must be one of centre-surround, simple, complex, got 'rod'"),
    ],
)
def test_a_refusal_names_the_argument_and_what_came(call, message):
    with pytest.raises(ValueError, match=message):
        call()
