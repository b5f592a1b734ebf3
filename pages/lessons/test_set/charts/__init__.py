"""The charts of the lesson on training, validation and test set, without Streamlit."""
