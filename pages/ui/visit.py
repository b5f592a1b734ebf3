"""What every run of a page's code begins with: for whom it draws."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st

from pages.ui import browser, context, i18n


def begin() -> None:
    """Draw for this visitor: in the chosen language, as wide as the browser is."""
    language = i18n.chosen_language()
    context.enter(context.View(language, i18n.catalogue(language).gettext, browser.columns()))


def fragment(function: Callable[..., Any] | None = None, **options: Any) -> Callable[..., Any]:
    """Make a function a fragment as ``st.fragment`` does; Streamlit runs it again without the rest of the page."""
    if function is None:
        return lambda function: fragment(function, **options)

    @wraps(function)
    def inside(*args: Any, **keywords: Any) -> Any:
        begin()
        return function(*args, **keywords)

    return st.fragment(inside, **options)
