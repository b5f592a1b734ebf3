"""The timeline's events, marks and words."""

from pages.lessons.home.charts import timeline
from pages.lessons.home.state import HomeState
from tests.support.drawn import svg
from tests.support.specs import in_view


def rows(spec):
    return spec["datasets"]["event"]


def test_events_follow_each_other_within_1943_to_2017():
    years = [event.year for event in timeline.EVENTS]
    assert years == sorted(years)
    assert (years[0], years[-1]) == (1943, 2017)
    assert {event.thread for event in timeline.EVENTS} == set(timeline.THREADS)


def test_the_slider_stops_at_every_year_in_which_something_happened_and_at_no_other():
    """Each year with events can be chosen, and no other."""
    extra = HomeState.model_fields["year"].json_schema_extra
    assert isinstance(extra, dict)
    assert extra["stops"] == sorted({event.year for event in timeline.EVENTS})


def test_only_the_events_of_the_year_are_marked_and_named():
    marked = [row for row in rows(timeline.timeline(HomeState(year=1989))) if row["chosen"]]
    assert [row["label"] for row in marked] == ["Universal approximation", "Zip codes"]
    assert all(not row["label"] for row in rows(timeline.timeline(HomeState(year=1943))) if not row["chosen"])


def test_threads_differ_in_shape_as_well_as_in_colour():
    assert len(set(timeline.SHAPES)) == len(timeline.THREADS)


def test_the_timeline_is_drawn_at_every_width():
    for columns in (1, 2, 3):
        picture = svg(in_view(timeline.timeline, HomeState(year=2012), columns=columns))
        assert "AlexNet" in picture


def test_no_mark_shows_its_raw_data_as_a_tooltip():
    """Streamlit turns on a tooltip of the raw data for each mark; a point shows its year and event instead."""
    assert timeline.timeline(HomeState())["config"]["mark"] == {"tooltip": None}


def test_the_words_name_the_year_and_its_events():
    text = timeline.alt_text(HomeState(year=1986))
    assert "15 events from 1943 to 2017" in text
    assert "1986 is marked: Backpropagation" in text
