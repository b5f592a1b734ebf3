"""Texts in Markdown files: sections by name."""

import re
from functools import lru_cache
from pathlib import Path


@lru_cache
def read_sections(file: Path) -> dict[str, str]:
    """Return the sections of a Markdown file by name; each starts with a line ``# name``."""
    text = file.read_text(encoding="utf-8")
    parts = re.split(r"^# (.+)\n", text, flags=re.MULTILINE)[1:]
    return {name.strip(): body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}
