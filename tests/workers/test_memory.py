"""Memory that ended threads leave: they share two heaps where the system has glibc, and elsewhere nothing happens."""

import ctypes
import platform
import subprocess
import sys

import pytest

from workers import memory

THREADS = """
import sys, threading
from workers import memory

if sys.argv[1] == "shared":
    memory.share_heaps()
started = threading.Barrier(13)

def work():
    kept = bytearray(100_000)  # its own heap, if it has one
    started.wait()
    started.wait()

threads = [threading.Thread(target=work) for _ in range(12)]
for thread in threads:
    thread.start()
started.wait()
memory.ctypes.CDLL("libc.so.6").malloc_stats()
started.wait()
"""


def heaps(how: str) -> int:
    """Return how many heaps a process with twelve threads has."""
    told = subprocess.run([sys.executable, "-c", THREADS, how], capture_output=True, text=True, check=True)
    return told.stderr.count("Arena ")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has a heap for each thread")
def test_threads_share_two_heaps():
    """Twelve threads share two heaps. Otherwise each visitor's thread leaves a heap that no other one uses."""
    assert heaps("shared") == 2
    assert heaps("as usual") > 2


def test_another_c_library_is_left_alone(monkeypatch):
    """Without glibc, as on macOS, Windows and musl, ``share_heaps`` raises nothing, so the app can start."""

    def missing(name):
        raise OSError(name)

    for library in (missing, lambda name: object()):
        memory.share_heaps.cache_clear()
        monkeypatch.setattr(ctypes, "CDLL", library)
        assert memory.share_heaps() is False
    memory.share_heaps.cache_clear()
