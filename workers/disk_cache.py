"""Results on disk, for tests and for servers that start again.

A file's name is a hash of everything that a result depends on: the source of ``mlcore``, the libraries, the CPU, the
function and its argument. Nothing is ever removed; the folder may be deleted at any time.
"""

import contextlib
import hashlib
import os
import pickle
import platform
import tempfile
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import mlcore

LIBRARIES = ("torch", "torchvision", "numpy", "scikit-learn", "scipy")
CPU_VARIABLES = ("ATEN_CPU_CAPABILITY", "MKL_ENABLE_INSTRUCTIONS", "ONEDNN_MAX_CPU_ISA")


def cached(folder: str | Path, function: Callable, argument: object, **options):
    """Return ``function(argument, **options)``, computed once for all processes that use the folder.

    Parameters
    ----------
    folder
        Where the results are; made if it is not there.
    function
        A function of ``mlcore`` whose result follows from its argument alone.
    argument
        Anything whose ``repr`` says all that it is.
    options
        Arguments that do not change the result, such as ``on_progress``.
    """
    file = Path(folder) / f"{key(function, argument)}.pickle"
    with contextlib.suppress(Exception):  # not there, or damaged
        return pickle.loads(file.read_bytes())
    result = function(argument, **options)
    data = pickle.dumps(result)
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as draft:
        draft.write(data)
    Path(draft.name).replace(file)
    return result


def key(function: Callable, argument: object) -> str:
    """Return a hash of a call and of everything that its result depends on."""
    call = f"{function.__module__}.{function.__qualname__}({argument!r})"
    return hashlib.sha256(f"{source_hash()}\n{machine()}\n{call}".encode()).hexdigest()


@lru_cache
def source_hash(root: Path = Path(mlcore.__file__).parent) -> str:
    """Return a hash of the names and contents of all files under ``mlcore``."""
    files = sorted(file for file in root.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    names = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()} {file.relative_to(root)}\n" for file in files)
    return hashlib.sha256(names.encode()).hexdigest()


def machine() -> str:
    """Return the versions and the instructions of the CPU that the last digits of a result depend on."""
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    limits = [f"{name}={os.environ.get(name, '')}" for name in CPU_VARIABLES]
    return "\n".join([platform.python_version(), *libraries, *limits, cpu()])


@lru_cache
def cpu() -> str:
    """Return model and flags of the CPU, or what the system says where there is no /proc/cpuinfo."""
    try:
        lines = Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines()
    except OSError:
        return platform.processor()
    return "\n".join(line for line in lines if line.startswith(("model name", "flags", "Features", "CPU part")))
