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
        monkeypatch.setattr(pools, "cgroup_values", lambda name, controller="": values.get(name, []))

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
    """An error names a time limit that is wrong. Otherwise nothing runs, or nothing ever ends."""
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
    assert cgroup_values("cpu.max", root=root, own=own) == ["max 100000", "150000 100000"]
    assert cgroup_values("memory.max", root=root, own=own) == []


@pytest.fixture
def version_1(tmp_path, machine, monkeypatch):
    """Set up a machine with control groups of version 1: a file for the cgroup of the process, and two trees."""
    machine()

    def set_up(own: str, files: dict[str, str]) -> None:
        (tmp_path / "own").write_text(own)
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(f"{text}\n")
        given = {"root": tmp_path, "own": tmp_path / "own"}
        monkeypatch.setattr(pools, "cgroup_values", lambda *args: cgroup_values(*args, **given))

    return set_up


OWN = "9:memory:/docker/app\n4:cpu,cpuacct:/docker/app\n1:name=systemd:/docker/app\n0::/\n"
NO_LIMIT = {
    "memory/memory.limit_in_bytes": "9223372036854771712",
    "cpu,cpuacct/cpu.cfs_quota_us": "-1",
    "cpu,cpuacct/cpu.cfs_period_us": "100000",
}


@pytest.mark.parametrize(
    ("files", "workers"),
    [
        ({}, MAX_WORKERS),
        ({"memory/docker/app/memory.limit_in_bytes": str(3 * MEMORY_PER_WORKER)}, 3),
        ({"memory/docker/memory.limit_in_bytes": str(2 * MEMORY_PER_WORKER)}, 2),
        ({"memory/memory.limit_in_bytes": str(MEMORY_PER_WORKER)}, 1),  # as a container sees its own
        ({"cpu,cpuacct/docker/app/cpu.cfs_quota_us": "200000", "cpu,cpuacct/docker/app/cpu.cfs_period_us": "1000"}, 4),
        (
            {"cpu,cpuacct/docker/app/cpu.cfs_quota_us": "250000", "cpu,cpuacct/docker/app/cpu.cfs_period_us": "100000"},
            2,
        ),
        ({"cpu,cpuacct/cpu.cfs_quota_us": "50000"}, 1),
    ],
    ids=str,
)
def test_workers_follow_the_limits_of_older_control_groups(version_1, files, workers):
    """Some schools' servers still have version 1; four workers in a container of 1 GB are killed one by one."""
    version_1(OWN, NO_LIMIT | files)
    assert worker_count() == workers


def test_without_control_groups_there_is_no_limit(tmp_path):
    (tmp_path / "v1").write_text("1:cpu:/elsewhere\n")
    (tmp_path / "damaged").write_text("cpu\n")
    for own in (tmp_path / "v1", tmp_path / "damaged", Path("/nowhere")):
        assert cgroup_values("cpu.max", root=tmp_path, own=own) == []
        assert cgroup_values("cpu.cfs_quota_us", "cpu", tmp_path, own) == []
