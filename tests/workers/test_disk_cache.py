"""Results on disk: found again when nothing has changed, and never otherwise."""

import subprocess
import sys
from pathlib import Path

import pytest

from mlcore.mnist.settings import MnistSettings
from mlcore.xor.settings import XorSettings
from workers import disk_cache
from workers.disk_cache import cached, key, source_hash

calls: list[object] = []


def work(argument, on_progress=None):
    calls.append(argument)
    return {"got": argument}


def other_work(argument):
    return "other"


@pytest.fixture(autouse=True)
def no_calls():
    calls.clear()


def test_a_result_is_computed_once(tmp_path):
    results = [cached(tmp_path / "new", work, XorSettings(seed=1), on_progress=print) for _ in range(2)]
    assert results[0] == results[1] == {"got": XorSettings(seed=1)}
    assert len(calls) == 1


def test_another_argument_or_function_is_another_result(tmp_path):
    assert cached(tmp_path, work, XorSettings()) != cached(tmp_path, work, XorSettings(seed=1))
    assert cached(tmp_path, other_work, XorSettings()) == "other"
    assert key(work, XorSettings()) != key(work, MnistSettings())


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_file_is_computed_anew_and_written_again(tmp_path, damage):
    cached(tmp_path, work, 1)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-3] if damage is None else damage)
    assert cached(tmp_path, work, 1) == {"got": 1}
    assert len(calls) == 2
    assert [*tmp_path.iterdir()] == [file]
    assert file.read_bytes() == whole


def test_an_error_is_not_kept(tmp_path):
    with pytest.raises(ZeroDivisionError):
        cached(tmp_path, lambda argument: 1 / argument, 0)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("name", disk_cache.CPU_VARIABLES)
def test_other_instructions_are_another_result(monkeypatch, name):
    """The last digits of a run differ between AVX2 and AVX-512."""
    before = key(work, 1)
    monkeypatch.setenv(name, "avx2")
    assert key(work, 1) != before


@pytest.mark.parametrize("name", ["version", "cpu"])
def test_another_library_or_cpu_is_another_result(monkeypatch, name):
    before = key(work, 1)
    monkeypatch.setattr(disk_cache, name, lambda *library: "another")
    assert key(work, 1) != before


def test_a_change_of_any_file_under_mlcore_is_another_result(tmp_path):
    """A constant in a helper three imports away changes the result as well."""
    (tmp_path / "xor").mkdir()
    file = tmp_path / "xor" / "program.py"
    file.write_text("HIDDEN = 2")
    hashes = [source_hash.__wrapped__(tmp_path)]
    file.write_text("HIDDEN = 3")
    hashes.append(source_hash.__wrapped__(tmp_path))
    file.rename(tmp_path / "program.py")
    hashes.append(source_hash.__wrapped__(tmp_path))
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "program.pyc").write_bytes(b"compiled")
    assert source_hash.__wrapped__(tmp_path) == hashes[-1]
    assert len({*hashes}) == 3


def test_a_key_is_the_same_in_another_process_and_needs_no_torch():
    code = "import sys; from workers.disk_cache import key; from mlcore.xor.settings import XorSettings; "
    code += "print(key(len, XorSettings(seed=4)), 'torch' in sys.modules)"
    root = Path(__file__).parents[2]
    printed = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout
    assert printed.split() == [key(len, XorSettings(seed=4)), "False"]
