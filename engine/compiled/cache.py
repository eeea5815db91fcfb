"""Directory of the compiled kernels on disk."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import platformdirs

WITHOUT_KERNELS = "expression"
"""Folder of the engine that is not compiled, and that no other part of the engine imports."""


def cache_directory() -> Path:
    """Return the directory of the kernels of these sources, and create it.

    It is named by a hash of the engine's sources, because Numba itself compares only the file of a kernel; `expression` is
    left out, because no kernel can use it. It is below BACKPROP_CACHE_DIR or the user's cache directory; if that cannot be written (as in a read-only container), its
    kernels are copied to the temporary directory, because Numba has to write.
    """
    engine = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for source in sorted(engine.rglob("*.py")):
        if not source.is_relative_to(engine / WITHOUT_KERNELS):
            digest.update(source.read_bytes())
    root = os.environ.get("BACKPROP_CACHE_DIR") or platformdirs.user_cache_dir("backprop-playground")
    directory = Path(root) / f"kernels-{digest.hexdigest()[:16]}"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=directory).close()
    except OSError:
        copy = Path(tempfile.gettempdir()) / directory.name
        if directory.is_dir() and not copy.is_dir():
            shutil.copytree(directory, copy)
        return copy
    return directory
