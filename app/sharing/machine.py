"""The memory of the machine or the container that the server runs in."""

import os
from pathlib import Path

ROOT = Path("/")


def memory_limit(root: Path = ROOT) -> int:
    """Bytes that the server can use: the smallest limit of its control groups (version 2 or 1) and of the machine."""
    return min([*_limits(root), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")])


def memory_used(root: Path = ROOT) -> int:
    """Bytes that this process has in memory; 0 if the system does not tell."""
    try:
        return int((root / "proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _limits(root: Path) -> list[int]:
    """The limits of the control groups that the process is in, the group and those around it."""
    base = root / "sys/fs/cgroup"
    found = [base / "memory.max", base / "memory/memory.limit_in_bytes"]  # inside a container its group is the root
    try:
        groups = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        groups = []
    for line in groups:
        _, kinds, path = line.split(":", 2)
        if kinds not in ("", "memory"):
            continue
        folder, name = (base, "memory.max") if kinds == "" else (base / "memory", "memory.limit_in_bytes")
        for part in [part for part in path.split("/") if part not in ("", "..")]:
            folder /= part
            found.append(folder / name)
    return [limit for path in found if (limit := _number(path)) is not None]


def _number(path: Path) -> int | None:
    """The number in a file; None if there is none, or "max"."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None
