"""Limit the number of malloc arenas, so that memory freed by ended threads is reused."""

import ctypes
from functools import cache

M_ARENA_MAX = -8
"""glibc's number for the most heaps that threads may have."""

HEAPS = 2


@cache
def share_heaps() -> bool:
    """Let all threads share two heaps, once, and return whether this system can.

    Each run of a page is a thread. glibc has up to eight heaps for each CPU, and what a thread leaves free in its heap
    is of no use to another one. Call this before there are many threads: heaps that are there stay.
    """
    try:
        return bool(ctypes.CDLL("libc.so.6").mallopt(M_ARENA_MAX, HEAPS))
    except (OSError, AttributeError):  # not glibc
        return False
