"""What the process that workers are forked from imports once for all of them."""

import gc
import sys

# Pretend Triton is not installed: it takes 75 MB and only compiles GPU kernels.
sys.modules["triton"] = None  # type: ignore[assignment]

import torch._dynamo  # noqa: E402, F401  # torch.optim imports it at its first step

import workers.remote  # noqa: E402, F401

gc.collect()
gc.freeze()  # the garbage collectors of workers leave alone what they share
