"""Texts as people type and paste them: from a document, from slides, or on another keyboard."""

import unicodedata

SIGNS = str.maketrans(dict.fromkeys("‐‒–—―−", "-") | {"⁄": "/"})
"""Dashes that stand for a minus, and the slash of a fraction."""


def plain(text: str) -> str:
    """Return a text with its digits, signs and letters as a program writes them."""
    return unicodedata.normalize("NFKC", text).translate(SIGNS)
