"""Results of the debugging lesson, without torch."""

from dataclasses import dataclass, field

import numpy as np

from mlcore.common.verdict import Verdict, judge
from mlcore.debugging.settings import DebuggingSettings


@dataclass(frozen=True, eq=False)
class Observed:
    """One program, run to its end or to its error.

    Attributes
    ----------
    reported
        The last line that it prints, or the error that ended it.
    losses, validation, test
        What its lists hold of each epoch, shape (epochs,); empty if it recorded nothing.
    chosen
        The epoch whose weights were kept, counted from 0; -1 for the last.
    fit
        Predictions at 81 points from -2 to 2, shape (81,); empty for a classification.
    warnings
        Texts of the warnings during the run, each once.
    frames
        Line and function of each frame of the error, the innermost last; empty without an error.
    clues
        Further measurements that reveal the bug, by name.
    """

    reported: str
    losses: np.ndarray = field(default_factory=lambda: np.empty(0))
    validation: np.ndarray = field(default_factory=lambda: np.empty(0))
    test: np.ndarray = field(default_factory=lambda: np.empty(0))
    chosen: int = -1
    fit: np.ndarray = field(default_factory=lambda: np.empty(0))
    warnings: list[str] = field(default_factory=list)
    frames: list[tuple[int, str]] = field(default_factory=list)
    clues: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class DebuggingResult:
    """The run with the bug and the run without it.

    Attributes
    ----------
    settings
        Settings of both runs.
    fixed, broken
        The program that works, and the program with the bug.
    x, y
        The training points of a regression, shapes (N,) and (N,); empty for a classification.
    baseline
        The lowest training loss that one constant answer can have: the variance of y, or ln 3 for three classes
        of one size.
    """

    settings: DebuggingSettings
    fixed: Observed
    broken: Observed
    x: np.ndarray
    y: np.ndarray
    baseline: float

    @property
    def without_bug(self) -> Verdict:
        """How the program that works ended; it keeps no loss from before training, which is about that of a guess."""
        return judge(self.fixed.losses, self.baseline, start=self.baseline)
