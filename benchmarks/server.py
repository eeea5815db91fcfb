"""Run the server in a new process, as a user starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import httpx

PATIENCE = 120.0
"""Seconds to wait for a server that does not answer."""


class Server(NamedTuple):
    """A running server: its address and process id."""

    address: str
    pid: int

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.address.rpartition(":")[2])

    def kill(self) -> None:
        """End it at once, as a failure would."""
        os.kill(self.pid, signal.SIGKILL)


@contextmanager
def serving(environment: Mapping[str, str], port: int | None = None) -> Iterator[Server]:
    """Serve on a port of this machine, by default a free one; the server stops with the context."""
    port = port or free_port()
    command = [sys.executable, "-m", "app.cli", "serve"]
    environment = {"BACKPROP_DATA_DIR": "none", **environment, "HOST": "127.0.0.1", "PORT": str(port)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_page(client: httpx.Client) -> None:
    """Wait until the page answers. Raises httpx.TransportError after PATIENCE seconds."""
    give_up = time.perf_counter() + PATIENCE
    while True:
        try:
            client.get("/").raise_for_status()
        except httpx.TransportError:
            if time.perf_counter() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def wait_until_warm(server: Server) -> None:
    """Wait until the server has compiled or loaded its kernels."""
    with httpx.Client(base_url=server.address, timeout=PATIENCE) as client:
        wait_for_page(client)
        while client.get("/healthz").json()["status"] == "warming":
            time.sleep(0.1)
