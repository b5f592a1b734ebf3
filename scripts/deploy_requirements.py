"""Pin every package that the app needs when it is deployed: ``python -m scripts.deploy_requirements``.

It prints requirements-cpu.txt with the version of each package in this environment, those that packages bring with them
included. Run it in the environment that the tests passed in.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

SOURCE = Path(__file__).parents[1] / "requirements-cpu.txt"
HEADER = "# Written by scripts/deploy_requirements.py: exactly the versions that the tests passed with."
GPU_ONLY = re.compile(r"(nvidia|cuda)-.*|triton")
"""Packages that only PyTorch's CUDA wheels need."""


class Package(NamedTuple):
    """An installed package: its version and its own requirements."""

    version: str
    requires: Sequence[str]


def installed(name: str) -> Package:
    """Look a package up in this environment."""
    package = metadata.distribution(name)
    return Package(package.version, package.requires or [])


def pinned(source: str, find: Callable[[str], Package] = installed) -> str:
    """Return a list of requirements with exact versions, for Python and platform of this environment.

    Parameters
    ----------
    source
        The text of a requirements file. Lines that start with ``--`` are kept, comments are not.
    find
        Returns the installed package of a name.

    Raises
    ------
    ValueError
        If an installed version does not satisfy a requirement.
    """
    lines = [line.strip() for line in source.splitlines()]
    options = [line for line in lines if line.startswith("--")]
    versions = closure((line for line in lines if line and not line.startswith(("--", "#"))), find)
    pins = [f"{name}=={version}" for name, version in sorted(versions.items())]
    return "\n".join([HEADER, *options, *pins, ""])


def closure(requirements: Iterable[str], find: Callable[[str], Package]) -> dict[str, str]:
    """Return the version of each required package and of all that these require in turn."""
    versions: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    todo = [(Requirement(line), "") for line in requirements]
    while todo:
        requirement, asking_extra = todo.pop()
        name = canonicalize_name(requirement.name)
        needed = requirement.marker is None or requirement.marker.evaluate({"extra": asking_extra})
        if not needed or GPU_ONLY.fullmatch(name):
            continue
        package = find(name)
        if not requirement.specifier.contains(package.version, prereleases=True):
            raise ValueError(f"{name} {package.version} is installed, but {requirement} is required")
        versions[name] = Version(package.version).public  # without "+cpu", which other platforms do not have
        for extra in ("", *requirement.extras):
            if (name, extra) not in seen:
                seen.add((name, extra))
                todo += [(Requirement(line), extra) for line in package.requires]
    return versions


if __name__ == "__main__":
    print(pinned(SOURCE.read_text(encoding="utf-8")), end="")
