"""The page about the training loop: its state, challenges, charts and prose."""
