"""Tables on a page."""

from collections.abc import Iterable, Sequence

import streamlit as st


def show(rows: Sequence[dict[str, str]]) -> None:
    """Put rows of text on the page; Streamlit's own table would bring pandas, 29 MB, into the app's process."""
    header = list(rows[0])
    body = [list(row.values()) for row in rows]
    st.markdown("\n".join(map(line, [header, ["---"] * len(header), *body])))


def line(cells: Iterable[str]) -> str:
    """Return a row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
