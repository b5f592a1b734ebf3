"""The charts of the lesson on convolution: from a result to a Vega-Lite spec, without Streamlit."""
