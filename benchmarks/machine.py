"""The machine that is measured on: its name, one core of it, one thread for each library."""

import os
import platform
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}
"""Environment of a process whose libraries are to use one thread; read when they are imported."""


def pin() -> None:
    """Keep this process, and what it starts, on one core: the last it may use. Does nothing where that cannot be."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def cpu_model() -> str:
    """The processor's name as the system gives it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def processor_seconds(process: int) -> float | None:
    """Seconds of processor time that a process has taken, on all cores; None where the system does not tell."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return None
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def versions(distributions: Iterable[str]) -> str:
    """'Python 3.12, numpy 2.3, …' of the distributions that are installed."""
    found = [f"Python {platform.python_version()}"]
    for name in distributions:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return ", ".join(found)


def describe(distributions: Iterable[str]) -> str:
    """One line on the machine and the versions."""
    return f"{cpu_model()}, one core, one thread, float64. {versions(distributions)}."
