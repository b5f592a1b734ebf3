"""The full data set from a local mirror: one complete download, or one sentence about the error."""

import gzip
import hashlib
import pickle
import socket
import struct
import subprocess
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import torch
from torchvision.datasets import MNIST, mnist

from mlcore.common.program import render_program
from mlcore.common.running import run_program
from mlcore.mnist import full_digits
from mlcore.mnist.full_digits import DigitsUnavailable
from mlcore.mnist.training import Settings, train

FULL = Settings(dataset="full", model="linear", epochs=1, batch_size=1024, augment=False)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Train as the workers do."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def idx(values: np.ndarray) -> bytes:
    """Return bytes in MNIST's own file format."""
    return bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


@pytest.fixture(scope="module")
def mirror(tmp_path_factory):
    """Serve 70,000 almost empty images with their index in the first pixels."""
    folder = tmp_path_factory.mktemp("mirror")
    resources = []
    for name, first, last in (("train", 0, 60_000), ("t10k", 60_000, 70_000)):
        places = np.arange(first, last, dtype="<u4")
        images = np.zeros((len(places), 28, 28), np.uint8)
        images[:, 0, :4] = places.view(np.uint8).reshape(-1, 4)
        labels = (places % 10).astype(np.uint8)
        for file, values in ((f"{name}-images-idx3-ubyte.gz", images), (f"{name}-labels-idx1-ubyte.gz", labels)):
            packed = gzip.compress(idx(values), compresslevel=1)
            (folder / file).write_bytes(packed)
            resources.append((file, hashlib.md5(packed).hexdigest()))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", resources
        server.shutdown()
        thread.join()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(full_digits, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


def ask_for_the_full_set(monkeypatch, url, resources):
    monkeypatch.setattr(MNIST, "mirrors", [url])
    monkeypatch.setattr(MNIST, "resources", resources)
    return train(FULL)


def count_files_read(monkeypatch) -> list[str]:
    """Return a list that grows by the name of each file of MNIST that torchvision reads."""
    read, original = [], mnist.read_image_file

    def counted(path):
        read.append(Path(path).name)
        return original(path)

    monkeypatch.setattr(mnist, "read_image_file", counted)
    return read


def test_some_images_are_read_without_the_others_and_without_torch(tmp_path):
    """A gallery of twelve digits must not load 55 MB, nor import what the app's process must not have."""
    probe = """
import sys, tracemalloc
from mlcore.mnist import full_digits
from pathlib import Path
full_digits.CACHE = Path(sys.argv[1])
tracemalloc.start()
images = full_digits.images_at((2, 60_001))
assert images[:, 0, 0].tolist() == [2, 61]
assert tracemalloc.get_traced_memory()[1] < 2**20
assert not {"torch", "torchvision"} & sys.modules.keys()
"""
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, count, first in (("train", 60_000, 0), ("t10k", 10_000, 60)):
        images = np.zeros((count, 28, 28), np.uint8)
        images[:3, 0, 0] = first + np.arange(3)
        (raw / f"{name}-images-idx3-ubyte").write_bytes(idx(images))
    subprocess.run([sys.executable, "-c", probe, str(tmp_path)], check=True, timeout=60)


def test_the_full_set_is_fetched_once_and_tested_on_the_official_test_images(mirror, cache, monkeypatch):
    """A broken download leaves nothing. Training and validation use the 60,000, and never a test image."""
    url, resources = mirror
    broken = [*resources[:2], (resources[2][0], "0" * 32), resources[3]]
    with pytest.raises(DigitsUnavailable):
        ask_for_the_full_set(monkeypatch, url, broken)
    assert list(cache.iterdir()) == []

    assert not full_digits.is_fetched()
    monkeypatch.setattr(MNIST, "resources", resources)
    full_digits.fetch()  # torchvision reads half of what it has downloaded
    with monkeypatch.context() as patch:
        read = count_files_read(patch)
        result = ask_for_the_full_set(patch, url, resources)
    assert read.count("train-images-idx3-ubyte") == read.count("t10k-images-idx3-ubyte") == 1
    assert full_digits.is_fetched()
    assert [path.name for path in cache.iterdir()] == ["MNIST"]
    assert result.test.indices.tolist() == list(range(60_000, 70_000))
    assert result.test.confusion.sum() == 10_000
    assert len(pickle.dumps(result)) < 4_000_000

    names = run_program(render_program(FULL), 2).names
    parts = [(names[f"{part}_X"], names[f"{part}_y"]) for part in ("train", "val", "test")]
    places = [images[:, 0, 0, :4].contiguous().view(torch.int32)[:, 0] for images, _ in parts]
    assert [len(labels) for _, labels in parts] == [50_000, 10_000, 10_000]
    assert torch.cat(places[:2]).sort().values.tolist() == list(range(60_000))
    chosen = full_digits.images_at((3, 69_999, 60_000, 59_999))
    assert chosen[:, 0, :4].copy().view("<u4")[:, 0].tolist() == [3, 69_999, 60_000, 59_999]
    assert full_digits.images_at(()).shape == (0, 28, 28)
    assert all((labels == place % 10).all() for (_, labels), place in zip(parts, places, strict=True))


def test_without_a_network_the_full_set_is_refused_in_one_sentence(cache, monkeypatch):
    """Nothing listens at this port: the error says so, survives pickling, and leaves no files."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        with pytest.raises(DigitsUnavailable, match="could not be downloaded") as caught:
            ask_for_the_full_set(monkeypatch, url, MNIST.resources)
    again = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(again, OSError)
    assert str(again) == str(caught.value)
    assert not cache.exists()


def test_a_network_that_swallows_everything_is_given_up_soon(cache, monkeypatch):
    """Some firewalls drop packets silently; a worker does not wait for minutes."""
    monkeypatch.setattr(full_digits, "TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = time.perf_counter()
        with pytest.raises(DigitsUnavailable):
            ask_for_the_full_set(monkeypatch, f"http://127.0.0.1:{silent.getsockname()[1]}/", MNIST.resources)
    assert time.perf_counter() - start < 3
    assert socket.getdefaulttimeout() is None
