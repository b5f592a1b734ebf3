"""The charts of the front page: from a result to a Vega-Lite spec, without Streamlit."""
