"""The code that ran, as a script or a notebook that runs without this repository.

Modules are read as text and never imported, so that a page shows the source of a run at no cost.
"""

import ast
import base64
import json
import sys
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

from mlcore.common.settings import Settings

DIGITS_MODULE = "mlcore.mnist.digits"
DIGITS_FILE = Path(__file__).parent / "mnist" / "programs" / "digits.npz"
DISTRIBUTIONS = {"sklearn": "scikit-learn", "PIL": "pillow"}
"""What to install for a package whose name in Python is another."""
DIGITS_READER = '''def read_digits() -> bytes:
    """Return the compressed digits that this file carries."""
    return base64.b85decode(DIGITS.replace("\\n", ""))'''


@dataclass(frozen=True)
class Definition:
    """A top-level function, class or constant, as it stands in its file."""

    module: str
    line: int
    source: str
    uses: frozenset[str]


class Module:
    """One module of ``mlcore`` as text, taken apart into imports and definitions.

    Raises
    ------
    ValueError
        If there is no such module.
    """

    def __init__(self, name: str) -> None:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise ValueError(f"name must be a module of mlcore, got {name!r}")
        self.name = name
        self.lines = Path(spec.origin).read_text(encoding="utf-8").splitlines()
        self.body = ast.parse("\n".join(self.lines)).body

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """Every name that a top-level statement defines."""
        return {name: self._definition(node) for node in self.body for name in defined_names(node)}

    def _definition(self, node: ast.stmt) -> Definition:
        line = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
        uses = frozenset(name.id for name in ast.walk(node) if isinstance(name, ast.Name))
        return Definition(self.name, line, "\n".join(self.lines[line - 1 : node.end_lineno]), uses)

    @cached_property
    def imports(self) -> dict[str, tuple[str, str]]:
        """For every name imported at the top: the module it comes from and a statement that imports it."""
        found = {}
        for node in self.body:
            for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else []:
                what = f"{alias.name} as {alias.asname}" if alias.asname else alias.name
                origin = node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
                statement = f"from {origin} import {what}" if isinstance(node, ast.ImportFrom) else f"import {what}"
                found[alias.asname or alias.name.partition(".")[0]] = (origin, statement)
        return found


def defined_names(node: ast.stmt) -> list[str]:
    """Return the names that a top-level statement defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
    return []


def is_settings(module: str) -> bool:
    """Say whether a module holds settings: a download has their values instead."""
    return module.endswith(".settings")


@lru_cache
def module_named(name: str) -> Module:
    """Return a module, read and parsed once."""
    return Module(name)


def source_of(module: str, *names: str) -> str:
    """Return the source of some definitions of a module, in the order of its file.

    Raises
    ------
    ValueError
        If the module does not define one of the names.
    """
    definitions = module_named(module).definitions
    unknown = sorted(set(names) - definitions.keys())
    if unknown:
        raise ValueError(f"names must be defined in {module}, got {unknown}")
    return written({definitions[name] for name in names})


def written(definitions: set[Definition]) -> str:
    """Return definitions of one module one under the other, constants close together."""
    text, after_block = "", False
    for definition in sorted(definitions, key=lambda definition: definition.line):
        block = definition.source.startswith(("def ", "class ", "@"))
        text += ("\n\n\n" if block or after_block else "\n") + definition.source
        after_block = block
    return text.strip("\n")


def collect(module: str, name: str, needed: set[Definition], imports: set[str]) -> None:
    """Add a name's definition, and all that it uses, to ``needed`` and ``imports``."""
    source = module_named(module)
    origin, statement = source.imports.get(name, ("", ""))
    if origin.startswith("mlcore."):
        if not is_settings(origin):
            collect(origin, name, needed, imports)
    elif statement:
        imports.add(statement)
    elif name in source.definitions and source.definitions[name] not in needed:
        needed.add(source.definitions[name])
        for used in source.definitions[name].uses:
            collect(module, used, needed, imports)


def imported_first(module: str) -> list[str]:
    """Return a module after all modules of ``mlcore`` that it imports."""
    origins = {origin for origin, _ in module_named(module).imports.values()}
    ours = sorted(origin for origin in origins if origin.startswith("mlcore.") and not is_settings(origin))
    return list(dict.fromkeys([*(name for origin in ours for name in imported_first(origin)), module]))


@dataclass(frozen=True)
class Parts:
    """A run taken apart: a script writes the parts one under the other, a notebook puts them into cells."""

    title: str
    packages: str
    imports: str
    settings: str
    definitions: list[str]
    digits: str
    run: list[str]


def parts(settings: Settings) -> Parts:
    """Return the parts of a run with its settings filled in."""
    module = settings.exported
    needed: set[Definition] = set()
    imports = {"from types import SimpleNamespace"}
    collect(module, settings.entry, needed, imports)
    uses_torch = any("torch" in statement for statement in imports)
    if uses_torch:
        imports.add("import torch")
    sections = [written({d for d in needed if d.module == name}) for name in imported_first(module)]
    if settings.edit:
        sections[-1] = sections[-1].replace(*settings.edit)
    run = ["torch.set_num_threads(1)"] if uses_torch else []
    run.append(f"result = {settings.entry}(settings)")
    digits = ""
    if any(definition.module == DIGITS_MODULE for definition in needed):
        reader = module_named(DIGITS_MODULE).definitions["read_digits"].source
        sections = [section.replace(reader, DIGITS_READER) for section in sections]
        imports.add("import base64")
        dataset = getattr(settings, "dataset", None)
        if dataset:
            run.append('print("test accuracy", result.test_accuracy)')
        if dataset != "full":
            digits = embedded_digits()
    values = "\n".join(f"    {name}={value!r}," for name, value in settings.model_dump().items())
    return Parts(
        title=(type(settings).__doc__ or "").strip(),
        packages=packages("\n".join([*imports, *sections])),
        imports="\n".join(sorted(imports, key=lambda line: (line.startswith("from"), line))),
        settings=f"settings = SimpleNamespace(\n{values}\n)",
        definitions=[section for section in sections if section],
        digits=digits,
        run=[*run, f"print(repr(result.{settings.headline}))"],
    )


def packages(source: str) -> str:
    """Return what has to be installed for some source to run: what it imports, at its top or inside a function."""
    roots = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots.add((node.module or "").partition(".")[0])
    return " ".join(sorted(DISTRIBUTIONS.get(root, root) for root in roots - sys.stdlib_module_names))


def embedded_digits() -> str:
    """Return the bundled digits as a Python statement, base-85 in lines of 100 characters."""
    text = base64.b85encode(DIGITS_FILE.read_bytes()).decode("ascii")
    lines = "\n".join(text[start : start + 100] for start in range(0, len(text), 100))
    return f'DIGITS = """\n{lines}\n"""'


def to_script(settings: Settings) -> str:
    """Return a run as one Python file; the last line that it prints is the run's headline, e.g. its final loss.

    Parameters
    ----------
    settings
        Settings of an experiment; they name the function to run and the number to print.
    """
    run = parts(settings)
    heading = f'"""{run.title}\n\nNeeds: python -m pip install {run.packages}\n"""'
    main = "\n    ".join(["def main() -> None:", *run.run])
    blocks = [
        f"{heading}\n\nfrom __future__ import annotations\n\n{run.imports}\n\n{run.settings}",
        *run.definitions,
        main,
        *([run.digits] if run.digits else []),
        'if __name__ == "__main__":\n    main()\n',
    ]
    return "\n\n\n".join(blocks)


def to_notebook(settings: Settings) -> str:
    """Return a run as a Jupyter notebook (nbformat 4.5, JSON) that ends with the same line as the script."""
    run = parts(settings)
    title: dict[str, object] = {"cell_type": "markdown", "metadata": {}, "source": f"# {run.title}"}
    code = ["from __future__ import annotations\n\n" + run.imports, run.settings, *run.definitions]
    code += [run.digits] if run.digits else []
    cells = [title, *(code_cell(source) for source in [*code, "\n".join(run.run)])]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cells)],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False)


def code_cell(source: str) -> dict[str, object]:
    """Return a code cell that has not run yet."""
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
