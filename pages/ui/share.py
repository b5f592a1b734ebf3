"""The share dialog: the page's link, with every setting, and its QR code."""

import re
from urllib.parse import urlencode

import segno
import streamlit as st

from mlcore.common.settings import State
from pages.ui.context import language, t
from pages.ui.controls import link_text

MAX_CHARACTERS = 2000
"""Longer links break in some messengers, and their QR codes no longer scan from a projector."""


def link(*experiments: State) -> str:
    """Return the address of this page with every setting that differs from its default."""
    query = parameters(*experiments)
    if language() != "en":
        query["lang"] = language()
    address = outside(st.context.url or "")
    return f"{address}?{urlencode(query)}" if query else address


def parameters(*experiments: State) -> dict[str, str]:
    """Return the parameters of a link that sets what differs from the defaults."""
    return {
        f"{settings.slug}.{name}": link_text(value)
        for settings in experiments
        for name, value in settings.changed().items()
    }


def outside(url: str) -> str:
    """Return a page's address without parameters, as the address bar shows it.

    Streamlit's Community Cloud runs an app in a frame below the path ``/~/+``, which is empty while the app sleeps.
    """
    return re.sub(r"/~/\+(?=/|$)", "", url.partition("?")[0])


def button(*experiments: State) -> None:
    """Offer to share the page as it stands."""
    if st.button(t("Share"), key=f"_share.{experiments[0].slug}", icon=":material/share:"):
        dialog(t("Share this page"), link(*experiments))


def dialog(title: str, address: str) -> None:
    """Show a link and its QR code."""

    @st.dialog(title)
    def content() -> None:
        st.write(t("This link opens the page with exactly these settings, for everyone."))
        st.code(address, language=None, wrap_lines=True)
        if len(address) > MAX_CHARACTERS:
            st.warning(t("This link is too long for a QR code: share it as text."))
        elif address:
            code = segno.make(address, error="m").svg_data_uri(scale=6, border=3, light="white")
            label = t("QR code of this link")
            st.html(f'<img alt="{label}" src="{code}">')  # inline SVG would be taken out

    content()
