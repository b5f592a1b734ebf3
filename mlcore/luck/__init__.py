"""The same code from other seeds: how often training finds the weights that solve XOR."""
