"""The program of an experiment on its page: its text, notes on its lines, its number and its downloads."""

import ast
import io
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from mlcore import export
from mlcore.common.program import render_program
from mlcore.common.settings import Settings
from pages.ui import stepper, test_set
from pages.ui.context import t
from pages.ui.i18n import noted
from pages.ui.labels import headline

HEIGHT = 460
ROOT = Path(__file__).parents[2]


def show(
    settings: Settings,
    result,
    now: Callable[[], Settings],
    steps: bool = True,
    test: bool = True,
    number: str = "",
    **other: Any,
) -> None:
    """Show the program that ran, and offer it as a script and a notebook.

    Parameters
    ----------
    settings, result
        The experiment as it stands, and its run; None while there is none.
    now
        Returns the settings at the time of a download: a fragment may have moved them on.
    steps
        Whether the learner can step through it here.
    test
        Whether the block that opens the test set is shown; a download holds it in any case.
    number
        The attribute of the result that the program prints last; the experiment's headline if nothing is said.
    other
        What the program is rendered with beside the settings, e.g. ``model="linear"``.
    """
    text = render_program(settings, **other).text
    if not test:
        text = test_set.without_block(text)
        st.caption(t("The block that opens the test set is shown when you open the test set."))
    st.code(text, language="python", line_numbers=True, height=HEIGHT)
    if result is not None and result.settings == settings:
        last_line(repr(getattr(result, number or settings.headline)), headline(settings, number))
    explain(text)
    if steps:
        stepper.offer(settings, **other)
    downloads(settings, now, **other)


def last_line(line: str, name: str) -> None:
    """Show the line that the program prints last, and what it is."""
    text = t("The download prints this as its last line, {headline}: `{number}`")
    st.markdown(text.format(headline=name, number=line))
    st.caption(t("On another processor, or with other versions of the libraries, the last digits may differ."))


def explain(text: str) -> None:
    """Say of each line that needs it what it is for."""
    rows = noted(text)
    if rows:
        with st.expander(t("What the lines are for"), icon=":material/notes:"):
            st.markdown("\n".join(f"- **{line}** `{code}`: {note}" for line, code, note in rows))


def downloads(settings: Settings, now: Callable[[], Settings], **other: Any) -> None:
    """Offer the program, with its data where it reads any, and the notebook."""
    script, notebook = st.columns(2)
    name = export.name_of(settings, **other)
    ending = "zip" if render_program(settings, **other).data else "py"
    offer(script, name, ending, lambda: packed(export.to_files(now(), **other)))
    offer(notebook, name, "ipynb", lambda: export.to_notebook(now(), **other))


def offer(column, name: str, ending: str, make: Callable[[], str | bytes]) -> None:
    """Offer one file, made at the click."""
    column.download_button(
        t("Download .{ending}").format(ending=ending),
        make,
        file_name=f"{name}.{ending}",
        key=f"_download.{name}.{ending}",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )


def packed(files: dict[str, bytes]) -> bytes:
    """Return a download's one file, or an archive of its files."""
    if len(files) == 1:
        return next(iter(files.values()))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return archive.getvalue()


@lru_cache
def source_of(path: str, *names: str) -> str:
    """Return the source of some definitions of a module, in the order of its file. The module is not imported.

    Parameters
    ----------
    path
        Of the file, from the root of the repository.
    names
        Of functions, classes and constants at its top.

    Raises
    ------
    ValueError
        If a name is not defined there.
    """
    text = (ROOT / path).read_text(encoding="utf-8")
    found = {name: node for node in ast.parse(text).body if (name := defined_name(node)) in names}
    if len(found) < len(names):
        raise ValueError(f"names must be defined in {path}, got {sorted({*names} - found.keys())}")
    return "\n\n\n".join(ast.get_source_segment(text, node) or "" for node in found.values())


def defined_name(node: ast.stmt) -> str:
    """Return the name that a statement defines, or nothing."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else ""
