"""The server, started in a separate process like by a user."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600.0
"""Seconds that a start may take on a busy machine if it has to compile the kernels."""


class Server:
    """A running server; a context manager. `stop` and `start` keep its port; `options` are those of `serve`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._options = options
        self.data = folder / "data"
        """What it keeps across restarts."""
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """The page's address."""
        return f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it is ready to train."""
        command = [sys.executable, "-m", "app.cli", "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        command += self._options
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "BACKPROP_DATA_DIR": str(self.data)},
            )
        self._wait(lambda: self._find_port())
        self._wait(lambda: httpx.get(f"{self.url}healthz").json()["status"] == "ready")

    def stop(self) -> None:
        """Kill the process, without notice to clients."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _find_port(self) -> bool:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", self._log.read_text("utf-8"))
        if found:
            self.port = int(found[1])
        return found is not None

    def _wait(self, ready: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self._process is not None and self._process.poll() is None, self._log.read_text("utf-8")
            try:
                if ready():
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"The server was not ready after {PATIENCE:.0f} s:\n{self._log.read_text('utf-8')}")
