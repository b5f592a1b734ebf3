"""Training programs with a bug: fourteen edits of two programs, run beside the programs that work."""
