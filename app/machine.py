"""The memory and the cores of the machine, or of the container that the server runs in."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

ROOT = Path("/")
GROUPS = Path("sys/fs/cgroup")

T = TypeVar("T")

thread_seconds = time.thread_time if time.get_clock_info("thread_time").resolution < 1e-4 else time.perf_counter
"""Clock of the processor time of the present thread; of elapsed time if the system's thread clock is too coarse."""


def memory_limit(root: Path = ROOT) -> int:
    """Bytes that the server can use: the smallest limit of its control groups (version 2 or 1) and of the machine."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([*_limits(root, "memory", "memory.max", "memory.limit_in_bytes", _number), physical])


def memory_used(root: Path = ROOT) -> int:
    """Bytes that this process has in memory; 0 if the system does not tell."""
    try:
        return int((root / "proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def core_count(root: Path = ROOT) -> int:
    """Cores that the server can keep busy: those that it may run on, or fewer if a control group limits its time."""
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min([*_limits(root, "cpu", "cpu.max", "cpu.cfs_quota_us", _cores), own])


def lower_priority(nice: int) -> None:
    """Let the present thread have little of the processor while others want it. Only Linux has priorities of threads;
    nothing happens elsewhere."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + nice)


def _limits(root: Path, kind: str, name: str, former_name: str, read: Callable[[Path], T | None]) -> Iterator[T]:
    """Values that `read` finds in the files of the control groups that the process is in, the group and those around it.

    name: of the file in version 2; former_name: in version 1, where groups of each `kind` have a folder.
    """
    base = root / GROUPS
    files = [base / name, base / kind / former_name]  # inside a container its group is the root
    try:
        groups = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        groups = []
    for line in groups:
        _, kinds, path = line.split(":", 2)
        if kinds and kind not in kinds.split(","):
            continue
        folder, file = (base / kind, former_name) if kinds else (base, name)
        for part in [part for part in path.split("/") if part not in ("", "..")]:
            folder /= part
            files.append(folder / file)
    return (limit for file in files if (limit := read(file)) is not None)


def _number(path: Path) -> int | None:
    """The number in a file; None if there is none, or "max"."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def _cores(path: Path) -> int | None:
    """The number of cores that the quota of a control group allows, rounded up; None if it has none."""
    try:
        quota, *period = path.read_text().split()
        length = int(period[0] if period else (path.parent / "cpu.cfs_period_us").read_text())
        return max(1, -(-int(quota) // length)) if int(quota) > 0 else None
    except (OSError, ValueError, ZeroDivisionError):
        return None
