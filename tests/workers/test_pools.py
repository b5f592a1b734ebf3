"""How many workers there are."""

import os
from pathlib import Path

import pytest

from workers import pools
from workers.pools import MAX_WORKERS, MEMORY_PER_WORKER, Pool, cgroup_values, worker_count

PLENTY = 100 * MEMORY_PER_WORKER


@pytest.fixture
def machine(monkeypatch):
    """Set what the machine has: CPUs, CPUs of this process, memory and limits of control groups."""

    def set_up(cpus=64, affinity=64, memory=PLENTY, **limits: str) -> None:
        monkeypatch.delenv("WORKERS", raising=False)
        monkeypatch.setattr(os, "cpu_count", lambda: cpus)
        monkeypatch.setattr(os, "sched_getaffinity", lambda pid: range(affinity), raising=False)
        monkeypatch.setattr(os, "sysconf", {"SC_PHYS_PAGES": memory, "SC_PAGE_SIZE": 1}.get, raising=False)
        values = {name.replace("_", "."): [text] for name, text in limits.items()}
        monkeypatch.setattr(pools, "cgroup_values", lambda name: values.get(name, []))

    return set_up


@pytest.mark.parametrize(
    ("limits", "workers"),
    [
        ({}, MAX_WORKERS),
        ({"affinity": 1}, 1),
        ({"affinity": 3}, 3),
        ({"cpu_max": "200000 100000"}, 2),
        ({"cpu_max": "50000 100000"}, 1),
        ({"cpu_max": "max 100000"}, MAX_WORKERS),
        ({"memory": 2 * MEMORY_PER_WORKER}, 2),
        ({"memory_max": str(3 * MEMORY_PER_WORKER)}, 3),
        ({"memory_max": str(690 * 2**20)}, 1),
        ({"memory_max": "1000"}, 1),
        ({"memory_max": "max"}, MAX_WORKERS),
    ],
    ids=str,
)
def test_workers_follow_what_the_process_may_use(machine, limits, workers):
    """A container on a shared host sees 64 CPUs and may use one."""
    machine(**limits)
    assert worker_count() == workers
    assert {name: pool.workers for name, pool in pools.default_pools().items()} == {"short": workers, "long": workers}


def test_without_an_affinity_the_cpus_are_counted(machine, monkeypatch):
    machine(cpus=3)
    monkeypatch.delattr(os, "sched_getaffinity")
    assert worker_count() == 3


def test_the_environment_decides(machine, monkeypatch):
    machine(affinity=1)
    monkeypatch.setenv("WORKERS", "7")
    assert worker_count() == 7


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
def test_a_wrong_number_of_workers_is_refused(monkeypatch, text):
    monkeypatch.setenv("WORKERS", text)
    with pytest.raises(ValueError, match=f"WORKERS must be a positive integer, got '{text}'"):
        worker_count()


def test_the_environment_sets_the_time_limit_of_long_runs(machine, monkeypatch):
    """A server for one class may allow longer runs; quick questions keep their limit."""
    machine()
    monkeypatch.delenv("RUN_TIME_LIMIT", raising=False)
    assert pools.default_pools()["long"].time_limit == pools.LONG_TIME_LIMIT
    monkeypatch.setenv("RUN_TIME_LIMIT", "5")
    assert {name: pool.time_limit for name, pool in pools.default_pools().items()} == {"short": 60, "long": 5}


@pytest.mark.parametrize("text", ["0", "-1", "soon", "nan", "inf"])
def test_a_wrong_time_limit_is_refused(machine, monkeypatch, text):
    """Nothing would run, or nothing would ever end, and no message would say why."""
    machine()
    monkeypatch.setenv("RUN_TIME_LIMIT", text)
    with pytest.raises(ValueError, match=f"RUN_TIME_LIMIT must be a positive number of seconds, got '{text}'"):
        pools.default_pools()


def test_a_pool_without_workers_is_refused():
    with pytest.raises(ValueError, match="workers must be at least 1, got 0"):
        Pool(0, niceness=0)


def test_limits_are_read_from_the_own_control_group_and_those_around_it(tmp_path):
    root, own = tmp_path / "cgroup", tmp_path / "own"
    (root / "user" / "app").mkdir(parents=True)
    (root / "user" / "app" / "cpu.max").write_text("max 100000\n")
    (root / "user" / "cpu.max").write_text("150000 100000\n")
    (tmp_path / "cpu.max").write_text("outside\n")
    own.write_text("1:cpu:/elsewhere\n0::/user/app\n")
    assert cgroup_values("cpu.max", root, own) == ["max 100000", "150000 100000"]
    assert cgroup_values("memory.max", root, own) == []


def test_without_control_groups_there_is_no_limit(tmp_path):
    (tmp_path / "v1").write_text("1:cpu:/elsewhere\n")
    assert cgroup_values("cpu.max", tmp_path, tmp_path / "v1") == []
    assert cgroup_values("cpu.max", tmp_path, Path("/nowhere")) == []
