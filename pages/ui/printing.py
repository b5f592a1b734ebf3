"""A button that prints the page; the style sheet says what paper shows."""

from pages.ui import browser
from pages.ui.context import t


def button() -> None:
    """Offer to print the page. Streamlit's own menu may be out of sight, and a phone has no keyboard."""
    browser.component("printing")(key="_print", data={"label": t("Print")})
