"""Models of cells of the visual system, and their responses to bars and discs of light."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mlcore.cnn.settings import ReceptiveCellSettings as Settings

CELLS = ("centre-surround", "simple", "complex")
EDGE = 24
"""The modelled patch of retina extends from -24 to 24 pixels on both axes."""

ANGLES = np.arange(0, 180, 5)
POSITIONS = np.arange(-20, 21)
RADII = np.arange(0, 21)
WIDTHS = np.arange(1, 16)

ACROSS, ALONG, WAVELENGTH = 5.0, 8.0, 14.0
CENTRE, SURROUND = 3.0, 6.0
POOLED_SHIFTS = range(-12, 13)


@lru_cache
def retina() -> tuple[np.ndarray, np.ndarray]:
    """Return x (to the right) and y (upwards) of every pixel, each of shape (49, 49), the top row first."""
    axis = np.arange(-EDGE, EDGE + 1)
    x, y = np.meshgrid(axis, axis[::-1])
    return x, y


def distance_across(angle: float) -> np.ndarray:
    """Return the signed distance of each pixel from a line through the middle, shape (49, 49).

    Parameters
    ----------
    angle
        Angle of the line in degrees, counter-clockwise: 0 is horizontal, 90 vertical.
    """
    x, y = retina()
    return y * np.cos(np.radians(angle)) - x * np.sin(np.radians(angle))


def bar(angle: float, position: float, width: float) -> np.ndarray:
    """Return a bar of light at an angle, 0 (dark) to 1 (light), shape (49, 49).

    Parameters
    ----------
    angle
        In degrees: 0 is horizontal, 90 vertical.
    position
        Distance of its middle line from the middle of the retina, in pixels across the bar.
    width
        In pixels, above 0.

    Raises
    ------
    ValueError
        If the width is not above 0.
    """
    if not width > 0:
        raise ValueError(f"width must be above 0, got {width}")
    return np.clip(width / 2 + 0.5 - np.abs(distance_across(angle) - position), 0, 1)


def disc(radius: float) -> np.ndarray:
    """Return a disc of light in the middle of the retina, 0 to 1, shape (49, 49). Radius 0 gives no light.

    Raises
    ------
    ValueError
        If the radius is negative.
    """
    if not radius >= 0:
        raise ValueError(f"radius must be at least 0, got {radius}")
    return np.clip(radius + 0.5 - np.hypot(*retina()), 0, 1) if radius > 0 else np.zeros_like(retina()[0], float)


def balanced(field: np.ndarray, envelope: np.ndarray) -> np.ndarray:
    """Return a field whose weights sum to 0 and whose positive weights sum to 1.

    Uniform light then gives 0, and light on exactly the excitatory pixels gives 1.
    """
    field = field - envelope * field.sum() / envelope.sum()
    return field / field[field > 0].sum()


def gabor(angle: float, shift: float = 0.0) -> np.ndarray:
    r"""Return the receptive field of a simple cell: an excitatory stripe between two inhibitory stripes.

    With u across and v along the stripe

    .. math:: g = e^{-u^2 / 2 s_u^2 - v^2 / 2 s_v^2} \cos(2 \pi u / \lambda)

    Parameters
    ----------
    angle
        Angle of the stripe in degrees: 0 is horizontal, 90 vertical.
    shift
        Distance of the stripe from the middle, in pixels across it.

    Returns
    -------
    Weights, shape (49, 49), balanced.

    Source: S. Marcelja, Journal of the Optical Society of America 70 (1980).
    """
    u, v = distance_across(angle) - shift, distance_across(angle + 90)
    envelope = np.exp(-(u**2) / (2 * ACROSS**2) - v**2 / (2 * ALONG**2))
    return balanced(envelope * np.cos(2 * np.pi * u / WAVELENGTH), envelope)


def centre_surround() -> np.ndarray:
    r"""Return the receptive field of a retinal cell: an excitatory centre in an inhibitory ring.

    .. math:: g = \frac{e^{-r^2 / 2 s_c^2}}{s_c^2} - \frac{e^{-r^2 / 2 s_s^2}}{s_s^2}

    Weights, shape (49, 49), balanced. Source: R. Rodieck, Vision Research 5 (1965).
    """
    squared = np.hypot(*retina()) ** 2
    surround = np.exp(-squared / (2 * SURROUND**2))
    return balanced(np.exp(-squared / (2 * CENTRE**2)) / CENTRE**2 - surround / SURROUND**2, surround)


def preferred_angle(seed: int) -> int:
    """Return the random orientation that a cell prefers, in degrees, one of ``ANGLES``."""
    return int(np.random.default_rng(seed).choice(ANGLES))


@lru_cache(maxsize=16)
def fields_of(cell: str, angle: float) -> np.ndarray:
    """Return the receptive fields of a cell, shape (fields, 49, 49).

    A centre-surround cell and a simple cell have one field. A complex cell has those of many simple cells of one
    orientation, side by side, and responds as strongly as the strongest of them.

    Raises
    ------
    ValueError
        If there is no such cell.
    """
    if cell == "centre-surround":
        return centre_surround()[None]
    if cell == "simple":
        return gabor(angle)[None]
    if cell == "complex":
        return np.stack([gabor(angle, shift) for shift in POOLED_SHIFTS])
    raise ValueError(f"cell must be one of {', '.join(CELLS)}, got {cell!r}")


def pre_activations(fields: np.ndarray, lights: np.ndarray) -> np.ndarray:
    """Return the weighted sum of each light, shape (lights, 49, 49), for each field, shape (lights, fields)."""
    return np.tensordot(lights, fields, axes=([1, 2], [1, 2]))


def responses(fields: np.ndarray, lights: np.ndarray) -> np.ndarray:
    r"""Return a cell's response to each light, 0 (silent) to 1 (the strongest possible), shape (lights,).

    .. math:: r = \max_k \max\left(0, \sum_{x, y} g_k(x, y) \, s(x, y)\right)

    Parameters
    ----------
    fields
        Receptive fields g of one cell, shape (fields, 49, 49).
    lights
        Lights s, 0 to 1, shape (lights, 49, 49).
    """
    return np.maximum(0, pre_activations(fields, lights)).max(axis=1)


@lru_cache(maxsize=8)
def responses_to_bars(seed: int) -> dict[str, np.ndarray]:
    """Return the responses of each kind of cell to every bar, shape (15, 36, 41): width, angle, position.

    A bar is light beyond one of its edges minus light beyond the other, so the sums for all edges are enough.
    """
    prefers = preferred_angle(seed)
    fields = [fields_of(cell, prefers).reshape(-1, retina()[0].size) for cell in CELLS]
    weights = np.concatenate(fields).T
    ends = np.cumsum([len(one) for one in fields])[:-1]
    farthest = POSITIONS[-1] + WIDTHS[-1] / 2
    edges = np.arange(-farthest, farthest + 0.5, 0.5)
    width, position = np.meshgrid(WIDTHS, POSITIONS, indexing="ij")
    low, high = (np.rint(2 * (position + side * width / 2 + farthest)).astype(int) for side in (-1, 1))
    found: dict[str, list[np.ndarray]] = {cell: [] for cell in CELLS}
    for angle in ANGLES.tolist():
        sums = beyond(edges, distance_across(angle).ravel(), weights)
        for cell, own in zip(CELLS, np.split(sums[low] - sums[high], ends, axis=2), strict=True):
            found[cell].append(np.maximum(0, own).max(axis=2))
    return {cell: np.stack(responses, axis=1) for cell, responses in found.items()}


@lru_cache(maxsize=8)
def responses_to_discs(seed: int) -> dict[str, np.ndarray]:
    """Return the responses of each kind of cell to discs of ``RADII``, shape (21,)."""
    discs = np.stack([disc(radius) for radius in RADII.tolist()])
    return {cell: responses(fields_of(cell, preferred_angle(seed)), discs) for cell in CELLS}


def beyond(edges: np.ndarray, distances: np.ndarray, weights: np.ndarray) -> np.ndarray:
    r"""Return for each edge q the sum of the weights of the light beyond it, shape (edges, fields).

    .. math:: c(q) = \sum_i g_i \min(1, \max(0, u_i - q + 1/2))

    Parameters
    ----------
    edges
        The distances q.
    distances
        Distance u of each pixel, shape (pixels,).
    weights
        Weights g of each field, shape (pixels, fields).
    """
    order = np.argsort(distances)
    sorted_distances, sorted_weights = distances[order], weights[order]
    counted = np.cumsum(np.pad(sorted_weights, ((1, 0), (0, 0))), axis=0)
    weighed = np.cumsum(np.pad(sorted_weights * sorted_distances[:, None], ((1, 0), (0, 0))), axis=0)
    dark, lit = (np.searchsorted(sorted_distances, edges + side / 2) for side in (-1, 1))
    partly = weighed[lit] - weighed[dark] + (0.5 - edges)[:, None] * (counted[lit] - counted[dark])
    return counted[-1] - counted[lit] + partly


@dataclass(frozen=True, eq=False)
class ReceptiveCellResult:
    """The response of a cell to a light, and how each kind of cell responds where the light moves.

    Attributes
    ----------
    lights
        The light at each of T moments: 41 for a moving bar (``POSITIONS``), else one; 0 to 1, shape (T, 49, 49).
    fields
        The field of the chosen cell that responds most to that light, shape (T, 49, 49).
    answers
        Response of each kind of cell to the light at ``settings.position``, 0 to 1.
    response
        Response of the chosen cell.
    by_position
        For each kind of cell its responses to the same bar at ``POSITIONS``, shape (41,).
    """

    settings: Settings
    lights: np.ndarray
    fields: np.ndarray
    answers: dict[str, float]
    response: float
    by_position: dict[str, np.ndarray]


def run(settings: Settings) -> ReceptiveCellResult:
    """Return the response of a cell to a light, and those of each kind of cell where the light moves."""
    prefers = preferred_angle(settings.seed)
    fields = {cell: fields_of(cell, prefers) for cell in CELLS}
    angle, position, width = settings.angle, settings.position, settings.width
    light = disc(settings.radius) if settings.stimulus == "disc" else bar(angle, position, width)
    moved = np.stack([bar(angle, place, width) for place in POSITIONS.tolist()])
    lights = moved if settings.stimulus == "moving bar" else light[None]
    answers = {cell: float(responses(fields[cell], light[None])[0]) for cell in CELLS}
    return ReceptiveCellResult(
        settings=settings,
        lights=lights,
        fields=fields[settings.cell][pre_activations(fields[settings.cell], lights).argmax(axis=1)],
        answers=answers,
        response=answers[settings.cell],
        by_position={cell: responses(fields[cell], moved) for cell in CELLS},
    )
