"""The settings table: what a link, a slider or a cache key may be, for every experiment alike."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from mlcore.common.settings import Settings, State
from mlcore.mnist.settings import MnistSettings
from mlcore.xor.settings import XorByHandSettings, XorSettings
from tests.support.tables import EXPERIMENTS, TABLES

NUMBER = st.from_regex(r"[+-]?[0-9]{1,2}([.,][0-9])?(e[+-]?[0-9]{1,2})?", fullmatch=True)
TYPED = st.one_of(
    NUMBER,
    st.tuples(NUMBER, NUMBER).map("/".join),
    st.lists(NUMBER, min_size=9, max_size=9).map(" ".join),
    st.text("0123456789 ,.-+/%e()xabcAB", max_size=20),
)
KINDS = ("ge", "gt", "le")

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.slug)
every_experiment = pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.slug)


def limits(field: Any) -> set[str]:
    """Return which limits a field has: ge, gt, le."""
    return {kind for limit in field.metadata for kind in KINDS if hasattr(limit, kind)}


@every_table
def test_defaults_lie_inside_their_own_ranges(table):
    """The defaults pass their own checks, which Pydantic does not apply to them, so a page takes its own link."""
    assert table(**table().model_dump()) == table()


@every_table
def test_every_number_has_a_lower_and_an_upper_limit(table):
    """A range that is open at one end lets a link through that no worker can finish."""
    for name, field in table.model_fields.items():
        if field.annotation in (int, float):
            assert "le" in limits(field), name
            assert limits(field) & {"ge", "gt"}, name
        if field.annotation is float:
            for value in ("nan", "inf", "-inf"):
                with pytest.raises(ValidationError, match="finite number"):
                    table(**{name: value})


@every_table
def test_the_stops_of_a_slider_are_valid_sorted_and_hold_the_default(table):
    """A slider whose default is not among its stops cannot be drawn."""
    for name, field in table.model_fields.items():
        stops = (field.json_schema_extra or {}).get("stops", [field.default])
        assert stops == sorted(set(stops)), name
        assert field.default in stops, name
        assert [getattr(table(**{name: stop}), name) for stop in stops] == stops, name


@every_table
def test_every_field_says_what_its_widget_is_called(table):
    assert all(field.description for field in table.model_fields.values())


def test_no_two_tables_share_their_prefix_in_a_link():
    slugs = [table.slug for table in TABLES]
    assert sorted(set(slugs)) == sorted(slugs)


@every_experiment
def test_an_experiment_says_how_it_is_run(experiment):
    assert experiment.run is not Settings.run


def test_a_field_that_does_not_exist_is_refused_by_name():
    """A misspelt field is refused by name. Otherwise the page shows the defaults and looks as if it worked."""
    with pytest.raises(ValidationError, match="leaning_rate"):
        XorSettings(leaning_rate=0.1)  # type: ignore[call-arg]


def test_settings_cannot_be_changed_once_they_key_the_cache():
    with pytest.raises(ValidationError, match="frozen"):
        XorSettings().hidden = 3  # type: ignore[misc]


def test_equal_settings_are_one_cache_key_and_different_ones_are_two():
    """An int from a slider and a float from a link must meet in the cache; two experiments must not."""
    written: list[Any] = [1, 1.0, "1"]
    assert {XorSettings(learning_rate=value) for value in written} == {XorSettings(learning_rate=1.0)}
    assert len({XorSettings(), XorSettings(seed=1), XorByHandSettings()}) == 3


def test_a_link_carries_exactly_what_differs_from_the_defaults():
    assert XorSettings().changed() == {}
    assert XorSettings(hidden=2).changed() == {}
    assert XorSettings(seed=7, activation="relu").changed() == {"activation": "relu", "seed": 7}


@given(st.data())
def test_a_link_written_as_text_leads_back_to_the_same_settings(data):
    """Settings that are written as the texts of a link come back the same, with every digit of a number."""
    table = data.draw(st.sampled_from(TABLES))
    values = {name: data.draw(values_of(field), label=name) for name, field in table.model_fields.items()}
    settings = table(**values)
    assert table(**{name: str(value) for name, value in settings.changed().items()}) == settings


@pytest.mark.parametrize(
    ("table", "name"),
    [(table, name) for table in TABLES for name, field in table.model_fields.items() if field.annotation is str],
    ids=lambda value: value if isinstance(value, str) else value.slug,
)
@given(typed=TYPED)
@example("1e60/1e-60")
@example("1e-60/1e60")
def test_a_text_that_was_taken_is_taken_again(table, name, typed):
    """An accepted text is accepted again, as it goes from a widget's settings into those of the experiment."""
    try:
        taken = getattr(table(**{name: typed}), name)
    except ValidationError:
        return
    assert getattr(table(**{name: taken}), name) == taken


def values_of(field: Any) -> st.SearchStrategy:
    """Return a strategy for the valid values of a field; texts keep their default."""
    bounds = {kind: getattr(limit, kind) for limit in field.metadata for kind in KINDS if hasattr(limit, kind)}
    low, high = bounds.get("ge", bounds.get("gt")), bounds.get("le")
    if field.annotation is int:
        return st.integers(low, high)
    if field.annotation is float:
        return st.floats(low, high, exclude_min="gt" in bounds)
    if field.annotation is bool:
        return st.booleans()
    if field.annotation is str:
        return st.just(field.default)
    return st.sampled_from(field.annotation.__args__)


def test_only_runs_of_more_than_about_a_second_are_long():
    """5000 epochs of XOR are long and 2000 are not, so no long run holds up everybody's small questions."""
    assert not XorSettings(epochs=2000).is_long
    assert XorSettings(epochs=5000).is_long
    assert not XorByHandSettings().is_long
    assert MnistSettings(epochs=1).is_long


def test_only_what_runs_an_experiment_is_called_settings():
    """Values of a page that no function of mlcore takes are its state, and stand with the page."""
    assert all(table.__name__.endswith("Settings" if issubclass(table, Settings) else "State") for table in TABLES)
    assert not issubclass(State, Settings)
