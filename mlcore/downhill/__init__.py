"""Downhill: loss, slope, learning rate and optimizers."""
