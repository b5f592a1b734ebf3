# One neuron with two inputs
# Needs: python -m pip install numpy
import numpy as np

W1 = 1.0
W2 = 0.5
B = -0.5
X1 = 1.5
X2 = -1.0

# ====== Weighted sum ====== #
z = np.round(W1 * X1 + W2 * X2 + B, 12)  # so that 0.1 + 0.2 - 0.3 is 0, as on paper
print("sum", z)

# ====== Activation: sigmoid ====== #
y = 1 / (1 + np.exp(-z))
print("output:")
print(float(y))
