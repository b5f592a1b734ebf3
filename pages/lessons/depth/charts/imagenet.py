"""The winners of the ImageNet challenge by year, and the two people who tried it."""

from typing import NamedTuple

import altair as alt

from pages.ui.charts import theme
from pages.ui.charts.spec import layered, to_spec
from pages.ui.context import cached, columns, t


class Winner(NamedTuple):
    """The best entry of a year: its name, its top-5 error in percent on the test set, and whether it was a network."""

    year: int
    name: str
    error: float
    network: bool


WINNERS = (
    Winner(2010, "NEC-UIUC", 28.2, False),
    Winner(2011, "XRCE", 25.8, False),
    Winner(2012, "AlexNet (SuperVision)", 16.4, True),
    Winner(2013, "Clarifai", 11.7, True),
    Winner(2014, "GoogLeNet", 6.67, True),
    Winner(2015, "ResNet", 3.57, True),
    Winner(2016, "Trimps-Soushen", 2.99, True),
    Winner(2017, "SENet", 2.25, True),
)
TRAINED_PERSON = 5.1
ABOVE_THE_BARS = {1: 14.5, 2: 8.5, 3: 8.5}
"""Height of the line's label, above the bars from 2014 on; on a phone it reaches to 2013."""


def notes() -> dict[int, str]:
    """Return a note on each winner."""
    return {
        2010: t("hand-made features and an SVM, no network"),
        2011: t("Fisher vectors, no network"),
        2012: t("15.3% only with extra data from ImageNet 2011"),
        2013: t("ZFNet, often named as the winner, reports 14.8% in its paper"),
        2014: t("VGG came second with 7.3%"),
        2015: t("152 layers; an ensemble of six networks"),
        2016: t("an ensemble"),
        2017: t("last year of the challenge"),
    }


@cached()
def winners() -> dict:
    """Draw the top-5 error of each winner, and that of one trained person as a line."""
    kinds = [t("no network"), t("convolutional network")]
    rows = [
        {
            "year": winner.year,
            "name": winner.name,
            "error": winner.error,
            "kind": kinds[winner.network],
            "note": notes()[winner.year],
        }
        for winner in WINNERS
    ]
    base = alt.Chart(alt.Data(values=rows))
    year = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, ticks=False))
    error = alt.Y("error:Q", title=t("Top-5 error in percent"), axis=alt.Axis(tickCount=6))
    bars = base.mark_bar(cornerRadiusEnd=3).encode(
        x=year,
        y=error,
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=kinds, range=["#66707c", theme.POSITIVE]),
            legend=alt.Legend(title=None, orient="bottom", columns=1 + (columns() > 1)),
        ),
        tooltip=[
            alt.Tooltip("year:O", title=t("Year")),
            alt.Tooltip("name:N", title=t("Entry")),
            alt.Tooltip("error:Q", title=t("Top-5 error in percent")),
            alt.Tooltip("note:N", title=t("Note")),
        ],
    )
    figures = base.mark_text(dy=-9, fontSize=10 if columns() == 1 else 12, color="white").encode(
        x=year, y=alt.YDatum(0), text=alt.Text("error:Q")
    )
    person = alt.Chart(
        alt.Data(values=[{"year": WINNERS[-1].year, "error": TRAINED_PERSON, "text": t("one trained person: 5.1")}])
    )
    line = person.mark_rule(color=theme.CURSOR, strokeWidth=2, strokeDash=[6, 3]).encode(y=alt.Y("error:Q"))
    label = person.mark_text(align="right", dx=14, fontSize=12, fontWeight="bold", color=theme.CURSOR)
    named = label.encode(x=year, y=alt.YDatum(ABOVE_THE_BARS[columns()]), text=alt.Text("text:N"))
    length = {1: 216, 2: 380}.get(columns(), 820)
    chart = layered(bars, figures, line, named).properties(width=length, height=280)
    return to_spec(alt.hconcat(chart))


def table() -> list[dict[str, str]]:
    """Return the winners as rows of a table."""
    return [
        {
            t("Year"): str(winner.year),
            t("Entry"): winner.name,
            t("Top-5 error in percent"): f"{winner.error:g}",
            t("Note"): notes()[winner.year],
        }
        for winner in WINNERS
    ]


def alt_text() -> str:
    """Describe the errors."""
    errors = ", ".join(f"{winner.year}: {winner.error:g}%" for winner in WINNERS)
    text = t("Top-5 error of the ImageNet challenge's winners: {errors}. One trained person: {person}%.")
    return text.format(errors=errors, person=TRAINED_PERSON)
