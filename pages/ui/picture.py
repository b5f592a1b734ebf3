"""Pictures on a page."""

import pyarrow as pa
import streamlit as st


def show(spec: dict, key: str, alt: str) -> None:
    """Put a picture on the page; its key lets it survive reruns and take new numbers in place.

    Its tables travel as Arrow. Streamlit would take a detour over pandas that costs 2 ms a table.
    """
    tables = {name: pa.Table.from_pylist(rows) for name, rows in spec.get("datasets", {}).items()}
    st.vega_lite_chart({**spec, "datasets": tables}, key=key, alt=alt, width="content")
