"""The charts of the XOR lesson: from a result to a Vega-Lite spec, without Streamlit."""

from pages.ui.charts import theme

CONFIG = {**theme.CONFIG, "mark": {"tooltip": None}}
"""Marks without a tooltip of their own show none; Streamlit's theme would list their raw fields."""
