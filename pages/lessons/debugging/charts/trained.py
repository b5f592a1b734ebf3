"""Charts of a loop with a bug and of the same loop without it."""

import math
from collections import defaultdict

import altair as alt
import numpy as np

from mlcore.debugging.bugs import BUGS
from mlcore.debugging.results import DebuggingResult, Observed
from pages.ui import numbers, verdicts
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.spec import XY, table, to_spec, with_data
from pages.ui.context import cached, columns, t

MAX_FACTOR = 20
"""Values above this multiple of the largest of the loop without the bug are not drawn."""

GRID = np.linspace(-2, 2, 81)
WIDTH, HEIGHT = 262, 110


def draw(result: DebuggingResult) -> dict:
    """Draw what both loops recorded and learned."""
    fixed, broken = result.fixed, result.broken
    labels = names()
    last = (
        {"test": both(labels, fixed.test, broken.test), "chosen": chosen(fixed, broken)}
        if len(fixed.test)
        else {"fit": learned(labels, fixed.fit, broken.fit), "dots": {"x": result.x, "y": result.y}}
    )
    return with_data(
        empty(bool(len(fixed.test))),
        loss=both(labels, fixed.losses, broken.losses),
        validation=both(labels, fixed.validation, broken.validation),
        **last,
    )


def names() -> tuple[str, str]:
    """Return the names of the two loops."""
    return t("without the bug"), t("with the bug")


def both(labels: tuple[str, str], fixed: np.ndarray, broken: np.ndarray) -> dict[str, list]:
    """Return the curves of both loops over the epochs 1, 2, ..., without values that cannot be drawn."""
    series = {}
    for label, values in zip(labels, (fixed, broken), strict=True):
        seen = drawable(fixed, values)
        series[label] = (np.arange(1, len(values) + 1)[seen], values[seen])
    return points(series)


def drawable(fixed: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return which values of a curve fit into one chart with the loop without the bug."""
    limit = MAX_FACTOR * max(fixed[np.isfinite(fixed)], default=1.0)
    return np.isfinite(values) & (values <= limit)


def out_of_range(result: DebuggingResult) -> str:
    """Return a sentence on losses that are not drawn, or that end too high without the bug, or nothing."""
    fixed, broken = result.fixed.losses, result.broken.losses
    for label, losses in zip(names(), (fixed, broken), strict=True):
        if not np.isfinite(losses).all():
            text = t(
                "In epoch {epoch} the training loss {label} stopped being a finite number: each step overshot by more "
                "than the last. Choose a smaller learning rate."
            )
            return text.format(epoch=1 + int(np.isfinite(losses).argmin()), label=label)
    if result.without_bug.ending != "done":
        return t("Without the bug: {words}").format(words=verdicts.words(result.without_bug))
    if drawable(fixed, broken).all():
        return ""
    text = t("The training loss with the bug leaves the picture; its largest value is {largest}, in epoch {epoch}.")
    return text.format(largest=short(broken.max()), epoch=1 + int(broken.argmax()))


def chosen(fixed: Observed, broken: Observed) -> dict[str, list]:
    """Return the epoch of each test curve whose weights were kept."""
    return {
        "x": [run.chosen + 1 for run in (fixed, broken)],
        "y": [float(run.test[run.chosen]) for run in (fixed, broken)],
        "colour": list(theme.SERIES[:2]),
        "shape": ["circle", "diamond"],
    }


def learned(labels: tuple[str, str], fixed: np.ndarray, broken: np.ndarray) -> dict[str, list]:
    """Return the curves that both models learned, without those of loops that stopped or diverged."""
    usable = {
        label: (GRID, fit)
        for label, fit in zip(labels, (fixed, broken), strict=True)
        if len(fit) and np.abs(fit).max() < MAX_FACTOR  # false for NaN
    }
    return points(usable or {labels[0]: (np.empty(0), np.empty(0))})


@cached(maxsize=16)
def empty(classes: bool) -> dict:
    """Return the three charts without numbers."""
    labels, epoch = names(), t("Epoch")
    validation = t("Validation accuracy") if classes else t("Validation loss")
    views = [
        curves("loss", labels, t("Training loss, as the loop recorded it"), epoch, cursor=False),
        curves("validation", labels, validation, epoch, cursor=False),
        test_accuracy(labels) if classes else fits(labels),
    ]
    width = WIDTH if columns() == 1 else theme.CELL
    sized = [view.properties(width=width, height=HEIGHT) for view in views]
    chart = alt.concat(*sized, columns=columns(), spacing=18).resolve_scale(color="shared", strokeDash="shared")
    return to_spec(chart)


def test_accuracy(labels: tuple[str, str]) -> alt.LayerChart:
    """Draw the test accuracy and a mark at the epoch whose weights were kept."""
    curve = curves("test", labels, t("Test accuracy (marked: the epoch that was kept)"), t("Epoch"), cursor=False)
    colour, shape = alt.Color("colour:N", scale=None), alt.Shape("shape:N", scale=None)
    marks = table("chosen").mark_point(size=140, filled=True, opacity=1, stroke=theme.NEUTRAL, strokeWidth=1)
    return curve + marks.encode(**XY, color=colour, shape=shape)


def fits(labels: tuple[str, str]) -> alt.LayerChart:
    """Draw the training points and the curves that were learned."""
    dots = table("dots").mark_circle(size=16, color="#8a94a0", opacity=0.7, clip=True)
    title = t("What each model learned (dots: training data)")
    curve = curves("fit", labels, title, "x", cursor=False)
    return dots.encode(x=alt.X("x:Q", title="x"), y=alt.Y("y:Q")) + curve


def alt_text(result: DebuggingResult) -> str:
    """Describe the curves in words."""
    fixed, broken = result.fixed, result.broken
    texts = [
        t("Case {case}: both loops over {epochs} epochs.").format(
            case=result.settings.case, epochs=result.settings.epochs
        ),
        t("Training loss without the bug {way}").format(way=way(fixed)),
    ]
    if broken.frames:
        texts.append(t("with the bug nothing was recorded before the error."))
        return " ".join([texts[0], f"{texts[1]};", texts[2]])
    texts.append(t("with the bug {way}").format(way=way(broken)))
    measure = t("Validation accuracy") if len(fixed.test) else t("Validation loss")
    end = t("{measure} at the end: {fixed} without the bug, {broken} with it.").format(
        measure=measure, fixed=short(fixed.validation[-1]), broken=short(broken.validation[-1])
    )
    return f"{texts[0]} {texts[1]}, {texts[2]}. {end}"


def way(run: Observed) -> str:
    """Return the first and the last training loss of a loop."""
    return f"{short(run.losses[0])} → {short(run.losses[-1])}"


def short(value: float) -> str:
    """Return a number with four digits; say in words if it is not finite or very large."""
    if not math.isfinite(value):
        return t("no finite number")
    return numbers.short(value) if abs(value) < 1e6 else t("more than a million")


def traceback(result: DebuggingResult) -> str:
    """Return the error of the loop with the bug as Python prints it, with only the frames of the loop."""
    source = BUGS[result.settings.case].broken.splitlines()
    frames = result.broken.frames
    lines = [f"  line {line}, in {function}\n    {source[line - 1].strip()}" for line, function in frames]
    return "\n".join(["Traceback (most recent call last):", *lines, result.broken.reported])


def evidence(result: DebuggingResult) -> dict[str, str]:
    """Return the numbers for the explanations by name; a dash if a loop recorded nothing."""
    numbers = {"epochs": str(result.settings.epochs), "rate": f"{result.settings.learning_rate:g}"}
    for name, run in (("fixed", result.fixed), ("broken", result.broken)):
        measured = {**(recorded(run) if len(run.losses) else {}), **run.clues}
        numbers |= {f"{name}_{key}": short(value) for key, value in measured.items()}
        numbers[f"{name}_reported"] = run.reported
    return defaultdict(lambda: "–", numbers)


def recorded(run: Observed) -> dict[str, float]:
    """Return numbers that describe the curves of a loop without an error."""
    rises = np.diff(run.losses)
    return {
        "first": run.losses[0],
        "last": run.losses[-1],
        "mean": run.losses[-9:].mean(),
        "rise": max(0.0, rises.max()),
        "growth": rises[-9:].mean(),
        "val_first": run.validation[0],
        "val": run.validation[-1],
        "moved": np.ptp(run.validation),
        "third": int(np.isclose(run.validation, 1 / 3).sum()),
        "kept": run.test[run.chosen] if len(run.test) else math.nan,
    }
