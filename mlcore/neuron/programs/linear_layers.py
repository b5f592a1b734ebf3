# A stack of linear layers, and the single layer that it equals
# Needs: python -m pip install numpy
from itertools import pairwise

import numpy as np

LAYERS = 3
SEED = 0

# ====== Data: 49 x 49 points over a square ====== #
steps = -3 + (np.arange(49) + 0.5) * 6 / 49
x = np.stack(np.meshgrid(steps, steps), axis=-1)

# ====== Model: random weights and biases ====== #
generator = np.random.default_rng(SEED)
sizes = [2, *[4] * (LAYERS - 1), 1]
layers = []
for inputs, outputs in pairwise(sizes):
    numbers = generator.standard_normal((outputs, inputs + 1)) / np.sqrt(inputs)
    layers.append((numbers[:, :-1], numbers[:, -1]))

# ====== Layer by layer ====== #
h = x
for weight, bias in layers:
    h = h @ weight.T + bias

# ====== All in one layer ====== #
single_weight, single_bias = np.eye(2), np.zeros(2)
for weight, bias in layers:
    single_weight, single_bias = weight @ single_weight, weight @ single_bias + bias
y = x @ single_weight.T + single_bias
print("single layer", single_weight.tolist(), single_bias.tolist())
print("largest difference:")
print(np.abs(h - y).max().item())
