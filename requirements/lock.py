"""Write the lock files beside this script from the version ranges in pyproject.toml, with uv.

`python3 run.py lock` keeps versions that still satisfy the ranges; `--upgrade` moves all to the newest release. A lock
file holds for every supported Python and platform. torch is not locked, because its build depends on the machine.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
NOT_LOCKED = ("torch",)


def main() -> int:
    """Compile all lock files; returns the exit status of uv."""
    parser = argparse.ArgumentParser(prog="run.py lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="move all packages to their newest release")
    options = ["--upgrade"] if parser.parse_args().upgrade else []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build, node = project["build-system"]["requires"], project["dependency-groups"]["node"]
    with tempfile.TemporaryDirectory() as directory:
        excludes = Path(directory, "excludes.txt")
        excludes.write_text("\n".join(NOT_LOCKED))
        uv = [*install_uv(directory), "pip", "compile", "--quiet", "--universal", "--fork-strategy", "fewest"]
        uv += ["--python-version", project["project"]["requires-python"].removeprefix(">="), "--generate-hashes"]
        uv += ["--excludes", str(excludes), "--custom-compile-command", "python3 run.py lock", *options]
        compile_lock(uv, "base", "pyproject.toml")
        compile_lock(
            uv, "postgresql", "pyproject.toml", "--extra", "postgresql", "--constraint", "requirements/base.txt"
        )
        compile_lock(uv, "test", "pyproject.toml", "--extra", "test", "--constraint", "requirements/base.txt")
        compile_lock(uv, "bench", "pyproject.toml", "--extra", "bench", "--constraint", "requirements/test.txt")
        compile_lock(uv, "pictures", "pyproject.toml", "--extra", "pictures", "--constraint", "requirements/test.txt")
        compile_lock(uv, "build", "-", "--constraint", "requirements/test.txt", requirements=build)
        compile_lock(uv, "node", "-", requirements=node)
    return 0


def install_uv(directory: str) -> list[str]:
    """Install uv into a new environment in `directory`. Returns the command that runs it."""
    venv.create(directory, with_pip=True)
    python = str(Path(directory, "Scripts/python.exe" if os.name == "nt" else "bin/python"))
    subprocess.run([python, "-m", "pip", "install", "--quiet", "uv>=0.9.8"], check=True)
    return [python, "-m", "uv"]


def compile_lock(uv: list[str], name: str, *arguments: str, requirements: list[str] | None = None) -> None:
    """Write `name`.txt; `requirements` are read as standard input, where `arguments` name `-` as the source."""
    command = [*uv, "--output-file", f"requirements/{name}.txt", *arguments]
    subprocess.run(
        command, cwd=ROOT, input="\n".join(requirements or ()), stdout=subprocess.DEVNULL, text=True, check=True
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"lock: {' '.join(map(str, error.cmd))} failed; the reason is above.")
