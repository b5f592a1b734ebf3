"""The charts of the lesson on the inside of a CNN: from a result to a Vega-Lite spec, without Streamlit."""
