"""What a worker computes."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal

PoolName = Literal["short", "long"]
Keep = Literal["always", "lru", "never"]


@dataclass(frozen=True)
class Task:
    """A function of ``mlcore`` and its one argument. Two tasks are equal if these and the number are.

    Attributes
    ----------
    module, function, argument
        What is called; the argument is mostly an experiment's settings.
    number
        Of a measurement: a new number is measured anew, though nothing else differs.
    pool
        Where it runs: "short" for about a second, "long" for everything else.
    keep
        How long its result is cached: "always", "lru" (while there is room) or "never".
    on_disk
        Whether its result may be kept on disk as well: that of training may, a timing may not.
    """

    module: str
    function: str
    argument: Hashable
    pool: PoolName = field(default="short", compare=False)
    keep: Keep = field(default="lru", compare=False)
    on_disk: bool = field(default=False, compare=False)
    number: int = 0

    def __str__(self) -> str:
        return f"{self.module}.{self.function}({str(self.argument)[:200]})"
