"""Settings of the debugging lesson."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator

from mlcore.common.settings import LearningRate, Seed, Settings, State, stops
from mlcore.debugging.bugs import BUGS

if TYPE_CHECKING:
    from mlcore.debugging.results import DebuggingResult


class DebuggingSettings(Settings):
    """A training program with a bug."""

    slug = "debugging"
    headline = "reported"

    case: Literal["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N"] = Field("A", description="Case")
    learning_rate: LearningRate = 0.1
    epochs: int = Field(40, ge=10, le=80, description="Epochs", json_schema_extra=stops(10, 20, 40, 80))
    seed: Seed = 0

    def run(self) -> "DebuggingResult":
        from mlcore.debugging.training import train

        return train(self)

    @property
    def program(self) -> str:  # type: ignore[override]
        """The name of the program that has the bug."""
        return BUGS[self.case].program

    @property
    def edit(self) -> tuple[str, str]:
        return BUGS[self.case].find, BUGS[self.case].replace


class PicksState(State):
    """The line that the learner picked in each case: A49.C47 is line 49 in case A and line 47 in case C.

    ``misses`` counts in the same way the picks of a wrong line. Line 0 means that the answer was shown. Links and
    browsers may keep picks of an earlier text of the programs: such a pick is a line like any other, mostly not the
    right one, and the learner can pick again.
    """

    slug = "picks"

    lines: str = Field("", max_length=60, pattern=r"^([A-N]\d{1,2}(\.[A-N]\d{1,2})*)?$", description="Lines picked")
    misses: str = Field("", max_length=80, pattern=r"^([A-N]\d{1,2}(\.[A-N]\d{1,2})*)?$", description="Wrong picks")

    @field_validator("lines")
    @classmethod
    def _lines_exist(cls, text: str) -> str:
        cases = [pick[0] for pick in text.split(".") if pick]
        if len(set(cases)) < len(cases):
            raise ValueError(f"each case may stand there once, got {text}")
        for case, line in by_case(text).items():
            if line > BUGS[case].length:
                raise ValueError(f"case {case} has lines 1 to {BUGS[case].length}, got {line}")
        return text

    @field_validator("misses")
    @classmethod
    def _cases_once(cls, text: str) -> str:
        cases = [pick[0] for pick in text.split(".") if pick]
        if len(set(cases)) < len(cases):
            raise ValueError(f"each case may stand there once, got {text}")
        return text

    @property
    def by_case(self) -> dict[str, int]:
        """The line by case; 0 means that the answer was shown."""
        return by_case(self.lines)

    def picking(self, case: str, line: int) -> str:
        """Return the text of these picks with one more."""
        return written({**self.by_case, case: line})

    def reopening(self, case: str) -> str:
        """Return the text of these picks without that of one case."""
        return written({other: line for other, line in self.by_case.items() if other != case})

    @property
    def missed(self) -> dict[str, int]:
        """How often a wrong line was picked, by case."""
        return by_case(self.misses)

    def missing(self, case: str) -> str:
        """Return the text of the wrong picks with one more."""
        return written({**self.missed, case: min(self.missed.get(case, 0) + 1, MAX_MISSES)})


MAX_MISSES = 99


def written(numbers: dict[str, int]) -> str:
    """Return numbers by case as a link carries them."""
    return ".".join(f"{case}{number}" for case, number in sorted(numbers.items()))


def by_case(text: str) -> dict[str, int]:
    """Return picks such as ``A49.C47`` by case."""
    return {pick[0]: int(pick[1:]) for pick in text.split(".") if pick}
