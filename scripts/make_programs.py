"""Write each lesson's programs with the default settings: ``python -m scripts.make_programs``."""

from mlcore.common.program import Program, fill
from mlcore.common.settings import Settings
from tests.support.tables import EXPERIMENTS


def programs() -> list[Program]:
    """Return every experiment's program, filled in with the default settings."""
    return [fill(settings()) for settings in EXPERIMENTS if issubclass(settings, Settings) and settings.program]


def main() -> None:
    for program in programs():
        (program.folder / f"{program.name}.py").write_text(program.text, encoding="utf-8")


if __name__ == "__main__":
    main()
