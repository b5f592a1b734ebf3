"""The charts of the neuron lesson: from a result to a Vega-Lite spec, without Streamlit."""
