"""The charts of the regression lesson: from a result to a Vega-Lite spec, without Streamlit."""
