"""Build hook of hatchling: builds the page's libraries from npm into static/vendor, and bundles the page into static/build.

It runs for wheels, source archives and editable installs, and builds only what was built from other sources. It uses
Node from PATH, or from a Python package if the machine has none.
"""

import hashlib
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
from app.bundle.build import BUNDLES, is_current, make_bundle  # needs only the standard library
from app.bundle.bundle import BundleError
from app.bundle.node import NodeError, call, find_node, require_node

SOURCES = ("package.json", "package-lock.json", "vendor.mjs")
"""Files that static/vendor is built from."""


class PageHook(BuildHookInterface[Any]):
    """Builds static/vendor and static/build."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node as a Python package, if something has to be built and the machine has no Node."""
        is_built = self._is_fresh() and is_current(Path(self.root))
        return [] if is_built or find_node() else self._node_packages()

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build static/vendor and static/build if they are missing or were built from other sources."""
        root = Path(self.root)
        try:
            if not self._is_fresh():
                self.app.display_info("Fetching the browser's libraries from npm …")
                self._install_packages()
                call([require_node()[0], "vendor.mjs"], root)
                self._stamp.write_text(self._digest())
            if not is_current(root):
                if not Path(root, "node_modules", "esbuild").is_dir():
                    self._install_packages()
                make_bundle(root)
        except (BundleError, NodeError) as error:
            raise RuntimeError(str(error)) from error
        if not is_current(root):
            raise RuntimeError(f"The bundle of the page could not be written to {root / BUNDLES}")

    def _install_packages(self) -> None:
        call([*require_node()[1], "ci", "--ignore-scripts", "--no-audit", "--no-fund"], Path(self.root))

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
