"""Logic gates: which of them one neuron computes, by hand, by the perceptron rule and by gradient descent."""
