"""XOR from many seeds for every width and activation: how often training finds the weights that exist."""

from collections.abc import Callable
from types import SimpleNamespace

from mlcore.common.statistics import wilson_interval
from mlcore.common.training import ACTIVATIONS, OnProgress, Progress
from mlcore.xor.many import train_many
from mlcore.xor.results import XorWidthsResult
from mlcore.xor.settings import XorWidthsSettings as Settings

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
    for number, (activation, hidden) in enumerate(kinds):
        network = SimpleNamespace(
            hidden=hidden,
            activation=activation,
            optimizer=settings.optimizer,
            learning_rate=settings.learning_rate,
            epochs=settings.epochs,
        )
        watch = part_of(on_progress, number, len(kinds)) if on_progress else None
        runs = train_many(network, range(settings.seeds), on_progress=watch)
        successes[activation].append(int(runs.solved.sum()))
    intervals = {
        activation: [wilson_interval(count, settings.seeds) for count in counts]
        for activation, counts in successes.items()
    }
    return XorWidthsResult(settings, successes, intervals)


def part_of(on_progress: OnProgress, number: int, parts: int) -> Callable[[Progress], None]:
    """Return a callback that reports the progress of one of several equal parts as progress of the whole."""

    def report(progress: Progress) -> None:
        on_progress(Progress(number * progress.steps + progress.step, parts * progress.steps, {}))

    return report
