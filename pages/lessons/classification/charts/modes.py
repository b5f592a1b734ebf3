"""Charts of train() and eval(): one network evaluated many times, and what each way stores."""

import altair as alt
import numpy as np

from mlcore.classification.results import ModesResult
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.spec import to_spec, with_data
from pages.ui.context import cached, columns, t
from pages.ui.percent import percent


def asked(result: ModesResult) -> dict:
    """Draw the accuracies of all repetitions in both modes."""
    times = np.arange(1, len(result.train_accuracies) + 1)
    series = {"train()": (times, result.train_accuracies), "eval()": (times, result.eval_accuracies)}
    return with_data(empty_asked(), asked=points(series))


@cached()
def empty_asked() -> dict:
    """Return the curves without numbers."""
    title = t("Accuracy of one network on the same points")
    chart = curves("asked", ("train()", "eval()"), title, t("Question number"), ".1%", cursor=False, legend="bottom")
    return to_spec(alt.concat(chart.properties(width=theme.CELL + 275 * (columns() - 1))))


def asked_alt(result: ModesResult) -> str:
    """Describe the range of the accuracies in words."""
    return t(
        "The same network asked {times} times about the same points. After train() its accuracy lies between "
        "{low} and {high}, after eval() between {eval_low} and {eval_high}."
    ).format(
        times=len(result.train_accuracies),
        low=percent(result.train_accuracies.min()),
        high=percent(result.train_accuracies.max()),
        eval_low=percent(result.eval_accuracies.min()),
        eval_high=percent(result.eval_accuracies.max()),
    )


def rows(result: ModesResult) -> list[dict[str, str]]:
    """Return a table of what each way of computing the logits stores."""
    yes, no = t("yes"), t("no")
    return [
        {
            t("way"): f"`{way}`",
            t("same logits again"): yes if stored.same_again else no,
            t("backward possible"): yes if stored.requires_grad else no,
            t("operations in the graph"): f"{stored.nodes}",
            t("kept for backward"): f"{stored.kilobytes:.0f} kB",
        }
        for way, stored in result.memory.items()
    ]
