"""XOR from many seeds for every width and activation: how often training finds the weights that exist."""

from functools import partial
from types import SimpleNamespace

from mlcore.common.statistics import wilson_interval
from mlcore.common.training import ACTIVATIONS, OnProgress, Progress
from mlcore.luck.many import train_many
from mlcore.luck.results import XorWidthsResult
from mlcore.luck.settings import XorWidthsSettings as Settings

WIDTHS = range(1, 9)


def train(settings: Settings, *, on_progress: OnProgress | None = None) -> XorWidthsResult:
    """Train every width with every activation from the seeds 0 to ``settings.seeds`` - 1 and count.

    Parameters
    ----------
    settings
        How to train, and from how many seeds.
    on_progress
        Called after every step; raising inside it stops the run.
    """
    kinds = [(activation, hidden) for activation in ACTIVATIONS for hidden in WIDTHS]
    successes: dict[str, list[int]] = {activation: [] for activation in ACTIVATIONS}
    lost: list[int] = []
    partial_result = partial(result_of, settings, successes, lost)

    def report(number: int, progress: Progress) -> None:
        """Report the progress of one of the equal parts as progress of the whole."""
        if on_progress:
            steps = progress.steps
            on_progress(Progress(number * steps + progress.step, len(kinds) * steps, {}, partial_result))

    for number, (activation, hidden) in enumerate(kinds):
        network = SimpleNamespace(
            hidden=hidden,
            activation=activation,
            optimizer=settings.optimizer,
            learning_rate=settings.learning_rate,
            epochs=settings.epochs,
        )
        runs = train_many(network, range(settings.seeds), on_progress=partial(report, number))
        successes[activation].append(int(runs.solved.sum()))
        lost.append(sum(ending in ("diverged", "exploded") for ending in runs.endings))
    return partial_result()


def result_of(settings: Settings, successes: dict[str, list[int]], lost: list[int]) -> XorWidthsResult:
    """Return the shares of what has been trained so far."""
    counted = {activation: [*counts] for activation, counts in successes.items()}
    intervals = {
        activation: [wilson_interval(count, settings.seeds) for count in counts]
        for activation, counts in counted.items()
    }
    return XorWidthsResult(settings, counted, intervals, sum(lost))
