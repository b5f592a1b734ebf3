"""The charts of the classification lesson: from a result to a Vega-Lite spec, without Streamlit."""
