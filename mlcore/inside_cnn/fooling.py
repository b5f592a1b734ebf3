"""Fool a trained network: move the pixels of a digit along the gradient of the loss, and leave the weights alone."""

import torch
import torch.nn.functional as F

from mlcore.inside_cnn.occlusion import network
from mlcore.inside_cnn.results import FoolingResult
from mlcore.inside_cnn.settings import LARGEST_STEP
from mlcore.inside_cnn.weights import Question
from mlcore.mnist.digits import load_digits
from mlcore.mnist.network import CNN, scaled

SEED = 0
"""Of the random signs."""


def fool(question: Question) -> FoolingResult:
    r"""Change a digit by each step size, towards a smaller loss of the target, and read it.

    .. math:: x' = x - \epsilon \operatorname{sign}(\partial L / \partial x)

    With several steps each goes its part of the way along a gradient of its own. Pixels stay between paper and ink.

    Sources: C. Szegedy et al., Intriguing properties of neural networks (2013); I. Goodfellow, J. Shlens and
    C. Szegedy, Explaining and harnessing adversarial examples (2014).
    """
    settings = question.settings
    model = network(question.weights)
    images, labels = load_digits()
    image = images[labels == settings.digit][settings.sample]
    sizes = torch.arange(LARGEST_STEP + 1).view(-1, 1, 1, 1) / 255
    start = scaled(torch.from_numpy(image))[None, None].repeat(len(sizes), 1, 1, 1)
    signs = torch.randint(2, (28, 28), generator=torch.Generator().manual_seed(SEED)) * 2.0 - 1
    noisy = (start + sizes * signs).clamp(0, 1)

    pixels = start
    if settings.change == "random":
        pixels = noisy
    else:
        for _ in range(settings.steps):
            gradient = gradients(model, pixels, settings.target)
            if settings.change == "sign":
                direction = gradient.sign()
            else:  # the pixel with the largest derivative moves by the whole step
                direction = gradient / gradient.abs().amax(dim=(1, 2, 3), keepdim=True).clamp(min=1e-30)
            pixels = (pixels - sizes / settings.steps * direction).clamp(0, 1)
    probabilities = answers(model, pixels)
    read = [step for step, answer in enumerate(probabilities.argmax(1).tolist()) if answer == settings.target]
    return FoolingResult(
        settings=settings,
        image=image,
        gradient=gradients(model, start[:1], settings.target)[0, 0].numpy(),
        images=(255 * pixels[:, 0]).round().to(torch.uint8).numpy(),
        probabilities=probabilities.numpy(),
        random=answers(model, noisy).numpy(),
        smallest=min(read, default=-1),
    )


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
