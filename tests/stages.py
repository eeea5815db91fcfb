"""The stages of the tests. `python3 run.py test` installs what they need, runs all of them and reports their times.

A stage is a function that runs commands and returns True if all of them succeeded. Stages that use one core run
side by side; stages of pytest-xdist, which use all cores, run one after another.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from run import ROOT, SetupError, chromium, npm_packages, run

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
WORKERS = min(CORES, 4)
"""Processes of pytest-xdist; each has its own server, browser and kernels, up to 1 GB."""
ONCE_MORE = ("--reruns", "1", "-rfER")
"""Options of the tests with real servers and browsers, which can be late on a busy machine: one that fails is run once
more, and the summary names it."""


def python(*arguments: str, **environment: str) -> bool:
    """Run a Python module in .venv."""
    return run(sys.executable, "-m", *arguments, **environment)


def pytest(*arguments: str, **environment: str) -> bool:
    """Run pytest in one process."""
    return python("pytest", "--quiet", *arguments, **environment)


def spread(folder: str, *options: str, workers: int = WORKERS, **environment: str) -> bool:
    """Run the tests of a folder in several processes."""
    return pytest("--numprocesses", str(workers), "--dist", "worksteal", *options, folder, **environment)


def kernels() -> bool:
    """Compile the engine's kernels into the cache that all later stages read."""
    return python("engine")


def interpreted() -> bool:
    """Test the engine as plain NumPy."""
    return pytest("tests/engine", NUMBA_DISABLE_JIT="1")


def lint() -> bool:
    """Check format, rules and types of the Python code."""
    checks = (["ruff", "format", "--check", "--quiet"], ["ruff", "check", "--quiet"], ["mypy"])
    passed = [python(*check) for check in checks]  # every check runs, whatever the others find
    return all(passed)


def js() -> bool:
    """Check format, rules and types of the page's modules and test them."""
    node = npm_packages()
    checks = (
        ["node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--log-level=warn"],
        ["node_modules/typescript/bin/tsc", "--project", "."],
        ["--test-reporter=dot", "tests/js/all.js"],
    )
    passed = [run(node, *check) for check in checks]
    return all(passed)


def house() -> bool:
    """Test imports between modules, the size of folders, the documentation and the contents of the wheel."""
    return pytest(*sorted(str(path) for path in (ROOT / "tests").glob("test_*.py")))


def engine() -> bool:
    """Test the engine, compiled."""
    return spread("tests/engine")


def app() -> bool:
    """Test the server, its client and its command line."""
    return spread("tests/app", *ONCE_MORE, workers=WORKERS + 1)  # most of the time, tests wait for their servers


def e2e() -> bool:
    """Test the page in Chromium, and every view in Firefox and WebKit."""
    npm_packages()  # axe-core, which checks accessibility
    return spread("tests/e2e", *ONCE_MORE, workers=WORKERS + 1, CHROMIUM=chromium())  # pages spend time waiting


Stage = Callable[[], bool]

ONE_CORE: dict[str, Stage] = {stage.__name__: stage for stage in (kernels, interpreted, js, lint, house)}
"""Stages that run side by side, longest first."""
ALL_CORES: dict[str, Stage] = {stage.__name__: stage for stage in (engine, app, e2e)}
STAGES = ONE_CORE | ALL_CORES
QUICK = [name for name in STAGES if name not in ("interpreted", "e2e")]
"""Stages to run before every commit, without slow tests."""


@dataclass(frozen=True)
class Result:
    """Outcome of a stage."""

    name: str
    passed: bool
    seconds: float
    output: str = ""


def run_stage(name: str) -> bool:
    """Run one stage in this process. Returns True if it passed."""
    try:
        return STAGES[name]()
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return False


def start_stage(name: str, capture: bool) -> Result:
    """Run one stage in a process of its own, which keeps the output of stages apart."""
    command = [sys.executable, "-m", "tests.stages", name]
    began = time.monotonic()
    pipe = subprocess.PIPE if capture else None
    done = subprocess.run(command, cwd=ROOT, stdout=pipe, stderr=subprocess.STDOUT, text=True, check=False)
    return Result(name, done.returncode == 0, time.monotonic() - began, done.stdout or "")


def run_stages(names: list[str]) -> list[Result]:
    """Run several stages and print each with its output in one piece."""
    results = []
    with ThreadPoolExecutor(CORES) as pool:
        side_by_side = [pool.submit(start_stage, name, True) for name in ONE_CORE if name in names]
        for future in as_completed(side_by_side):
            result = future.result()
            print_header(result.name)
            print(result.output, end="", flush=True)
            results.append(result)
    for name in ALL_CORES:
        if name in names:
            print_header(name)
            results.append(start_stage(name, capture=False))
    return results


def print_header(name: str) -> None:
    """Print the name and purpose of a stage."""
    print(f"\n== {name}: {STAGES[name].__doc__}", flush=True)


def print_summary(results: list[Result], seconds: float) -> None:
    """Print the outcome and duration of every stage."""
    print()
    for result in results:
        print(f"{result.name:<12} {'passed' if result.passed else 'FAILED'} {result.seconds:5.0f} s")
    passed = sum(result.passed for result in results)
    print(f"{passed} of {len(results)} stages passed in {seconds:.0f} s", flush=True)


def main() -> int:
    """Run the stages named on the command line, all by default."""
    parser = argparse.ArgumentParser("run.py test", description="Run the tests: all stages, or those named.")
    parser.add_argument(
        "stages",
        nargs="*",
        metavar="stage",
        help=f"{', '.join(STAGES)}; or `quick`: without slow tests and, if no stage is named, only {', '.join(QUICK)}",
    )
    names = parser.parse_args().stages
    unknown = sorted(set(names) - {*STAGES, "quick"})
    if unknown:
        parser.error(f"unknown stage {', '.join(unknown)}; choose from quick, {', '.join(STAGES)}")
    chosen = [name for name in names if name != "quick"] or (QUICK if "quick" in names else list(STAGES))
    if "quick" in names:
        os.environ["PYTEST_ADDOPTS"] = f"{os.environ.get('PYTEST_ADDOPTS', '')} -m 'not slow'"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # stages start many Pythons, each of which would compile all again
    if len(chosen) == 1:
        return 0 if run_stage(chosen[0]) else 1
    began = time.monotonic()
    results = run_stages(chosen)
    print_summary(results, time.monotonic() - began)
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
