"""Lock a folder for one server. The system releases the lock when the process ends, however it ends."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class InUseError(Exception):
    """The store is in use by another server."""


class FolderLock:
    """The lock of a folder, from its creation until `release`. Raises InUseError and OSError."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._file, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise InUseError(f"another server uses {folder}") from error

    def release(self) -> None:
        """Let another server lock the folder. A second call does nothing."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1
