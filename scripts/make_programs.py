"""Write each lesson's programs with the default settings: ``python -m scripts.make_programs``."""

from mlcore.common.program import Program, render_program
from mlcore.common.settings import Settings
from mlcore.debugging.settings import DebuggingSettings
from mlcore.logic_gates.settings import LogicGatesSettings
from tests.support.tables import EXPERIMENTS

OTHERS: list[Settings] = [LogicGatesSettings(learner="perceptron"), DebuggingSettings(case="D")]
"""Settings that have another program than the defaults of their experiment."""


def programs() -> list[Program]:
    """Return every experiment's program, rendered with the default settings and without the bugs of a lesson."""
    every = [*(experiment() for experiment in EXPERIMENTS), *OTHERS]
    return [render_program(settings, edited=False) for settings in every if settings.program]


def main() -> None:
    for program in programs():
        (program.folder / f"{program.name}.py").write_text(program.text, encoding="utf-8")


if __name__ == "__main__":
    main()
