"""The charts of the downhill lesson: from a result to a Vega-Lite spec, without Streamlit."""
