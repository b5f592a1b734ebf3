"""Depth: gradients that vanish or explode, and what a skip connection does."""
