"""Every lesson's charts: from a result to an Altair chart, without Streamlit."""

from collections.abc import Callable

Translate = Callable[[str], str]
