"""Charts of one digit: the preparation steps, the predictions of the networks, the strip of pixels."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import altair as alt
import numpy as np

from pages.ui.charts import theme
from pages.ui.charts.images import framed
from pages.ui.charts.spec import SPAN, layered, table, to_spec, with_data
from pages.ui.context import cached, columns, t
from pages.ui.percent import percent

GAP, STRIDE = 3, 31
"""Space between two sheets of 28 pixels, and distance of their left edges, in pixels of a sheet."""

AWAY = 255
"""Shade outside the image: the last colour of the palette, a light blue."""

GREYS_AND_AWAY = theme.GREYS[: 3 * AWAY] + bytes([176, 200, 222])


def steps(images: Sequence[np.ndarray]) -> dict:
    """Draw a digit after each of MNIST's steps, all at one scale; a dot marks the centre of mass.

    Parameters
    ----------
    images
        The result of ``mlcore.mnist.preprocessing.steps``: four images, uint8, of at most 28x28 pixels.
    """
    sheets = [on_sheet(image) for image in images]
    centres = [mass(image, top, left) for image, (_, top, left) in zip(images, sheets, strict=True)]
    placed = [(x + STRIDE * number, y) for number, centre in enumerate(centres) for x, y in centre]
    return with_data(
        empty_steps(),
        step={
            "url": [theme.png(sheet.repeat(4, axis=0).repeat(4, axis=1), GREYS_AND_AWAY) for sheet, _, _ in sheets],
            "x": [STRIDE * number + 14 for number in range(len(sheets))],
        },
        mass={"x": [x for x, _ in placed], "y": [y for _, y in placed]},
    )


def on_sheet(image: np.ndarray) -> tuple[np.ndarray, int, int]:
    """Return an image in the middle of a sheet of 28x28, and the row and column of its first pixel."""
    height, width = image.shape
    top, left = (28 - height) // 2, (28 - width) // 2
    sheet = np.full((28, 28), AWAY, np.uint8)
    sheet[top : top + height, left : left + width] = np.minimum(image, AWAY - 1)
    return sheet, top, left


def mass(image: np.ndarray, top: int, left: int) -> list[tuple[float, float]]:
    """Return the centre of mass, measured from the lower left corner of the sheet; an empty list without ink."""
    ink = int(image.sum())
    if ink == 0:
        return []
    rows, columns = np.indices(image.shape) + 0.5
    return [
        (round(float((columns * image).sum()) / ink + left, 2), round(28 - float((rows * image).sum()) / ink - top, 2))
    ]


@cached()
def empty_steps() -> dict:
    """Return the chart of the four steps without data."""
    side = 64 if columns() == 1 else 112
    titles = (t("Drawn"), t("Cropped"), t("20 x 20"), t("Centred"))
    across = STRIDE * len(titles) - GAP
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, across], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 28], nice=False))
    names = alt.InlineData([{"x": STRIDE * number, "title": title} for number, title in enumerate(titles)])
    layers = [
        table("step")
        .transform_calculate(y="14")
        .mark_image(width=side, height=side)
        .encode(x=x, y=y, url=alt.Url("url:N")),
        table("mass")
        .mark_point(shape="cross", size=60, color=theme.CURSOR, filled=True, opacity=1, tooltip=t("centre of mass"))
        .encode(x=x, y=y),
        alt.Chart(names)
        .mark_text(align="left", baseline="bottom", fontSize=13, fontWeight=600, color=theme.TEXT)
        .encode(x=x, y=alt.YValue(-6), text=alt.Text("title:N")),
    ]
    chart = layered(*layers).properties(
        width=side * across / 28, height=side, view=alt.ViewConfig(stroke=None), autosize="pad"
    )
    return to_spec(chart)


def steps_alt(images: Sequence[np.ndarray]) -> str:
    """Describe the size of the digit after each step."""
    sizes = [" x ".join(map(str, image.shape)) for image in images]
    return t(
        "The drawing of {drawn} pixels, cropped to {cut}, scaled to {scaled} and laid on a sheet of {sheet}, "
        "which is what the networks receive."
    ).format(drawn=sizes[0], cut=sizes[1], scaled=sizes[2], sheet=sizes[3])


def answers(probabilities: Mapping[str, np.ndarray], meant: int | None) -> dict:
    """Draw the predicted probabilities of each network side by side.

    Parameters
    ----------
    probabilities
        By network, 0 to 1, shape (10,).
    meant
        The intended digit, whose row is marked; None where nobody has said which.
    """
    values: dict[str, dict] = {"meant": {"digit": [] if meant is None else [meant]}}
    for name, shares in probabilities.items():
        top = shares == shares.max()
        words = [percent(float(share)) for share in shares]
        values[name] = {"digit": np.arange(10), "share": shares, "top": top.tolist(), "words": words}
        text = t("{network} reads {digit}").format(network=name, digit=shares.argmax())
        values[f"{name}_answer"] = {"text": [text]}
    return with_data(empty_answers(tuple(probabilities)), **values)


@cached()
def empty_answers(names: tuple[str, ...]) -> dict:
    """Return the bars of the networks without data: lying, or on a phone upright, to leave room for the pad."""
    upright = columns() == 1
    size = {"width": 130, "height": 72} if upright else {"width": 200 + 130 * (columns() - 2), "height": 190}
    ten = alt.Scale(domain=list(range(10)))
    axis = alt.Axis(ticks=False, labelFlush=False, labelAngle=0, labelOverlap=False)
    percents = alt.Axis(format="%", values=[0, 0.5, 1], ticks=False)
    digit_of, share_of = (alt.X, alt.Y) if upright else (alt.Y, alt.X)
    digit = digit_of("digit:O", title=None, scale=ten, axis=axis)
    share = share_of("share:Q", title=None, scale=alt.Scale(domain=[0, 1.25]), axis=None if upright else percents)
    views = []
    for name in names:
        shares = table(name)
        band = table("meant").mark_rect(color=theme.LINE, opacity=0.16).encode(digit)
        bars = shares.mark_bar(cornerRadiusEnd=2).encode(
            digit,
            share,
            color=alt.condition("datum.top", alt.value(theme.POSITIVE), alt.value("#8a94a0")),
            tooltip=[
                alt.Tooltip("digit:O", title=t("digit")),
                alt.Tooltip("words:N", title=t("probability")),
            ],
        )
        place = {"baseline": "bottom", "dy": -2} if upright else {"align": "left", "dx": 4}
        numbers = shares.transform_filter("datum.top" if upright else "datum.share >= 0.005")
        numbers = numbers.mark_text(fontSize=11, color=theme.TEXT, **place).encode(
            digit, share, text=alt.Text("words:N")
        )
        answer = table(f"{name}_answer").mark_text(
            align="left", baseline="bottom", fontSize=14 + 2 * (not upright), fontWeight=600, color=theme.TEXT
        )
        answer = answer.encode(x=alt.XValue(0), y=alt.YValue(-8), text=alt.Text("text:N"))
        views.append(layered(band, bars, numbers, answer).properties(**size))
    return to_spec(alt.hconcat(*views, spacing=20))


def answers_alt(probabilities: Mapping[str, np.ndarray]) -> str:
    """Describe what each network reads."""
    text = t("The {network} reads {digit} with a probability of {share}.")
    return " ".join(
        text.format(network=name, digit=shares.argmax(), share=percent(float(shares.max()), 1))
        for name, shares in probabilities.items()
    )


def strip(image: np.ndarray) -> dict:
    """Draw a digit and the strip of its 784 pixels from ``view(-1, 784)``. A frame marks the row ``frame`` in both.

    Parameters
    ----------
    image
        Grey values, uint8, shape (28, 28).
    """
    square = theme.png(image.repeat(8, axis=0).repeat(8, axis=1), theme.GREYS)
    flat = theme.png(image.reshape(1, 784).repeat(4, axis=0), theme.GREYS)
    return with_data(empty_strip(), digit={"url": [square]}, flat={"url": [flat]})


@cached()
def empty_strip() -> dict:
    """Return digit and strip without data."""
    length = theme.CELL + 290 * (columns() - 1)
    digit = framed("digit", 28, 28, theme.CELL, theme.CELL, t("28 x 28 pixels"))
    flat = framed("flat", 784, 1, length, 44, t("view(-1, 784): the same numbers in one row"))
    mark = alt.Chart(alt.sequence(0, 1, as_="i"))
    box = {"fillOpacity": 0.0, "stroke": theme.CURSOR, "strokeWidth": 2}
    in_digit = mark.transform_calculate(x="0", x2="28", y="28 - frame", y2="27 - frame")
    in_flat = mark.transform_calculate(x="28 * frame", x2="28 * (frame + 1)", y="0", y2="1")
    views = [
        layered(digit, in_digit.mark_rect(**box).encode(**SPAN)),
        layered(flat, in_flat.mark_rect(**box).encode(**SPAN)),
    ]
    chart = alt.vconcat(*views, spacing=16)
    return to_spec(chart)


def strip_alt(image: np.ndarray) -> str:
    """Describe the strip."""
    inked = int((image > 0).sum())
    text = t("The digit of 28 by 28 pixels, {inked} of them inked, above the strip of its 784 grey values, row by row.")
    return text.format(inked=inked)


def row_labels() -> list[str]:
    """Return what each row of the digit is called."""
    return [t("Row {number}").format(number=number) for number in range(28)]


def nearest(images: np.ndarray, labels: np.ndarray) -> dict:
    """Draw the training digits that look most like a drawing, each above its class.

    Parameters
    ----------
    images
        Grey values, uint8, shape (N, 28, 28).
    labels
        Classes, 0 to 9, shape (N,).
    """
    names = [t("a {digit}").format(digit=label) for label in labels]
    urls = [theme.png(image.repeat(4, axis=0).repeat(4, axis=1), theme.GREYS) for image in images]
    x = [STRIDE * number + 14 for number in range(len(labels))]
    return with_data(empty_nearest(len(labels)), known={"url": urls, "x": x, "name": names})


@cached()
def empty_nearest(count: int) -> dict:
    """Return the chart of the nearest digits without data, on the scale of the steps."""
    side, across = 64 if columns() == 1 else 84, STRIDE * count - GAP
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, across], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 28], nice=False))
    known = table("known").transform_calculate(y="14")
    layers = [
        known.mark_image(width=side, height=side).encode(x=x, y=y, url=alt.Url("url:N")),
        known.mark_text(baseline="top", fontSize=13, color=theme.TEXT).encode(
            x=x, y=alt.YValue(side + 6), text=alt.Text("name:N")
        ),
    ]
    chart = layered(*layers).properties(
        width=side * across / 28,
        height=side,
        view=alt.ViewConfig(stroke=None),
        autosize="pad",
        title=t("Nearest training digits"),
    )
    return to_spec(chart)


def nearest_alt(labels: np.ndarray) -> str:
    """Describe the nearest digits."""
    text = t("The training digits that the drawing looks most like: {digits}.")
    return text.format(digits=", ".join(t("a {digit}").format(digit=label) for label in labels))


def digit(image: np.ndarray) -> dict:
    """Draw one digit."""
    url = theme.png(image.repeat(8, axis=0).repeat(8, axis=1), theme.GREYS)
    return with_data(empty_digit(), digit={"url": [url]})


@lru_cache
def empty_digit() -> dict:
    """Return one digit without data."""
    chart = framed("digit", 28, 28, theme.CELL, theme.CELL, "").properties(autosize="pad")
    return to_spec(chart)
