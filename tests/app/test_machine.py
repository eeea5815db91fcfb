"""Tests of what the server finds out about its machine or container, on files as the kernel writes them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.machine import core_count, memory_limit


@pytest.fixture
def root(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    def made(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return made


GB = 2**30
MEMORY: list[tuple[dict[str, str], int | None]] = [
    ({"sys/fs/cgroup/memory.max": f"{2 * GB}\n"}, 2 * GB),
    ({"sys/fs/cgroup/memory.max": "max\n"}, None),
    ({"sys/fs/cgroup/memory/memory.limit_in_bytes": f"{GB}\n"}, GB),
    ({"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, None),
    (
        {
            "proc/self/cgroup": "0::/a.slice/b.scope\n",
            "sys/fs/cgroup/a.slice/memory.max": f"{GB}",
            "sys/fs/cgroup/a.slice/b.scope/memory.max": "max",
        },
        GB,
    ),
    ({"proc/self/cgroup": "3:cpu:/x\n4:memory:/y\n", "sys/fs/cgroup/memory/y/memory.limit_in_bytes": f"{GB}"}, GB),
    ({}, None),
]


CORES: list[tuple[dict[str, str], int | None]] = [
    ({"sys/fs/cgroup/cpu.max": "100000 100000\n"}, 1),
    ({"sys/fs/cgroup/cpu.max": "50000 100000\n"}, 1),
    ({"sys/fs/cgroup/cpu.max": "max 100000\n"}, None),
    ({"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "100000\n", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"}, 1),
    ({"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"}, None),
    ({"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "100000\n"}, None),
    ({"sys/fs/cgroup/cpu.max": "100000 0\n"}, None),
    ({"proc/self/cgroup": "0::/a.slice\n", "sys/fs/cgroup/a.slice/cpu.max": "20000 20000\n"}, 1),
    (
        {
            "proc/self/cgroup": "3:cpu,cpuacct:/x\n4:memory:/y\n",
            "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us": "100000",
            "sys/fs/cgroup/cpu/x/cpu.cfs_period_us": "100000",
        },
        1,
    ),
    ({}, None),
]


@pytest.mark.parametrize(("files", "limit"), MEMORY)
def test_the_memory_of_the_container_is_read(
    root: Callable[[dict[str, str]], Path], files: dict[str, str], limit: int | None
) -> None:
    physical = memory_limit(Path("/nowhere"))
    assert physical > GB // 4
    assert memory_limit(root(files)) == min(limit or physical, physical)


@pytest.mark.parametrize(("files", "limit"), CORES)
def test_the_cores_of_the_container_are_read(
    root: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch, files: dict[str, str], limit: int | None
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert core_count(root(files)) == (limit or 3)


def test_a_part_of_a_core_counts_as_one(
    root: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert core_count(root({"sys/fs/cgroup/cpu.max": "250000 100000\n"})) == 3
