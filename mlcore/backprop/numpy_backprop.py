"""Backpropagation by hand: forward, backward and update of a 2-H-1 network in NumPy alone."""

from typing import NamedTuple

import numpy as np

from mlcore.backprop.chain_rule import PARAMETERS, Numbers, parameters_of
from mlcore.backprop.settings import BackpropSettings
from mlcore.neuron.activations import ACTIVATIONS, sigmoid

SLOPES = {
    "linear": lambda h: np.ones_like(h),
    "sigmoid": lambda h: h * (1 - h),
    "tanh": lambda h: 1 - h * h,
    "relu": lambda h: (h > 0).astype(h.dtype),
}
"""The slope of each activation as a function of its output h, which the forward pass has computed."""


class Weights(NamedTuple):
    """The parameters of the network, or their gradients: shapes (H, 2), (H,), (H,) and ()."""

    hidden: np.ndarray
    hidden_bias: np.ndarray
    output: np.ndarray
    output_bias: np.ndarray


def forward(w: Weights, x: np.ndarray, activation: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the hidden activations, shape (N, H), and the logits, shape (N,), of inputs x, shape (N, 2)."""
    h = ACTIVATIONS[activation](x @ w.hidden.T + w.hidden_bias)
    return h, h @ w.output + w.output_bias


def loss(logits: np.ndarray, y: np.ndarray) -> float:
    """Return the mean binary cross-entropy (nats) of logits and targets y, both of shape (N,)."""
    return float(np.mean(np.logaddexp(0, logits) - y * logits))


def backward(w: Weights, x: np.ndarray, y: np.ndarray, h: np.ndarray, logits: np.ndarray, activation: str) -> Weights:
    """Return the gradients of the loss, computed from the results of the forward pass.

    (p - y) / N goes back to the logits; times the output weights and the slopes it goes back to the hidden sums.

    Parameters
    ----------
    w, x, y
        Parameters, inputs of shape (N, 2) and targets of shape (N,).
    h, logits
        The results of ``forward`` for them.
    activation
        A key of ``SLOPES``.

    Raises
    ------
    ValueError
        If there is not one target for every input, or no such activation.

    Source: D. Rumelhart, G. Hinton and R. Williams, Nature 323 (1986).
    """
    if y.shape != (len(x),):
        raise ValueError(f"y must have shape {(len(x),)}, one target for every input, got {y.shape}")
    if activation not in SLOPES:
        raise ValueError(f"activation must be one of {', '.join(SLOPES)}, got {activation!r}")
    to_logits = (sigmoid(logits) - y) / len(y)
    to_sums = np.outer(to_logits, w.output) * SLOPES[activation](h)
    return Weights(to_sums.T @ x, to_sums.sum(axis=0), to_logits @ h, to_logits.sum())


def step(w: Weights, gradients: Weights, learning_rate: float) -> Weights:
    """Return the parameters after a step against the gradients."""
    return Weights(*(value - learning_rate * gradient for value, gradient in zip(w, gradients, strict=True)))


def train_step(w: Weights, x: np.ndarray, y: np.ndarray, activation: str, learning_rate: float) -> Weights:
    """Return the parameters after one step of gradient descent on the whole batch."""
    h, logits = forward(w, x, activation)
    return step(w, backward(w, x, y, h, logits, activation), learning_rate)


def gradients_of(settings: BackpropSettings) -> Numbers:
    """Return the nine gradients of one example's cross-entropy by the names of a 2-2-1 network's parameters."""
    p = parameters_of(settings)
    w = Weights(
        np.array([[p["w11"], p["w12"]], [p["w21"], p["w22"]]]),
        np.array([p["b1"], p["b2"]]),
        np.array([p["v1"], p["v2"]]),
        np.array(p["c"]),
    )
    x, y = np.array([[settings.x1, settings.x2]]), np.array([settings.target])
    hidden, bias, output, c = backward(w, x, y, *forward(w, x, settings.activation), settings.activation)
    values = (*hidden[0], bias[0], *hidden[1], bias[1], *output, c)
    return {name: float(value) for name, value in zip(PARAMETERS, values, strict=True)}
