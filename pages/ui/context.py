"""For whom a page is drawn: the visitor's language, and how many charts fit side by side.

The shell sets both once a run. Charts and challenges read them here, so that they need neither Streamlit nor two
more parameters in each function.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class View:
    """What a visitor's charts depend on besides their numbers.

    Attributes
    ----------
    language
        The visitor's, e.g. "en".
    translate
        From an English text to this language.
    columns
        How many charts fit side by side, 1 to 3.
    """

    language: str = "en"
    translate: Callable[[str], str] = str
    columns: int = 3


DEFAULT = View()

_view: ContextVar[View] = ContextVar("view", default=DEFAULT)


def enter(view: View) -> None:
    """Draw for this visitor from now on; a script run has a thread, and so a context, of its own."""
    _view.set(view)


@contextmanager
def viewed(**changes: Any) -> Iterator[None]:
    """Draw for a while in another language or width, e.g. in a narrow column of the page."""
    token = _view.set(replace(_view.get(), **changes))
    try:
        yield
    finally:
        _view.reset(token)


def t(message: str) -> str:
    """Return a short English text in the visitor's language; fill it in with ``.format`` afterwards."""
    return _view.get().translate(message)


def language() -> str:
    """Return the visitor's language, e.g. "en"."""
    return _view.get().language


def counted(count: int, one: str, many: str) -> str:
    """Return a number with its noun.

    Parameters
    ----------
    count
        How many.
    one, many
        What is said for 1, e.g. "1 epoch", and for all other numbers, "{count} epochs": both whole and translated.
    """
    return one if count == 1 else many.format(count=f"{count:,}")


def columns() -> int:
    """Return how many charts fit side by side: 1 on a phone, up to 3."""
    return _view.get().columns


def cached(maxsize: int | None = 128) -> Callable[[Function], Function]:
    """Keep a function's results as ``lru_cache`` does, for each language and width apart."""

    def decorate(function: Function) -> Function:
        @lru_cache(maxsize)
        def kept(view: View, *args: Any, **options: Any) -> Any:
            return function(*args, **options)

        @wraps(function)
        def inside(*args: Any, **options: Any) -> Any:
            return kept(_view.get(), *args, **options)

        return inside  # type: ignore[return-value]

    return decorate
