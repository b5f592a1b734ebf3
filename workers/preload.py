"""What the process that workers are forked from imports once for all of them."""

import gc
import sys

# As where it is not installed: 75 MB to compile for GPUs, which no worker does.
sys.modules["triton"] = None  # type: ignore[assignment]

import torch._dynamo  # noqa: E402, F401  # torch.optim imports it at its first step

import workers.remote  # noqa: E402, F401

gc.collect()
gc.freeze()  # no worker's collector walks, and so copies, what all of them share
