"""One training step of a 2-2-1 network in PyTorch, and its gradients by finite differences."""

import torch
from torch import nn

from mlcore.backprop.chain_rule import PARAMETERS, Numbers, draw_parameters
from mlcore.backprop.results import BackpropResult
from mlcore.backprop.settings import BackpropSettings as Settings
from mlcore.common.program import fill
from mlcore.common.training import ACTIVATIONS
from mlcore.common.watching import watch

NUDGE = 1e-5


class Net(nn.Module):
    r"""Two inputs, two hidden units, one output, in double precision.

    .. math:: h = \varphi(W x + b), \qquad z = v \cdot h + c, \qquad p = \sigma(z)

    ``forward`` maps x, shape (N, 2), to the logits z, shape (N, 1); the loss applies the sigmoid.
    """

    def __init__(self, activation: str) -> None:
        super().__init__()
        self.hidden = nn.Linear(2, 2, dtype=torch.float64)
        self.activation = ACTIVATIONS[activation]()
        self.output = nn.Linear(2, 1, dtype=torch.float64)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.output(self.activation(self.hidden(x)))


def network(settings: Settings) -> Net:
    """Return the network with the parameters that the seed draws."""
    model = Net(settings.activation)
    drawn = draw_parameters(settings.seed)
    with torch.no_grad():
        for name, place in places(model).items():
            place.fill_(drawn[name])
    return model


def places(model: Net) -> dict[str, torch.Tensor]:
    """Return a view of each parameter's number in the model's tensors."""
    weight, bias = model.hidden.weight.data, model.hidden.bias.data
    output = model.output.weight.data[0]
    found = (weight[0, 0], weight[0, 1], bias[0], weight[1, 0], weight[1, 1], bias[1], output[0], output[1])
    return dict(zip(PARAMETERS, (*found, model.output.bias.data[0]), strict=True))


def numbers(weight: torch.Tensor, bias: torch.Tensor, output: torch.Tensor, c: torch.Tensor) -> Numbers:
    """Return the numbers in four tensors, parameters or gradients, by the parameters' names."""
    rows = [[*row, b] for row, b in zip(weight.tolist(), bias.tolist(), strict=True)]
    return dict(zip(PARAMETERS, (*rows[0], *rows[1], *output[0].tolist(), c.item()), strict=True))


def central_differences(model: Net, x: torch.Tensor, y: torch.Tensor, nudge: float = NUDGE) -> Numbers:
    r"""Return the derivative of the loss by each parameter from two forward passes for each of them.

    .. math:: \frac{\partial L}{\partial w} \approx \frac{L(w + \varepsilon) - L(w - \varepsilon)}{2 \varepsilon}

    Parameters
    ----------
    model, x, y
        The network and a batch: inputs of shape (N, 2), targets of shape (N, 1).
    nudge
        The step epsilon, positive: a large one is not exact, and a very small one is lost in rounding.

    Raises
    ------
    ValueError
        If ``nudge`` is not positive.
    """
    if not nudge > 0:
        raise ValueError(f"nudge must be positive, got {nudge}")
    criterion = nn.BCEWithLogitsLoss()
    found = {}
    with torch.no_grad():
        for name, place in places(model).items():
            before = place.item()
            place.fill_(before + nudge)
            above = criterion(model(x), y).item()
            place.fill_(before - nudge)
            below = criterion(model(x), y).item()
            place.fill_(before)
            found[name] = (above - below) / (2 * nudge)
    return found


def train(settings: Settings) -> BackpropResult:
    """Run the lesson's program, one step on one example, and compute its gradients by finite differences too."""
    run = watch(fill(settings), 2)
    model, loss = run.names["model"], run.names["loss"]
    return BackpropResult(
        settings=settings,
        autograd=numbers(*(p.grad for p in model.parameters())),
        differences=central_differences(network(settings), run.names["x"], run.names["y"]),
        parameters=draw_parameters(settings.seed),
        updated=numbers(*(p.detach() for p in model.parameters())),
        loss_before=loss.item(),
        loss_after=run.number,
    )
