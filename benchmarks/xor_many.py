"""``mlcore.luck.many`` against the loop that a student writes for one network: python -m benchmarks.xor_many"""

import statistics

import torch

from benchmarks.timing import in_turn
from benchmarks.xor_train import SETTINGS, student
from mlcore.luck.many import train_many

NETWORKS = 256

if __name__ == "__main__":
    torch.set_num_threads(1)
    many, one = in_turn(lambda: train_many(SETTINGS, range(NETWORKS)), student, runs=15)
    whole = sorted(b / a for a, b in zip(many, one, strict=True))
    middle = statistics.median(whole)
    print(
        f"{NETWORKS} networks, {SETTINGS.epochs:,} epochs: {statistics.median(many) * 1e3:.0f} ms, one student's loop "
        f"{statistics.median(one) * 1e3:.0f} ms"
    )
    print(f"one loop / all networks: {middle:.2f} (from {whole[0]:.2f} to {whole[-1]:.2f}); goal above 1")
    print(f"one loop / one network of many: {NETWORKS * middle:.0f}; goal at least 300")
