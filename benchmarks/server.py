"""A server in a process of its own, as a learner starts it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

PATIENCE = 120.0
"""Seconds after which a server that does not answer is given up."""


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[str]:
    """A server on a free port of this machine, for as long as the context lasts; its address."""
    with server_process(environment) as (url, _):
        yield url


@contextmanager
def server_process(environment: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The same, with the number of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "app.cli", "serve"]
    environment = {**environment, "HOST": "127.0.0.1", "PORT": str(port)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()


def wait_for_page(client: httpx.Client) -> None:
    """Ask until the page answers. Raises httpx.TransportError after PATIENCE."""
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
