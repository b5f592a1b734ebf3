"""Charts on a page."""

from html import escape

import streamlit as st

from pages.ui import arrow

PADDING = {"bottom": 2}
"""Pixels around a chart; Streamlit would leave 20 empty below it."""


def show(spec: dict, key: str, name: str, words: str, **selection) -> None:
    """Put a chart on the page; its key lets it survive reruns and take new numbers in place.

    ``selection`` goes to Streamlit's chart: what to call when a mark is clicked.

    Parameters
    ----------
    spec
        A Vega-Lite spec with its tables under ``datasets``. They travel as Arrow: Streamlit would take a detour over
        pandas that costs 2 ms a table.
    key
        Of the element.
    name
        What the chart is called, translated. It is part of the spec for Streamlit, so it must stay the same while the
        numbers change, or the browser would build the chart anew.
    words
        What the chart shows now, translated: for those who cannot see it.
    """
    tables = {name: arrow.table(rows) for name, rows in spec.get("datasets", {}).items()}
    whole = {"padding": PADDING, **spec, "datasets": tables}
    st.vega_lite_chart(whole, key=key, alt=name, width="content", **selection)
    st.html(f'<p class="visually-hidden">{escape(words)}</p>')
