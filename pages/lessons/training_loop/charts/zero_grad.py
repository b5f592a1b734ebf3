"""What the calls of a training loop leave in ``p.data`` and ``p.grad``, and what a skipped zero_grad adds up."""

import altair as alt

from mlcore.training_loop.results import Loop, ZeroGradResult
from pages.ui.charts import theme
from pages.ui.charts.curves import curves, points
from pages.ui.charts.spec import to_spec, with_data
from pages.ui.context import cached, columns, counted, t
from pages.ui.numbers import plain, short

WATCHED = "v1"
STEPS_OF_GRADIENT = 40


def calls(loop: Loop) -> list[dict[str, str]]:
    """Return the start and every line of the first steps as rows, with what stands in the watched parameter then.

    Parameters
    ----------
    loop
        A loop of ``mlcore.training_loop.zero_grad``.
    """
    rows = []
    for call in loop.calls:
        grad = "None" if call.grad is None else number(call.grad[WATCHED])
        rows.append(
            {
                t("after"): f"`{call.line}`" if call.line else t("the start"),
                "p.data": number(call.data[WATCHED]),
                "p.grad": grad,
            }
        )
    return rows


def number(value: float) -> str:
    """Return a number with five decimals, or short where it is huge."""
    return plain(value, 5) if abs(value) < 1e4 else short(value, 3)


def draw(result: ZeroGradResult) -> dict:
    """Draw the gradient that each step used and the loss, with ``zero_grad`` and without.

    Parameters
    ----------
    result
        A run of ``mlcore.training_loop.zero_grad``.
    """
    loops = dict(zip(names(), (result.right, result.skipped), strict=True))
    grads = {label: [grad[WATCHED] for grad in loop.grads[:STEPS_OF_GRADIENT]] for label, loop in loops.items()}
    return with_data(
        empty_charts(),
        grads=points({label: (range(1, len(values) + 1), values) for label, values in grads.items()}),
        losses=points({label: (range(len(loop.losses)), loop.losses) for label, loop in loops.items()}),
    )


@cached()
def empty_charts() -> dict:
    """Return both charts without numbers."""
    views = [
        curves("grads", names(), t("p.grad of v₁ as each step used it"), t("Step"), cursor=False),
        curves("losses", names(), t("Loss"), t("Step"), cursor=False),
    ]
    width = 410 if columns() == 3 else 1.1 * theme.CELL
    wide = [view.properties(width=width, view=theme.CARD) for view in views]
    return to_spec(alt.concat(*wide, columns=min(columns(), 2), spacing=40))


def names() -> tuple[str, str]:
    """Return what the two loops are called."""
    return t("with zero_grad"), t("without")


def alt_text(result: ZeroGradResult) -> str:
    """Say in words how far both loops come."""
    text = t(
        "Gradient and loss of a training loop with and without zero_grad. After {steps} the loss is {right} with "
        "it and {skipped} without."
    )
    steps = len(result.right.losses) - 1
    return text.format(
        steps=counted(steps, t("1 step"), t("{count} steps")),
        right=short(result.right.losses[-1]),
        skipped=short(result.skipped.losses[-1]),
    )


def tensors(result: ZeroGradResult) -> list[dict[str, str]]:
    """Return where each tensor lies, as the model and as the optimizer know it, a row a tensor."""
    return [
        {
            t("tensor"): f"`{tensor.name}`",
            t("id in the model"): tensor.model_id,
            t("id in the optimizer"): tensor.optimizer_id,
            t("data_ptr in the model"): tensor.model_address,
            t("data_ptr in the optimizer"): tensor.optimizer_address,
        }
        for tensor in result.tensors
    ]
