"""Every class of settings and page state, found in the lessons' folders."""

from importlib import import_module
from pathlib import Path

from mlcore.common.settings import Settings, State

ROOT = Path(__file__).parents[2]


def modules(pattern: str) -> list[str]:
    """Return the full names of the modules whose files match a pattern."""
    return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted(ROOT.glob(pattern))]


def classes(base: type[State]) -> list[type]:
    """Return all classes below a base, in the order in which they were defined."""
    children = base.__subclasses__()
    return [found for child in children for found in [child, *classes(child)] if found is not Settings]


for name in [*modules("mlcore/*/settings.py"), *modules("pages/lessons/*/state.py")]:
    import_module(name)

TABLES: list[type[State]] = classes(State)
"""All of them: what a link can set."""

EXPERIMENTS: list[type[Settings]] = classes(Settings)
"""Those that a worker can run."""
