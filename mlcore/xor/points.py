"""The four points of XOR and the plane around them, as plain numbers."""

import numpy as np

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
TARGETS = np.array([0, 1, 1, 0])
NAMES = ("A", "B", "C", "D")
PLANE = (-0.5, 1.5)
"""Both axes of what is drawn."""
