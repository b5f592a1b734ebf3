"""What a learner takes home: an experiment's program as a script or a notebook, with the data that it reads."""

import base64
import json
import re
import textwrap
from typing import Any

from mlcore.common.program import Program, render_program
from mlcore.common.settings import Settings

HEADING = re.compile(r"^# =+ (.*?) =+ #\n", re.MULTILINE)


def name_of(settings: Settings, **other: Any) -> str:
    """Return the name of an experiment's program, rendered with other values too, and so of its download."""
    return "_".join([settings.slug, *other.values()])


def to_script(settings: Settings, **other: Any) -> str:
    """Return the program of an experiment; the last line that it prints is the experiment's number.

    Parameters
    ----------
    settings, other
        What the program is rendered with.

    Raises
    ------
    ValueError
        If the experiment has no program.
    """
    return render_program(settings, **other).text


def to_files(settings: Settings, **other: Any) -> dict[str, bytes]:
    """Return the files of a download by name: the program, and the data that it reads.

    Raises
    ------
    ValueError
        If the experiment has no program.
    """
    program = render_program(settings, **other)
    data = {name: (program.folder / name).read_bytes() for name in program.data}
    return {f"{name_of(settings, **other)}.py": program.text.encode(), **data}


def to_notebook(settings: Settings, **other: Any) -> str:
    """Return the program as a Jupyter notebook (nbformat 4.5, JSON), with plots of what it learned if it trains.

    Its first cell carries the data. The program's headings become cells of text; it prints the same last line.

    Raises
    ------
    ValueError
        If the experiment has no program.
    """
    program = render_program(settings, notebook=True, **other)
    start, *sections = HEADING.split(program.text)
    title, _, code = start.partition("\n")
    cells = [markdown(f"# {title.removeprefix('# ')}"), *map(code_cell, carried(program)), code_cell(code)]
    for heading, code in zip(sections[::2], sections[1::2], strict=True):
        cells += [markdown(f"## {heading}"), code_cell(code)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cells)],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False)


def carried(program: Program) -> list[str]:
    """Return code that writes the program's data files, each as base-85 in lines of 100 characters."""
    cells = []
    for name in program.data:
        text = base64.b85encode((program.folder / name).read_bytes()).decode("ascii")
        lines = "\n".join(textwrap.wrap(text, 100))
        cells.append(
            "import base64\nfrom pathlib import Path\n\n"
            f'data = """\n{lines}\n"""\nPath("{name}").write_bytes(base64.b85decode(data.replace("\\n", "")))'
        )
    return cells


def markdown(source: str) -> dict[str, object]:
    """Return a cell of text."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code_cell(source: str) -> dict[str, object]:
    """Return a code cell that has not run yet."""
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source.strip()}
