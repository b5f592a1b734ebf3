"""Bring the keyboard's place to an input, after a click elsewhere has asked for it."""

from pages.ui import browser


def on(label: str, turn: int) -> None:
    """Put the focus on the input with a label, once for each turn; turn 0 is none.

    Parameters
    ----------
    label
        The input's label, translated.
    turn
        How often it has been asked for.
    """
    browser.component("focus")(key="_focus", data={"label": label, "turn": turn})
