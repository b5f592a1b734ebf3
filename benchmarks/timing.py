"""How the benchmarks measure: two ways in turn, several times, and the median of the pairwise ratios."""

import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(what: str, ours: list[float], theirs: list[float], goal: str) -> None:
    """Print the median times and the median, smallest and largest of the ratios theirs / ours of each pair."""
    ratios = sorted(b / a for a, b in zip(ours, theirs, strict=True))
    print(
        f"{what}: {statistics.median(ours) * 1e3:.0f} ms against {statistics.median(theirs) * 1e3:.0f} ms, "
        f"ratio {statistics.median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f}); goal {goal}"
    )


def in_turn(ours: Callable[[], object], theirs: Callable[[], object], runs: int) -> tuple[list[float], list[float]]:
    """Time both in turn after one warm-up each."""
    ours(), theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    return [a for a, _ in pairs], [b for _, b in pairs]
