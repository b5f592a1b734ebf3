"""Backpropagation: one step through a 2-2-1 network, its gradients and their price."""
