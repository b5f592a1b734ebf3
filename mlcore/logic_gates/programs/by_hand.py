# A logic gate by hand
# Needs: only Python
W1 = 1.0
W2 = -1.0
B = 0.5

# ====== Data: AND ====== #
points = [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)]  # x1, x2 and the target

# ====== Evaluate: one neuron with a threshold ====== #
right = 0
for x1, x2, target in points:
    z = round(W1 * x1 + W2 * x2 + B, 12)  # so that 0.1 + 0.2 - 0.3 is 0, as on paper
    output = 1 if z > 0 else 0
    if output == target:
        right += 1
    print("point", (x1, x2), "sum", z, "output", output, "target", target)
print("points that are right:")
print(right)
