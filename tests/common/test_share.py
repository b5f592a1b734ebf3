"""The link that is shared."""

import pytest

from pages.ui import share


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://nets.streamlit.app/~/+/xor?xor.seed=7", "https://nets.streamlit.app/xor"),
        ("https://nets.streamlit.app/~/+/", "https://nets.streamlit.app/"),
        ("https://nets.streamlit.app/~/+", "https://nets.streamlit.app"),
        ("http://localhost:8501/xor?xor.seed=7", "http://localhost:8501/xor"),
        ("https://school.example/~smith/+1/xor", "https://school.example/~smith/+1/xor"),
        ("", ""),
    ],
)
def test_a_shared_address_is_the_one_of_the_address_bar(url, address):
    """A link into the frame that Community Cloud puts around an app shows nothing while the app sleeps."""
    assert share.outside(url) == address
