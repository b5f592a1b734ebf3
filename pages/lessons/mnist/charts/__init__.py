"""The charts of the digits lesson: from a result to a Vega-Lite spec, without Streamlit."""
