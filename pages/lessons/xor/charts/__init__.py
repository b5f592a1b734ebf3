"""The charts of the XOR lesson: from a result to a Vega-Lite spec, without Streamlit."""
