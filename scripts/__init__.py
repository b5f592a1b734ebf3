"""Tools for developers, each started with ``python -m scripts.<name>``."""
