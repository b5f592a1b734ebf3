"""Feature maps of a trained CNN for one digit, and its occlusion map."""

import torch
import torch.nn.functional as F

from mlcore.inside_cnn.results import OcclusionResult
from mlcore.inside_cnn.settings import OcclusionSettings
from mlcore.mnist.digits import load_digits
from mlcore.mnist.network import CNN, scaled, trained_cnn

GREY = 0.5


def covered(image: torch.Tensor, patch: int) -> torch.Tensor:
    """Return one copy of the image for each pixel, with a grey patch centred on it, shape (784, 1, 28, 28).

    Parameters
    ----------
    image
        Grey values 0 to 1, shape (1, 28, 28).
    patch
        Side of the patch in pixels, odd.

    Raises
    ------
    ValueError
        If the side is not an odd number of at least 1.
    """
    if patch < 1 or patch % 2 == 0:
        raise ValueError(f"patch must be an odd number of at least 1, got {patch}")
    height, width = image.shape[-2:]
    copies = image.repeat(height * width, 1, 1, 1)
    for place in range(height * width):
        row, column = divmod(place, width)
        top, left = max(0, row - patch // 2), max(0, column - patch // 2)
        copies[place, :, top : row + patch // 2 + 1, left : column + patch // 2 + 1] = GREY
    return copies


@torch.no_grad()
def occlusion_map(settings: OcclusionSettings, model: CNN | None = None) -> OcclusionResult:
    """Read a digit with a trained network, without a patch and with a patch at each place.

    Parameters
    ----------
    settings
        The digit and the patch.
    model
        The network; by default the one that reads what learners draw.

    Source: M. Zeiler and R. Fergus, Visualizing and understanding convolutional networks (2014).
    """
    model = model or trained_cnn()
    images, labels = load_digits()
    image = scaled(torch.from_numpy(images[labels == settings.digit][settings.sample]))
    first = F.relu(F.max_pool2d(model.conv1(image[None, None]), 2))
    second = F.relu(F.max_pool2d(model.conv2(first), 2))
    answers = model(covered(image[None], settings.patch)).softmax(dim=1)
    occluded = answers[:, settings.digit]
    return OcclusionResult(
        settings=settings,
        image=image.numpy(),
        filters=model.conv1.weight[:, 0].numpy(),
        first_maps=first[0].numpy(),
        second_maps=second[0].numpy(),
        probabilities=model.linear(second.flatten(1)).softmax(dim=1)[0].numpy(),
        occluded=occluded.view(28, 28).numpy(),
        lowest=float(occluded.min()),
        read_there=int(answers[occluded.argmin()].argmax()),
    )
