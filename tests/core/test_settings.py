"""The settings table: what a link, a slider or a cache key may be, for every experiment alike."""

import math
from typing import Literal, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mlcore.settings import MnistSettings, Settings, XorByHandSettings, XorSettings

EXPERIMENTS = Settings.__subclasses__()


def bounds(field) -> dict[str, float]:
    """Return the limits of a field by their kind: ge, gt, le, lt."""
    return {
        kind: getattr(limit, kind) for limit in field.metadata for kind in ("ge", "gt", "le") if hasattr(limit, kind)
    }


FIELDS = [(experiment, name) for experiment in EXPERIMENTS for name in experiment.model_fields]
NUMBERS = [(experiment, name) for experiment, name in FIELDS if bounds(experiment.model_fields[name])]
FLOATS = [(experiment, name) for experiment, name in NUMBERS if experiment.model_fields[name].annotation is float]
CHOICES = [
    (experiment, name) for experiment, name in FIELDS if get_origin(experiment.model_fields[name].annotation) is Literal
]


def outside(field) -> list[tuple[float, float]]:
    """Return values just out of a field's range, each with the limit that it breaks."""
    beyond = {"ge": -1, "gt": 0, "le": +1}
    return [(limit + beyond[kind], limit) for kind, limit in bounds(field).items()]


def refusal(experiment: type[Settings], **values: object) -> str:
    """Return what is said about settings that must be refused."""
    with pytest.raises(ValidationError) as caught:
        experiment(**values)
    return str(caught.value)


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_defaults_lie_inside_their_own_ranges(experiment):
    """Pydantic does not check defaults: one out of range would open a page that refuses its own link."""
    assert experiment(**experiment().model_dump()) == experiment()


@pytest.mark.parametrize(("experiment", "name"), NUMBERS)
def test_a_number_out_of_range_is_refused_by_field_value_and_limit(experiment, name):
    """Without limits a link could ask a worker for 10**9 epochs; without names nobody knows what to change."""
    for value, limit in outside(experiment.model_fields[name]):
        message = refusal(experiment, **{name: value})
        assert message.splitlines()[1] == name
        assert f"input_value={value}" in message
        assert f"than or equal to {limit:g}" in message or f"greater than {limit:g}" in message


@pytest.mark.parametrize(("experiment", "name"), NUMBERS)
def test_the_ends_of_a_range_are_allowed(experiment, name):
    """A slider's last stop must not be refused."""
    for kind, limit in bounds(experiment.model_fields[name]).items():
        if kind != "gt":
            assert getattr(experiment(**{name: limit}), name) == limit


@pytest.mark.parametrize(("experiment", "name"), NUMBERS)
def test_every_number_has_a_lower_and_an_upper_limit(experiment, name):
    """A range that is open at one end lets a link through that no worker can finish."""
    limits = bounds(experiment.model_fields[name])
    assert "le" in limits
    assert {"ge", "gt"} & limits.keys()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(("experiment", "name"), FLOATS)
def test_infinite_numbers_and_not_a_number_are_refused(experiment, name, value):
    """NaN slips through comparisons with both limits, and then never equals its own cache key."""
    assert "finite number" in refusal(experiment, **{name: value})


@pytest.mark.parametrize(("experiment", "name"), CHOICES)
def test_an_unknown_choice_is_refused_with_the_choices_that_there_are(experiment, name):
    message = refusal(experiment, **{name: "no such thing"})
    assert "no such thing" in message
    for option in get_args(experiment.model_fields[name].annotation):
        assert repr(option) in message


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_a_field_that_does_not_exist_is_refused_by_name(experiment):
    """A misspelt field that is ignored would show the defaults and look as if it worked."""
    message = refusal(experiment, leaning_rate=0.1)
    assert "leaning_rate" in message
    assert "Extra inputs are not permitted" in message


def test_a_fraction_is_no_number_of_hidden_units():
    assert "hidden" in refusal(XorSettings, hidden=2.5)


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_settings_cannot_be_changed_once_they_key_the_cache(experiment):
    settings = experiment()
    name = next(iter(experiment.model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings, name, getattr(settings, name))


def test_equal_settings_are_one_cache_key_and_different_ones_are_two():
    """An int from a slider and a float from a link must meet in the cache; two experiments must not."""
    assert {XorSettings(learning_rate=1), XorSettings(learning_rate=1.0), XorSettings(learning_rate="1")} == {
        XorSettings(learning_rate=1.0)
    }
    assert len({XorSettings(), XorSettings(seed=1), XorByHandSettings()}) == 3


def test_the_texts_of_a_link_are_read_as_values():
    settings = XorSettings(hidden="3", learning_rate="0.05", activation="relu")
    assert (settings.hidden, settings.learning_rate, settings.activation) == (3, 0.05, "relu")
    assert type(settings.hidden) is int


def test_a_link_carries_exactly_what_differs_from_the_defaults():
    assert XorSettings().changed() == {}
    assert XorSettings(hidden=2).changed() == {}
    assert XorSettings(seed=7, activation="relu").changed() == {"activation": "relu", "seed": 7}


@given(
    st.builds(
        XorSettings,
        hidden=st.integers(1, 8),
        activation=st.sampled_from(["linear", "sigmoid", "tanh", "relu"]),
        optimizer=st.sampled_from(["SGD", "Momentum", "RMSprop", "Adam"]),
        learning_rate=st.floats(1e-6, 100),
        epochs=st.integers(1, 10_000),
        seed=st.integers(0, 999),
    )
)
def test_a_link_written_as_text_leads_back_to_the_same_settings(settings):
    """A number that is shortened on its way through a link would train another network."""
    link = {name: str(value) for name, value in settings.changed().items()}
    assert XorSettings(**link) == settings


@pytest.mark.parametrize(("experiment", "name"), FIELDS)
def test_every_field_says_what_its_widget_is_called(experiment, name):
    assert experiment.model_fields[name].description


def test_the_names_of_experiments_differ():
    """Two experiments with one slug would share their parameters in the link."""
    slugs = [experiment.slug for experiment in EXPERIMENTS]
    assert sorted(set(slugs)) == sorted(slugs)


@pytest.mark.parametrize(
    ("experiment", "name"),
    [(e, name) for e, name in NUMBERS if "stops" in (e.model_fields[name].json_schema_extra or {})],
)
def test_the_stops_of_a_slider_are_valid_sorted_and_hold_the_default(experiment, name):
    """A slider whose default is not among its stops cannot be drawn."""
    field = experiment.model_fields[name]
    stops = field.json_schema_extra["stops"]
    assert stops == sorted(set(stops))
    assert field.default in stops
    for stop in stops:
        assert getattr(experiment(**{name: stop}), name) == stop


def test_only_runs_of_more_than_about_a_second_are_long():
    """A long run in the short lane would hold up everybody's small questions."""
    assert not XorSettings(epochs=2000).is_long
    assert XorSettings(epochs=5000).is_long
    assert not XorByHandSettings().is_long
    assert MnistSettings().is_long
