"""Training loops with a bug: fourteen edits of two loops, run beside the loops that work."""
