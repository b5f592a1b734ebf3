"""The charts of the lesson on depth: from a result to a Vega-Lite spec, without Streamlit."""
