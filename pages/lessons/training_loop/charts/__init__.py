"""Charts of the lesson about the training loop."""
