"""One neuron: weights, sum, activation; and what a stack of linear layers computes."""
