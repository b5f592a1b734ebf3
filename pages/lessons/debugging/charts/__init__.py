"""The charts of the debugging lesson: from a result to a Vega-Lite spec, without Streamlit."""
