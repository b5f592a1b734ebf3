# One weight goes downhill
# Needs: python -m pip install numpy
import numpy as np

W = -0.8
LEARNING_RATE = 0.05
STEPS = 6

# ====== Data ====== #
x = np.array([-1.0, 1.0, 2.0])
y = np.array([-1.5, 1.5, 1.5])

# ====== Train ====== #
weights, losses = [], []
w = W
for step in range(STEPS):
    error = w * x - y
    slope = float((2 * error * x).mean())
    weights.append(w)
    losses.append(float((error**2).mean()))
    print("step", step, "weight", w, "loss", losses[-1], "slope", slope)
    w = w - LEARNING_RATE * slope

# ====== Evaluate ====== #
error = w * x - y
print("final loss:")
print(float((error**2).mean()))
