"""A network that learns XOR: the plane and the network of the XOR lesson, beside each other."""

import altair as alt

from mlcore.xor.results import XorResult
from pages.lessons.xor.charts import trained
from pages.ui.charts import network
from pages.ui.charts.plane import square
from pages.ui.charts.spec import apart, to_spec, with_data
from pages.ui.context import cached, columns, t


def draw(result: XorResult) -> dict:
    """Draw a run; the charts follow ``frame``.

    Parameters
    ----------
    result
        A run of ``mlcore.xor.training``.
    """
    shots = result.snapshots
    return with_data(
        empty_charts(len(shots.plane), result.settings.hidden),
        **trained.plane_values(shots),
        **trained.network_values(shots),
    )


@cached()
def empty_charts(frames: int, hidden: int) -> dict:
    """Return both charts without numbers."""
    views = [
        trained.output_plane(frames, t("Output over the plane")),
        square(network.network(frames, trained.layers(hidden)), t("Network")),
    ]
    chart = apart(alt.concat(*views, columns=min(2, columns()), spacing=28), "color", "strokeDash", "shape", "opacity")
    return to_spec(chart)
