"""Make the bundle of a checkout with Node, and open the one that belongs to the sources."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.bundle.bundle import MANIFEST, Bundle, BundleError
from app.bundle.node import NodeError, call, require_node

SCRIPT = "bundle.mjs"
SOURCES = (SCRIPT, "static/icon.svg", "static/js", "static/css", "static/vendor")
"""Files and folders that a bundle is made from."""

BUNDLES = Path("static", "build")
"""Folder of the bundles. Each has a subfolder named by the digest of its sources; a new bundle replaces older ones."""

ABANDONED = 600.0
"""Seconds after which an unfinished copy of a bundle was left behind by a process that was killed."""


def is_current(root: Path) -> bool:
    """Return True if the bundle of the present sources has been made."""
    return (_folder(root) / MANIFEST).is_file()


def make_bundle(root: Path) -> Bundle:
    """Make the bundle of the present sources, and keep it if its folder can be written. Raises BundleError, or NodeError
    if Node is missing."""
    folder = _folder(root)
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary, "bundle")
        call([require_node()[0], SCRIPT, str(made)], root)
        bundle = Bundle.load(made)
        with suppress(OSError):
            _keep(made, folder)
    return bundle


def open_bundle(root: Path, report: Callable[[str], None]) -> Bundle | None:
    """Open the bundle of the present sources; in a checkout, make it first if it is missing or incomplete.

    Returns None if that is impossible, and reports why: the page is then served as written.
    """
    try:
        if not (root / SCRIPT).is_file():  # installed from a wheel, which holds one bundle and cannot make another
            return Bundle.load(next((root / BUNDLES).glob(f"*/{MANIFEST}"), root / BUNDLES / MANIFEST).parent)
        try:
            return Bundle.load(_folder(root))
        except BundleError:
            report("Bundling the page …")
            return make_bundle(root)
    except (BundleError, NodeError) as error:
        report(f"{error}. The page is served unbundled, as with --dev: it works, but loads more slowly.")
        return None


def _folder(root: Path) -> Path:
    return root / BUNDLES / _digest(root)


def _digest(root: Path) -> str:
    """Digest of the names and contents of all sources."""
    digest = hashlib.sha256()
    for source in SOURCES:
        for path in sorted([root / source, *(root / source).rglob("*")]):
            if path.is_file():
                digest.update(f"{path.relative_to(root).as_posix()} {path.stat().st_size}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _keep(made: Path, folder: Path) -> None:
    """Copy a bundle to its folder, which appears all at once: a process that is killed leaves no half bundle, and several
    processes at the same time do not disturb each other. Older bundles go; servers that use them hold them in memory."""
    folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=folder.parent) as temporary:
        copy = Path(shutil.copytree(made, Path(temporary, folder.name)))
        shutil.rmtree(folder, ignore_errors=True)  # incomplete, or made by another process meanwhile
        copy.rename(folder)
    for other in folder.parent.iterdir():
        is_being_made = other.name.startswith(".") and time.time() - other.stat().st_mtime < ABANDONED
        if other != folder and not is_being_made:
            shutil.rmtree(other, ignore_errors=True)
