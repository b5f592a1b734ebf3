"""What a worker computes."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

PoolName = Literal["short", "long"]
Keep = Literal["always", "lru", "never"]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Task(Generic[Result]):
    """A function of ``mlcore`` and its one argument. Two tasks are equal if these and the number are.

    Attributes
    ----------
    function, argument
        What is called; mostly how an experiment is run, with its settings. The function is one that the server can
        import, which never imports torch: what needs it is imported at the call.
    number
        Of a measurement: a new number is measured anew, though nothing else differs.
    pool
        Where it runs: "short" for about a second, "long" for everything else.
    keep
        How long its result is cached: "always", "lru" (while there is room) or "never".
    on_disk
        Whether its result may be kept on disk as well: that of training may, a timing may not.
    """

    function: Callable[[Any], Result]
    argument: Hashable
    pool: PoolName = field(default="short", compare=False)
    keep: Keep = field(default="lru", compare=False)
    on_disk: bool = field(default=False, compare=False)
    number: int = 0

    def __str__(self) -> str:
        return f"{self.name}({str(self.argument)[:200]})"

    @property
    def name(self) -> str:
        """The full name of the function."""
        return f"{self.function.__module__}.{self.function.__qualname__}"
