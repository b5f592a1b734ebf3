"""The history of neural networks from 1943 to 2017 on one line of years."""

from typing import NamedTuple

import altair as alt

from pages import N_
from pages.lessons.home.state import HomeState
from pages.ui.charts import theme
from pages.ui.charts.spec import layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t

THREADS = (N_("neurons"), N_("training"), N_("vision"))
SHAPES = ("circle", "square", "triangle-up")


class Event(NamedTuple):
    """An event, and the lesson that runs it; its prose is the section ``# event <name>`` of home."""

    year: int
    thread: str
    name: str
    lesson: str


EVENTS = (
    Event(1943, "neurons", N_("McCulloch, Pitts"), "neuron"),
    Event(1949, "neurons", N_("Hebb"), "neuron"),
    Event(1958, "neurons", N_("Perceptron"), "logic_gates"),
    Event(1959, "vision", N_("Hubel, Wiesel"), "cnn"),
    Event(1969, "neurons", N_("Perceptrons"), "logic_gates"),
    Event(1970, "training", N_("Linnainmaa"), "backprop"),
    Event(1974, "training", N_("Werbos"), "backprop"),
    Event(1980, "vision", N_("Neocognitron"), "cnn"),
    Event(1986, "training", N_("Backpropagation"), "backprop"),
    Event(1989, "neurons", N_("Universal approximation"), "regression"),
    Event(1989, "vision", N_("Zip codes"), "mnist"),
    Event(1998, "vision", N_("LeNet-5, MNIST"), "mnist"),
    Event(2012, "vision", N_("AlexNet"), "depth"),
    Event(2015, "vision", N_("ResNet"), "depth"),
    Event(2017, "vision", N_("SENet"), "depth"),
)


def events_of(year: int) -> list[Event]:
    """Return the events of a year."""
    return [event for event in EVENTS if event.year == year]


def timeline(settings: HomeState) -> dict:
    """Draw all events, one row for each thread; name those of the chosen year and draw them in full colour.

    Parameters
    ----------
    settings
        The chosen year.
    """
    return with_data(
        empty_chart(),
        event={
            "year": [event.year for event in EVENTS],
            "thread": [t(event.thread) for event in EVENTS],
            "name": [t(event.name) for event in EVENTS],
            "label": [t(event.name) if event.year == settings.year else "" for event in EVENTS],
            "chosen": [int(event.year == settings.year) for event in EVENTS],
            "side": ["left" if event.year < 1985 else "right" for event in EVENTS],
        },
    )


@cached()
def empty_chart() -> dict:
    """Return the timeline without events."""
    in_order = sorted(EVENTS, key=lambda event: THREADS.index(event.thread))
    threads = list(dict.fromkeys(t(event.thread) for event in in_order))
    years = alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(domain=[1940, 2020], nice=False),
        axis=alt.Axis(format="d", tickCount=4 + 4 * (columns() > 1)),
    )
    rows = alt.Y("thread:N", title=None, sort=threads, axis=alt.Axis(domain=False, ticks=False, labelPadding=10))
    colour = alt.Scale(domain=threads, range=list(theme.SERIES[:3]))
    shape = alt.Scale(domain=threads, range=list(SHAPES))
    events = table("event")
    chosen = events.transform_filter("datum.chosen == 1")
    layers = [
        events.mark_line(strokeWidth=2, opacity=0.35).encode(
            x=years, y=rows, color=alt.Color("thread:N", scale=colour, legend=None)
        ),
        events.mark_point(filled=True, size=170).encode(
            x=years,
            y=rows,
            color=alt.Color("thread:N", scale=colour, legend=None),
            shape=alt.Shape("thread:N", scale=shape, legend=None),
            opacity=alt.condition("datum.chosen == 1", alt.value(1), alt.value(0.55)),
            tooltip=[alt.Tooltip("year:Q", format="d", title=t("Year")), alt.Tooltip("name:N", title=t("Event"))],
        ),
        chosen.mark_point(size=420, strokeWidth=2.5, color=theme.CURSOR).encode(x=years, y=rows),
        *(
            chosen.transform_filter(f"datum.side == '{side}'")
            .mark_text(align=side, dx=dx, dy=-18, fontSize=13, fontWeight="bold", color=theme.CURSOR)
            .encode(x=years, y=rows, text=alt.Text("label:N"))
            for side, dx in (("left", -6), ("right", 6))
        ),
    ]
    length = {1: 260, 2: 480}.get(columns(), 780)
    pick = alt.selection_point(name="pick", fields=["year"], on="click", clear=False)
    layers[1] = layers[1].add_params(pick)
    return to_spec(layered(*layers).properties(width=length, height=170))


def alt_text(settings: HomeState) -> str:
    """Return the text alternative: the year and its events."""
    names = ", ".join(t(event.name) for event in events_of(settings.year))
    return t("Timeline of {count} events from {first} to {last}; {year} is marked: {names}.").format(
        count=len(EVENTS), first=EVENTS[0].year, last=EVENTS[-1].year, year=settings.year, names=names
    )
