"""The charts of the lesson on luck: from a result to a Vega-Lite spec, without Streamlit."""
