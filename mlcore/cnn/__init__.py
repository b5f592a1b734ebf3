"""Convolution: from the cat's neuron to what a trained CNN sees."""
