"""Convolution: from the cat's neuron to a kernel that slides, and what one unit sees."""
