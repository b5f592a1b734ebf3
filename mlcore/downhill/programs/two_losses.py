# A sigmoid neuron that should answer 0, with two losses
# Needs: only Python
import math

W = 4.0
LEARNING_RATE = 1.0


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


# ====== Cross-entropy: -ln(1 - p) ====== #
w, steps = W, 0
while sigmoid(w) >= 0.1:
    p = sigmoid(w)
    slope = p
    w = w - LEARNING_RATE * slope
    steps += 1
print("steps with cross-entropy", steps)

# ====== Squared error: p * p ====== #
w, steps = W, 0
while sigmoid(w) >= 0.1:
    p = sigmoid(w)
    slope = 2 * p * p * (1 - p)
    w = w - LEARNING_RATE * slope
    steps += 1
print("steps with squared error:")
print(steps)
