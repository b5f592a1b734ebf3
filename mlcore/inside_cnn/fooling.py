"""Fool a trained network: move the pixels of a digit along the gradient of the loss, and leave the weights alone."""

import torch
import torch.nn.functional as F

from mlcore.inside_cnn.results import FoolingResult
from mlcore.inside_cnn.settings import MAX_STEP, FoolingSettings
from mlcore.mnist.digits import load_digits
from mlcore.mnist.network import CNN, scaled, trained_cnn

SEED = 0
"""Of the random signs."""


def fool(settings: FoolingSettings, model: CNN | None = None) -> FoolingResult:
    r"""Change a digit by each step size, towards a smaller loss of the target, and read it.

    .. math:: x' = x - \epsilon \operatorname{sign}(\partial L / \partial x)

    With several steps each goes its part of the way along a gradient of its own. Pixels stay between paper and ink.

    Parameters
    ----------
    settings
        The digit and its change.
    model
        The network; by default the one that reads what learners draw.

    Sources: C. Szegedy et al., Intriguing properties of neural networks (2013); I. Goodfellow, J. Shlens and
    C. Szegedy, Explaining and harnessing adversarial examples (2014).
    """
    model = model or trained_cnn()
    images, labels = load_digits()
    image = images[labels == settings.digit][settings.sample]
    sizes = torch.arange(MAX_STEP + 1).view(-1, 1, 1, 1) / 255
    start = scaled(torch.from_numpy(image))[None, None].repeat(len(sizes), 1, 1, 1)
    signs = torch.randint(2, (28, 28), generator=torch.Generator().manual_seed(SEED)) * 2.0 - 1
    noisy = (start + sizes * signs).clamp(0, 1)
    at_once = along_gradient(model, start, sizes, settings.target, 1)
    pixels = (
        noisy if settings.change == "random" else along_gradient(model, start, sizes, settings.target, settings.steps)
    )
    probabilities = answers(model, pixels)
    return FoolingResult(
        settings=settings,
        image=image,
        gradient=gradients(model, start[:1], settings.target)[0, 0].numpy(),
        images=(255 * pixels[:, 0]).round().to(torch.uint8).numpy(),
        probabilities=probabilities.numpy(),
        random=answers(model, noisy).numpy(),
        smallest=first_read(probabilities, settings.target),
        smallest_at_once=first_read(answers(model, at_once), settings.target),
    )


def along_gradient(model: CNN, pixels: torch.Tensor, sizes: torch.Tensor, target: int, steps: int) -> torch.Tensor:
    """Return images that have gone against the signs of their gradients, each by its own size, in some equal steps."""
    for _ in range(steps):
        pixels = (pixels - sizes / steps * gradients(model, pixels, target).sign()).clamp(0, 1)
    return pixels


def first_read(probabilities: torch.Tensor, target: int) -> int:
    """Return the smallest step size at which the target is read, or -1."""
    return min((step for step, read in enumerate(probabilities.argmax(1).tolist()) if read == target), default=-1)


def gradients(model: CNN, pixels: torch.Tensor, target: int) -> torch.Tensor:
    """Return the derivative of each image's cross-entropy with the target by each of its pixels."""
    pixels = pixels.detach().requires_grad_()
    loss = F.cross_entropy(model(pixels), torch.full((len(pixels),), target), reduction="sum")
    (gradient,) = torch.autograd.grad(loss, pixels)
    return gradient


@torch.no_grad()
def answers(model: CNN, pixels: torch.Tensor) -> torch.Tensor:
    """Return the probabilities of the ten classes, shape (N, 10)."""
    return model(pixels).softmax(dim=1)
