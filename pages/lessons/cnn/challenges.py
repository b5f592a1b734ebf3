"""Challenges of the lesson on convolution."""

import numpy as np

from mlcore.cnn.convolution import ConvolutionResult, convolve
from mlcore.cnn.receptive_cell import POSITIONS, ReceptiveCellResult
from mlcore.inside_cnn.results import ShiftedDigitsResult
from mlcore.cnn.settings import CnnSettings, ReceptiveCellSettings
from pages.lessons.cnn.state import ShiftState
from pages.ui.challenge import Challenge
from pages.ui.context import t

STRONG, SILENT, LOUD = 0.9, 0.05, 0.8
LINE = 11
CLEARLY = 2.0
SEVEN, SAME = (7, 7), (28, 28)
FAR_APART = 3
ACCEPTABLE = 0.8


def orientation(settings: ReceptiveCellSettings, result: ReceptiveCellResult) -> str:
    """Find the bar to which the simple cell responds with at least 90 % of its maximum."""
    if settings.stimulus != "bar" or settings.cell != "simple":
        return t("Choose the simple cell and show it a bar that stands still.")
    if result.response < STRONG:
        return t("Your cell answers with {share:.0%}; it must reach {goal:.0%}.").format(
            share=min(result.response, STRONG - 0.01), goal=STRONG
        )
    return ""


def anywhere(settings: ReceptiveCellSettings, result: ReceptiveCellResult) -> str:
    """Place a bar to which the complex cell responds and the simple cell does not."""
    if settings.stimulus == "disc":
        return t("Choose a bar.")
    place = POSITIONS.tolist().index(settings.position)
    simple, pooled = (float(result.by_position[cell][place]) for cell in ("simple", "complex"))
    if simple > SILENT or pooled < LOUD:
        text = t("The simple cell answers with {simple:.0%} (at most {silent:.0%}), the complex one with {pooled:.0%} ")
        text += t("(at least {loud:.0%}).")
        return text.format(
            simple=simple if simple <= SILENT else max(simple, SILENT + 0.01),
            silent=SILENT,
            pooled=pooled if pooled >= LOUD else min(pooled, LOUD - 0.01),
            loud=LOUD,
        )
    return ""


def lines() -> dict[str, np.ndarray]:
    """Return four images of one line each, ink 1 on paper 0, shape (11, 11), by the sign of the line."""
    falling = np.eye(LINE)
    lying = np.zeros((LINE, LINE))
    lying[LINE // 2] = 1
    return {"\\": falling, "/": falling[::-1], "-": lying, "|": lying.T}


def slanted(settings: CnnSettings, result: ConvolutionResult) -> str:
    """Write a kernel that responds to a falling diagonal line much more than to other lines."""
    even = float(np.abs(result.kernel.sum()))
    if even > 1e-9:
        return t("Your kernel answers to an even surface: its nine numbers add up to {sum:.2f}, not 0.").format(
            sum=even
        )
    answers = {sign: float(convolve(line, result.kernel).max()) for sign, line in lines().items()}
    own = answers.pop("\\")
    sign, other = max(answers.items(), key=lambda item: item[1])
    if own <= 0 or own < CLEARLY * other:
        return t(
            "To `\\` it answers {own:.2f}, to `{sign}` {other:.2f}; the first must be at least twice the second."
        ).format(own=round(own, 2) + 0.0, sign=sign, other=round(other, 2) + 0.0)
    return ""


def seven(settings: CnnSettings, result: ConvolutionResult) -> str:
    """Make the map exactly 7x7 with a dilation of at least 3."""
    if settings.dilation < FAR_APART:
        return t("Spread the kernel out: the dilation must be at least {least}.").format(least=FAR_APART)
    return size(result, SEVEN)


def same(settings: CnnSettings, result: ConvolutionResult) -> str:
    """Keep the size of the image with a dilation of at least 2."""
    if settings.dilation < 2:
        return t("Spread the kernel out: the dilation must be at least {least}.").format(least=2)
    return size(result, SAME)


def size(result: ConvolutionResult, goal: tuple[int, int]) -> str:
    """Return what is missing for a map of a given size."""
    rows, columns = result.output.shape
    if (rows, columns) == goal:
        return ""
    return t("Your map has {rows} × {columns} places; {goal} × {goal} are asked for.").format(
        rows=rows, columns=columns, goal=goal[0]
    )


def fragile(settings: ShiftState, result: ShiftedDigitsResult) -> str:
    """Mark the smallest shift at which the MLP reads less than 80 % right."""
    shares = result.accuracies["mlp"]
    if shares[settings.shift] >= ACCEPTABLE:
        return t("At a shift of {shift} pixels the MLP still reads {share:.1%} right.").format(
            shift=settings.shift, share=shares[settings.shift]
        )
    if settings.shift > 0 and shares[settings.shift - 1] < ACCEPTABLE:
        return t("It is below {limit:.0%} before that already.").format(limit=ACCEPTABLE)
    return ""


CHALLENGES = (
    Challenge("orientation", orientation, ReceptiveCellSettings(angle=150, width=7)),
    Challenge("anywhere", anywhere, ReceptiveCellSettings(angle=150, position=8, cell="complex")),
    Challenge("slanted", slanted, CnnSettings(kernel="2 -1 -1 / -1 2 -1 / -1 -1 2")),
    Challenge("seven", seven, CnnSettings(padding=2, stride=4, dilation=3)),
    Challenge("same", same, CnnSettings(padding=2, dilation=2)),
    Challenge("fragile", fragile, ShiftState(shift=2)),
)
