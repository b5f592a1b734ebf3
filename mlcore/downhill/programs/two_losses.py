# A sigmoid neuron that should answer 0, with two losses
# Needs: only Python
import math

W = 4.0
LEARNING_RATE = 1.0


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


# ====== Cross-entropy: -ln(1 - p) ====== #
w, cross_entropy = W, []
while sigmoid(w) >= 0.1:
    p = sigmoid(w)
    slope = p
    w = w - LEARNING_RATE * slope
    cross_entropy.append(p)
print("steps with cross-entropy", len(cross_entropy))

# ====== Squared error: p * p ====== #
w, squared_error = W, []
while sigmoid(w) >= 0.1:
    p = sigmoid(w)
    slope = 2 * p * p * (1 - p)
    w = w - LEARNING_RATE * slope
    squared_error.append(p)
print("steps with squared error:")
print(len(squared_error))
