# A 3x3 kernel that slides over a digit
# Needs: python -m pip install numpy
from pathlib import Path

import numpy as np

KERNEL = [
    [-1, 0, 1],
    [-2, 0, 2],
    [-1, 0, 1],
]
DIGIT = 3
SAMPLE = 0
PADDING = 0
STRIDE = 1
DILATION = 1

# ====== Image: a digit of MNIST, by Y. LeCun, C. Cortes and C. J. C. Burges ====== #
with np.load(Path(__file__).with_name("digits.npz")) as file:
    image = file["images"][file["labels"] == DIGIT][SAMPLE] / 255  # 0 is paper, 1 is ink
image = np.pad(image, PADDING)
kernel = np.array(KERNEL)

# ====== Convolution ====== #
reach = DILATION * (len(kernel) - 1) + 1  # pixels from the first to the last under the kernel
places = (len(image) - reach) // STRIDE + 1
output = np.zeros((places, places))
for row in range(places):
    for column in range(places):
        top, left = row * STRIDE, column * STRIDE
        patch = image[top : top + reach : DILATION, left : left + reach : DILATION]
        output[row, column] = (patch * kernel).sum() + 0.0  # so that -0.0 becomes 0.0

# ====== The strongest place ====== #
row, column = divmod(int(output.argmax()), places)
print("size", output.shape, "strongest at row", row, "column", column)
print("largest sum:")
print(output.max().item())
