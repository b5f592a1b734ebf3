"""The charts of the backpropagation lesson: from a result to a Vega-Lite spec, without Streamlit."""
