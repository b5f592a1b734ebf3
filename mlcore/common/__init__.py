"""What several lessons share: settings, training, statistics, the plane."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlcore.common.settings import Settings
    from mlcore.common.trace import Trace


def step_through(template_inputs: "tuple[Settings, *tuple[tuple[str, Any], ...]]") -> "Trace":
    """Trace the first steps of an experiment's program; ``mlcore.common.stepping`` has the details.

    It is imported here, at the call, so that the app's own process imports no torch.
    """
    from mlcore.common.stepping import step_through

    return step_through(template_inputs)
