"""Pictures of train() and eval(): the same network asked again and again, and what each way keeps."""

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.spec import filled
from pages.ui.context import cached, t


def asked(result) -> dict:
    """Draw the accuracy of every asking in both modes.

    Parameters
    ----------
    result
        A run of ``mlcore.classification.modes``.
    """
    times = np.arange(1, len(result.train_accuracies) + 1)
    series = {"train()": (times, result.train_accuracies), "eval()": (times, result.eval_accuracies)}
    return filled(asked_picture(), asked=points(series))


@cached()
def asked_picture() -> dict:
    """Return the curves without numbers."""
    title = t("Accuracy of one network on the same test points")
    chart = curves("asked", ("train()", "eval()"), title, t("Asked"), ".1%", cursor=False, legend="bottom")
    return alt.concat(chart.properties(width=theme.CELL * 1.2, height=180)).configure(**theme.CONFIG).to_dict()


def asked_alt(result) -> str:
    """Say in words how far the answers spread."""
    return t(
        "The same network asked {times} times about the same test points. After train() its accuracy lies between "
        "{low:.1%} and {high:.1%}, after eval() between {eval_low:.1%} and {eval_high:.1%}."
    ).format(
        times=len(result.train_accuracies),
        low=result.train_accuracies.min(),
        high=result.train_accuracies.max(),
        eval_low=result.eval_accuracies.min(),
        eval_high=result.eval_accuracies.max(),
    )


def rows(result) -> list[dict[str, str]]:
    """Return what each way of computing the logits keeps, as a table."""
    yes, no = t("yes"), t("no")
    return [
        {
            t("way"): f"`{way}`",
            t("same logits again"): yes if kept.same_again else no,
            t("backward possible"): yes if kept.requires_grad else no,
            t("operations in the graph"): f"{kept.nodes}",
            t("kept for backward"): f"{kept.kilobytes:.0f} kB",
        }
        for way, kept in result.kept.items()
    ]
