"""The environment in which tests run a download: empty, but on the same processor."""

import os

LIMITS = ("ATEN_CPU_CAPABILITY", "MKL_ENABLE_INSTRUCTIONS", "ONEDNN_MAX_CPU_ISA")
"""What limits PyTorch, MKL and oneDNN to some of the processor's instructions, and so decides the last digits."""

ENVIRONMENT = {name: os.environ[name] for name in LIMITS if name in os.environ}
