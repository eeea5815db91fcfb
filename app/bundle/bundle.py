"""A bundle in memory: the files that bundle.mjs wrote, with their compressed forms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

MANIFEST = "manifest.json"

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
"""Suffixes of bundled files -> their media types."""

ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Content encodings, the smallest first -> the suffix that bundle.mjs adds to the name of a file."""


class BundleError(Exception):
    """A bundle is missing or incomplete, or cannot be made. The message says why."""


@dataclass(frozen=True)
class BundledFile:
    """Contents of a file in every encoding, the smallest first; "identity" is the file itself."""

    media_type: str
    encodings: Mapping[str, bytes]


@dataclass(frozen=True)
class Bundle:
    """All bundled files by name, and the manifest: source, relative to static -> its file and those that it needs."""

    files: Mapping[str, BundledFile]
    manifest: Mapping[str, list[str]]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a bundle into memory. Raises BundleError if a file is missing or is not what it should be."""
        try:
            manifest = json.loads((folder / MANIFEST).read_bytes())
            files = {path.name: _read(path) for path in folder.iterdir() if path.suffix in TYPES}
        except (OSError, ValueError) as error:
            raise BundleError(f"The bundle in {folder} cannot be read: {error}") from error
        missing = {name for names in manifest.values() for name in names} - files.keys()
        if missing:
            raise BundleError(f"The bundle in {folder} lacks {', '.join(sorted(missing))}")
        return cls(files, manifest)


def _read(path: Path) -> BundledFile:
    compressed = {name: path.with_name(path.name + suffix).read_bytes() for name, suffix in ENCODINGS.items()}
    return BundledFile(TYPES[path.suffix], {**compressed, "identity": path.read_bytes()})
