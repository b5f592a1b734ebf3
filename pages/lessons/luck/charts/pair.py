"""Two runs of XOR, A and B: both output planes and both losses at one epoch."""

import altair as alt
import numpy as np

from mlcore.xor.results import XorResult
from mlcore.xor.settings import XorSettings
from pages.lessons.xor.charts.trained import output_plane, plane_values, written
from pages.ui import verdicts
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.spec import apart, to_spec, with_data
from pages.ui.context import cached, columns, counted, t
from pages.ui.labels import label

APART = 0.1
"""Two outputs that differ by more than this are called different."""


@cached(maxsize=8)
def replay(first: XorResult, second: XorResult, setting: str) -> dict:
    """Draw both runs; the charts follow ``frame`` and ``epoch``, which ``replay.following`` adds.

    Parameters
    ----------
    first, second
        Two runs of ``mlcore.xor.training`` of the same length and width.
    setting
        The setting in which they differ.
    """
    labels = names(first, second, setting)
    losses = {"A": first.losses, "B": second.losses}
    return with_data(
        empty_charts(len(first.snapshot_epochs), labels),
        **plane_values(first.snapshots, "_a"),
        **plane_values(second.snapshots, "_b"),
        loss=points({label: (np.arange(len(values)), values) for label, values in losses.items()}),
    )


@cached(maxsize=64)
def empty_charts(frames: int, labels: tuple[str, str]) -> dict:
    """Return the three charts without numbers."""
    planes = [output_plane(frames, label, run) for label, run in zip(labels, ("_a", "_b"), strict=True)]
    width = 270 if columns() == 3 else theme.CELL
    loss = curves("loss", ("A", "B"), t("Loss"), t("Epoch"), legend="bottom").properties(width=width)
    chart = apart(alt.concat(*planes, loss, columns=columns(), spacing=28), "color", "strokeDash", "shape", "opacity")
    return to_spec(chart)


def names(first: XorResult, second: XorResult, setting: str) -> tuple[str, str]:
    """Return what the two runs are called, e.g. ``A: Learning rate 0.5`` and ``B: Learning rate 5.0``."""
    title = t(XorSettings.model_fields[setting].description or setting)
    a, b = (label(getattr(run.settings, setting)) for run in (first, second))
    return f"A: {title} {a}", f"B: {title} {b}"


def difference(first: XorResult, second: XorResult, setting: str) -> str:
    """Say in words how the two runs differ."""
    if first.settings == second.settings:
        return t(
            "Nothing differs, and so the two runs agree digit for digit: `{a!r}` and `{b!r}`. The seed draws the "
            "weights, and all that follows is arithmetic."
        ).format(a=first.final_loss, b=second.final_loss)
    ends = [
        (t("{name} solves XOR (loss {loss})") if run.solved else t("{name} fails (loss {loss}, {ending})")).format(
            name=name, loss=written(run.final_loss), ending=verdicts.names()[run.verdict.ending]
        )
        for name, run in zip(names(first, second, setting), (first, second), strict=True)
    ]
    return f"{ends[0]}, {ends[1]}. {parting(first, second)}"


def parting(first: XorResult, second: XorResult) -> str:
    """Say when the answers to the four points part."""
    gaps = np.abs(first.snapshots.probabilities - second.snapshots.probabilities).max(axis=1)
    if not (gaps > APART).any():
        return t("Their answers never differ by more than {apart}.").format(apart=APART)
    epoch = int(first.snapshot_epochs[np.argmax(gaps > APART)])
    if first.settings.seed != second.settings.seed:
        return t(
            "They start from other weights; by epoch {epoch:,} an answer differs by more than {apart}, at the end by "
            "{gap:.2f}."
        ).format(epoch=epoch, apart=APART, gap=gaps[-1])
    return t(
        "They start from the same weights; by epoch {epoch:,} an answer differs by more than {apart}, at the end by "
        "{gap:.2f}."
    ).format(epoch=epoch, apart=APART, gap=gaps[-1])


def alt_text(first: XorResult, second: XorResult, setting: str) -> str:
    """Say in words what the charts show at the last epoch."""
    text = t("Two runs of XOR over {epochs} from seed {seed}. {difference}")
    return text.format(
        epochs=counted(first.settings.epochs, t("1 epoch"), t("{count} epochs")),
        seed=first.settings.seed,
        difference=difference(first, second, setting).replace("`", ""),
    )
