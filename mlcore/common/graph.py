"""The graph that autograd keeps behind tensors."""

from collections.abc import Iterable

import torch


def graph_size(tensors: Iterable[torch.Tensor]) -> int:
    """Return the number of operations in the graphs behind some tensors; one that needs no gradient has none."""
    seen: set = set()
    waiting: list = [tensor.grad_fn for tensor in tensors]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [before for before, _ in node.next_functions]
    return len(seen)
