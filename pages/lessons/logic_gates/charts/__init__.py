"""The charts of the lesson on logic gates: from a result to a Vega-Lite spec, without Streamlit."""
