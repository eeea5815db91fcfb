"""Put the application on the network: the listening socket and the settings of uvicorn."""

import socket
from functools import partial

import uvicorn
from fastapi import FastAPI

from app.access.protocols import LimitedHttp, LimitedWebSocket
from app.settings import Settings


class AddressInUseError(Exception):
    """The address is in use, or is not an address of this machine."""


def listen(settings: Settings) -> socket.socket:
    """A listening socket; port 0 takes any free one. Raises AddressInUseError.

    Accepted connections inherit its small send buffer, so that a client that stops reading costs kilobytes, not megabytes.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, settings.socket_buffer_bytes)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(1024)
    except OSError as error:
        listening.close()
        raise AddressInUseError(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.") from error
    listening.setblocking(False)
    return listening


def address(listening: socket.socket) -> str:
    """The URL of the server."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{host}:{port}"


def make_server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """A uvicorn server, to be run with `serve(sockets=[listen(settings)])`."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_level=settings.log_level,
            access_log=settings.log_level == "debug",
            server_header=False,
            http=partial(LimitedHttp, settings=settings),  # type: ignore[arg-type]  # uvicorn only calls it
            ws=partial(LimitedWebSocket, settings=settings),  # type: ignore[arg-type]
            ws_max_size=settings.max_message_bytes,
            ws_ping_interval=settings.ping_seconds,
            ws_ping_timeout=settings.stall_seconds,
            forwarded_allow_ips=list(settings.forwarded_allow_ips),
            ws_per_message_deflate=False,  # it quadruples the cost of a frame
            timeout_graceful_shutdown=settings.shutdown_seconds,
            lifespan="on",
        )
    )
