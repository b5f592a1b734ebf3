"""Test accuracy on the bundled digits with the page's defaults: python -m benchmarks.digits_accuracy"""

import statistics
import time

import torch

from mlcore.mnist.settings import MnistSettings
from mlcore.mnist.training import train

GOALS = {"linear": None, "mlp": 0.965, "cnn": 0.98}
SPLITS = range(300, 320)
"""Splits that no setting was chosen on."""


def main() -> None:
    torch.set_num_threads(1)
    for model, goal in GOALS.items():
        start = time.perf_counter()
        shares = [train(MnistSettings(model=model, data_seed=seed)).test_accuracy for seed in SPLITS]
        took = (time.perf_counter() - start) / len(shares)
        wanted = "" if goal is None else f"; goal at least {goal:.1%}"
        print(
            f"{model}: {statistics.mean(shares):.2%} (from {min(shares):.1%} to {max(shares):.1%}), "
            f"{took:.1f} s a run{wanted}"
        )


if __name__ == "__main__":
    main()
