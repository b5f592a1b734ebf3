# A logic gate by the perceptron rule
# Needs: only Python
from fractions import Fraction

LEARNING_RATE = Fraction("1.0")  # fractions are exact, so equal weights are found to be equal
EPOCHS = 200

# ====== Data: AND ====== #
points = [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)]  # x1, x2 and the target

# ====== Model: one neuron with a threshold ====== #
w1, w2, b = 0, 0, 0

# ====== Train ====== #
seen = [(w1, w2, b)]
updates = 0
for epoch in range(EPOCHS):
    for x1, x2, target in points:
        output = 1 if w1 * x1 + w2 * x2 + b > 0 else 0
        error = target - output
        if error != 0:
            w1 += LEARNING_RATE * error * x1
            w2 += LEARNING_RATE * error * x2
            b += LEARNING_RATE * error
            updates += 1
    print("epoch", epoch, "weights", float(w1), float(w2), "bias", float(b))
    if (w1, w2, b) in seen:  # no point was wrong, or the weights go round in a circle
        break
    seen.append((w1, w2, b))

# ====== Evaluate ====== #
print("updates:")
print(updates)
