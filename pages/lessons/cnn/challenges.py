"""Challenges of the lesson on convolution."""

import numpy as np

from mlcore.cnn.convolution import ConvolutionResult, convolve
from mlcore.cnn.receptive_cell import POSITIONS, ReceptiveCellResult
from mlcore.cnn.results import ReceptiveFieldResult
from mlcore.cnn.settings import CnnSettings, ReceptiveCellSettings, ReceptiveFieldSettings
from pages.ui.challenge import Challenge
from pages.ui.context import t

STRONG, SILENT, LOUD = 0.9, 0.05, 0.8
LINE_LENGTH = 11
CLEAR_RATIO = 2.0
INPUT_SIZE = (28, 28)
DIGIT_SIDE, MAX_WEIGHTS = 28, 27


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
    falling = np.eye(LINE_LENGTH)
    lying = np.zeros((LINE_LENGTH, LINE_LENGTH))
    lying[LINE_LENGTH // 2] = 1
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
    if own <= 0 or own < CLEAR_RATIO * other:
        return t(
            "To `\\` it answers {own:.2f}, to `{sign}` {other:.2f}; the first must be at least twice the second."
        ).format(own=round(own, 2) + 0.0, sign=sign, other=round(other, 2) + 0.0)
    return ""


def same(settings: CnnSettings, result: ConvolutionResult) -> str:
    """Keep the size of the image with a dilation of at least 2."""
    if settings.dilation < 2:
        return t("Spread the kernel out: the dilation must be at least {least}.").format(least=2)
    return size(result, INPUT_SIZE)


def size(result: ConvolutionResult, goal: tuple[int, int]) -> str:
    """Return what is missing for a map of a given size."""
    rows, columns = result.output.shape
    if (rows, columns) == goal:
        return ""
    return t("Your map has {rows} × {columns} places; {goal} × {goal} are asked for.").format(
        rows=rows, columns=columns, goal=goal[0]
    )


def whole(settings: ReceptiveFieldSettings, result: ReceptiveFieldResult) -> str:
    """Let one unit see the whole digit with few weights."""
    weights = settings.layers * settings.kernel_size**2
    seen = t("It sees {width} pixels and the kernels have {weights} weights.").format(
        width=result.measured, weights=weights
    )
    return "" if result.measured >= DIGIT_SIDE and weights <= MAX_WEIGHTS else seen


CHALLENGES = (
    Challenge("orientation", orientation, ReceptiveCellSettings(angle=150, width=7)),
    Challenge("anywhere", anywhere, ReceptiveCellSettings(angle=150, position=8, cell="complex")),
    Challenge("slanted", slanted, CnnSettings(kernel="2 -1 -1 / -1 2 -1 / -1 -1 2")),
    Challenge("same", same, CnnSettings(padding=2, dilation=2)),
    Challenge("whole", whole, ReceptiveFieldSettings(layers=3, kernel_size=3, stride=2)),
)
