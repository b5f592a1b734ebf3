"""The learner's answers on the page about the training loop, in its link."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from mlcore.common.settings import State
from mlcore.common.typed import plain

LINES = {
    "A": "loss.backward()",
    "B": "optimizer.zero_grad()",
    "C": "optimizer.step()",
    "D": "loss = loss_function( ____ , true_y)",
    "E": "pred_y = model(input_X)",
}
"""The lines of one turn of the loop, shuffled; what stands in the gap of one is a question of its own."""


def check_shape(text: str) -> str:
    """Return a shape as the page writes it, however it is typed: with any brackets, an x, or as ``torch.Size``."""
    marks = plain(text).lower().replace("torch.size", " ")
    if not re.fullmatch(r"[\d\s,;x×*()\[\]{}]*", marks, re.ASCII):
        raise ValueError(f"write it like (4, 3), got {text!r}")
    numbers = ", ".join(re.findall(r"\d+", marks))
    return numbers and f"({numbers})"


class LoopState(State):
    """The order of the lines, the blank, and the shape of a batch, as the learner answers."""

    slug = "loop"

    order: str = Field("", max_length=5, pattern=r"^[A-E]{0,5}$", description="The lines in their order")
    blank: Literal["?", "true_y", "input_X", "pred_y", "pred_y.max(dim=1)[1]"] = Field(
        "?", description="What goes in the gap"
    )
    shape: Annotated[str, AfterValidator(check_shape)] = Field("", max_length=40, description="The shape, e.g. (4, 3)")


class CourseLinesState(State):
    """Which lines of the course's notebook the learner looks at."""

    slug = "lines"

    topic: Literal[
        "DataLoader",
        "squeeze",
        "view(-1, 784)",
        "nn.Linear",
        "class MLPModel",
        "detach().numpy()",
        "len(train_loader)",
        "Tensor().long()",
        "max(dim=1)[1]",
        "i % 200 == 0",
    ] = Field("DataLoader", description="Lines")
