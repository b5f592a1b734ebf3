"""Settings of the lesson on convolution."""

import re
import textwrap
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from mlcore.common.settings import Settings
from mlcore.common.typed import plain
from mlcore.mnist.settings import Drawing

if TYPE_CHECKING:
    from mlcore.cnn.convolution import ConvolutionResult
    from mlcore.cnn.receptive_cell import ReceptiveCellResult
    from mlcore.cnn.results import ReceptiveFieldResult


class ReceptiveCellSettings(Settings):
    """A cell of the visual system, and a light on its receptive field."""

    slug = "receptive_cell"

    cell: Literal["simple", "complex", "centre-surround"] = Field("simple", description="Cell")
    stimulus: Literal["bar", "moving bar", "disc"] = Field("bar", description="Light")
    angle: int = Field(0, ge=0, le=175, description="Angle of the bar (degrees)", json_schema_extra={"step": 5})
    position: int = Field(0, ge=-20, le=20, description="Position of the bar (pixels from the middle)")
    width: int = Field(5, ge=1, le=15, description="Width of the bar (pixels)")
    radius: int = Field(4, ge=0, le=20, description="Radius of the disc (pixels)")
    seed: int = Field(0, ge=0, le=999, description="Seed of the cell")

    def run(self) -> "ReceptiveCellResult":
        from mlcore.cnn.receptive_cell import run

        return run(self)


def check_kernel(text: str) -> str:
    """Return the text of a kernel with spaces between numbers and / between rows.

    Accept nine numbers from -9 to 9, also as a matrix with commas, semicolons, line ends and brackets.
    """
    rows = re.sub(r"[\])}]\s*[,;]?\s*[\[({]|[;\r\n]+", "/", plain(text)).strip().strip("[](){}/")
    for marks in (rows.replace(",", " "), rows.replace(",", ".")):  # between numbers, or a decimal comma
        numbers = [row.split() for row in re.sub(r"[\[\](){}|]", " ", marks).split("/") if row.strip()]
        if [len(row) for row in numbers] == [9]:
            numbers = [numbers[0][start : start + 3] for start in (0, 3, 6)]
        if [len(row) for row in numbers] == [3, 3, 3] and all(is_weight(number) for row in numbers for number in row):
            return " / ".join(" ".join(row) for row in numbers)
    raise ValueError("write nine numbers from -9 to 9, row by row, e.g. 1 0 -1 / 2 0 -2 / 1 0 -1")


def is_weight(text: str) -> bool:
    """Return whether a text is a number from -9 to 9."""
    return bool(re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?", text, re.ASCII)) and abs(float(text)) <= 9


Kernel = Annotated[str, AfterValidator(check_kernel), Field(max_length=90, description="Kernel, row by row")]


class CnnSettings(Settings):
    """A 3x3 kernel that slides over a digit, or over a drawing if there is one."""

    slug = "cnn"
    headline = "strongest"
    program = "mnist/convolution"

    digit: int = Field(3, ge=0, le=9, description="Digit")
    sample: int = Field(0, ge=0, le=499, description="Sample")
    drawing: Drawing = ""
    kernel: Kernel = "-1 0 1 / -2 0 2 / -1 0 1"
    padding: int = Field(0, ge=0, le=4, description="Padding")
    stride: int = Field(1, ge=1, le=4, description="Stride")
    dilation: int = Field(1, ge=1, le=4, description="Dilation")

    def run(self) -> "ConvolutionResult":
        from mlcore.cnn.convolution import run

        return run(self)

    def template_values(self) -> dict[str, object]:
        rows = [[float(number) for number in row.split()] for row in self.kernel.split("/")]
        kernel = [[int(number) if number.is_integer() else number for number in row] for row in rows]
        return {**self.model_dump(), "kernel": kernel, "drawing": "\n".join(textwrap.wrap(self.drawing, 100))}


class ReceptiveFieldSettings(Settings):
    """A stack of equal convolutions, with or without pooling, and the receptive field of one unit."""

    slug = "receptive_field"

    layers: int = Field(2, ge=1, le=4, description="Layers")
    kernel_size: Literal[3, 5] = Field(5, description="Kernel size")
    stride: Literal[1, 2] = Field(1, description="Stride")
    dilation: Literal[1, 2] = Field(1, description="Dilation")
    pooling: bool = Field(True, description="2x2 pooling after each layer")

    def run(self) -> "ReceptiveFieldResult":
        from mlcore.cnn.receptive_field import run

        return run(self)
