"""The science of every lesson: plain PyTorch and NumPy, readable from top to bottom."""
