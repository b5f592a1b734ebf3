"""One training step of a 2-2-1 or 2-2-2 network in PyTorch, and its gradients by finite differences."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from mlcore.backprop.chain_rule import Numbers, parameters_of
from mlcore.backprop.results import BackpropResult
from mlcore.backprop.settings import PARAMETERS, SECOND
from mlcore.backprop.settings import BackpropSettings as Settings
from mlcore.common.program import render_program
from mlcore.common.running import run_program
from mlcore.common.training import ACTIVATIONS

EPSILON = 1e-5

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


class Net(nn.Module):
    r"""Two inputs, two hidden units, one or two outputs, in double precision.

    .. math:: h = \varphi(W x + b), \qquad z = v \cdot h + c, \qquad p = \sigma(z)

    ``forward`` maps x, shape (N, 2), to the logits z, shape (N, outputs); the loss applies the sigmoid.
    """

    def __init__(self, activation: str, outputs: int = 1) -> None:
        super().__init__()
        self.hidden = nn.Linear(2, 2, dtype=torch.float64)
        self.activation = ACTIVATIONS[activation]()
        self.output = nn.Linear(2, outputs, dtype=torch.float64)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.output(self.activation(self.hidden(x)))


def network(settings: Settings) -> Net:
    """Return the network with the parameters that the learner gives or the seed draws."""
    model = Net(settings.activation, settings.outputs)
    wanted = parameters_of(settings)
    with torch.no_grad():
        for name, place in places(model).items():
            place.fill_(wanted[name])
    return model


def places(model: Net) -> dict[str, torch.Tensor]:
    """Return a view of each parameter's number in the model's tensors."""
    layers = (model.hidden, model.output)
    rows = [(*row, b) for layer in layers for row, b in zip(layer.weight.data, layer.bias.data, strict=True)]
    return named(rows)


def numbers(weight: torch.Tensor, bias: torch.Tensor, output: torch.Tensor, c: torch.Tensor) -> Numbers:
    """Return the numbers in four tensors, parameters or gradients, by the parameters' names."""
    layers = ((weight, bias), (output, c))
    return named([(*row, b) for rows, biases in layers for row, b in zip(rows.tolist(), biases.tolist(), strict=True)])


def named(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Return what belongs to the parameters by their names: a row for each unit, its weights and its bias."""
    return dict(zip(PARAMETERS + SECOND, [one for row in rows for one in row], strict=False))


def central_differences(
    model: Net, x: torch.Tensor, y: torch.Tensor, loss_function: Loss, epsilon: float = EPSILON
) -> Numbers:
    r"""Return the derivative of the loss by each parameter from two forward passes for each of them.

    .. math:: \frac{\partial L}{\partial w} \approx \frac{L(w + \varepsilon) - L(w - \varepsilon)}{2 \varepsilon}

    Parameters
    ----------
    model, x, y
        The network and a batch: inputs of shape (N, 2), targets of shape (N, outputs).
    loss_function
        Its loss, from the logits and the targets.
    epsilon
        The step epsilon, positive: a large one is not exact, and a very small one is lost in rounding.

    Raises
    ------
    ValueError
        If ``epsilon`` is not positive.
    """
    if not epsilon > 0:
        raise ValueError(f"epsilon must be positive, got {epsilon}")
    found = {}
    with torch.no_grad():
        for name, place in places(model).items():
            before = place.item()
            place.fill_(before + epsilon)
            above = loss_function(model(x), y).item()
            place.fill_(before - epsilon)
            below = loss_function(model(x), y).item()
            place.fill_(before)
            found[name] = (above - below) / (2 * epsilon)
    return found


def train(settings: Settings) -> BackpropResult:
    """Run the lesson's program, one step on one example, and compute its gradients by finite differences too."""
    run = run_program(render_program(settings), 2)
    model, loss, x, y = (run.names[name] for name in ("model", "loss", "x", "y"))
    return BackpropResult(
        settings=settings,
        autograd=numbers(*(p.grad for p in model.parameters())),
        differences=central_differences(network(settings), x, y, run.names["loss_function"]),
        parameters=parameters_of(settings),
        updated=numbers(*(p.detach() for p in model.parameters())),
        loss_before=loss.item(),
        loss_after=run.number,
    )
