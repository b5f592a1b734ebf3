"""The graph that autograd keeps, counted by hand."""

import torch

from mlcore.common.graph import graph_size


def test_a_graph_is_counted_once_however_often_it_is_used():
    """x * 2 + x * 2 shares only x: two products, one sum, one accumulation of the gradient."""
    x = torch.ones(1, requires_grad=True)
    assert graph_size([x * 2 + x * 2]) == 4
    y = x * 2
    assert graph_size([y + y]) == 3
    assert graph_size([y + y, y]) == 3
    assert graph_size([torch.zeros(1)]) == 0
