"""What the process that workers are forked from imports once for all of them."""

import gc

import torch._dynamo  # noqa: F401  # torch.optim imports it at its first step

import workers.remote  # noqa: F401

gc.collect()
gc.freeze()  # the garbage collectors of workers leave alone what they share
