"""Middleware that checks the headers Host and Origin before anything is accepted.

A page of another site can send requests to this server and open streams, with the network access of its reader. Its
browser names it in Origin. A site can also let its own name point to this machine (DNS rebinding), so that the browser
takes this server for that site; then Host is the site's name. Programs other than browsers send no Origin.
"""

import socket
from typing import ClassVar

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.addresses import Authority, Origin, ip_address, is_loopback
from app.errors import AppError, error_response
from app.settings import Settings


class WrongHostError(AppError):
    """The header Host is missing, or is not a name of this server."""

    status, kind, title = 421, "wrong-host", "This is not a name of this server"


class ForeignOriginError(AppError):
    """A page of another origin sent the request."""

    status, kind, title = 403, "foreign-origin", "Pages of other sites may not use this server"


class AllowedHosts:
    """The hosts and origins that a server accepts.

    Always the hosts in the settings, and names and addresses of loopback. A server that others can reach also accepts its
    machine's name and every IP address: no site can make a browser send an address as the Host of its own pages, and the
    address that a reader types is not always one of this machine, as with a container.
    """

    LOCAL: ClassVar[tuple[str, ...]] = ("", ".local")
    """Endings of the machine's name: as configured, and as mDNS announces it."""

    def __init__(self, settings: Settings) -> None:
        self._any_host = "*" in settings.allowed_hosts
        self._any_origin = "*" in settings.allowed_origins
        self._hosts = {host for host in settings.allowed_hosts if not host.startswith("*")}
        self._domains = tuple(host.removeprefix("*") for host in settings.allowed_hosts if host.startswith("*."))
        self._origins = set(map(Origin.of, settings.allowed_origins))
        self._is_public = not is_loopback(settings.host)
        if self._is_public:
            name = socket.gethostname().lower()
            self._hosts |= {settings.host, name, *(name.partition(".")[0] + ending for ending in self.LOCAL)}

    def check(self, headers: Headers) -> None:
        """Check the headers of a request. Raises WrongHostError, ForeignOriginError."""
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        host = Authority.of(hosts[0]) if len(hosts) == 1 else None
        if not self._any_host and (host is None or not self._allows_host(host.host)):
            received = ", ".join(hosts)[:100]
            raise WrongHostError(
                f"Received a request for the host {received or '(none given)'}, which is not a name of this server.",
                "Open this server by its address. To give it this name, start it with --allowed-host and the name, "
                "or set BACKPROP_ALLOWED_HOSTS.",
            )
        if origins and not self._any_origin and not all(self._allows_origin(each, host) for each in origins):
            received = ", ".join(origins)[:100]
            raise ForeignOriginError(
                f"Received a request from a page at {received}, expected a page of this server.",
                "Use the page of this server. To let that page use this server, start it with --allowed-origin and the "
                "origin, or set BACKPROP_ALLOWED_ORIGINS.",
            )

    def _allows_host(self, host: str) -> bool:
        if host in self._hosts or is_loopback(host) or host.endswith(self._domains):
            return True
        return self._is_public and ip_address(host) is not None

    def _allows_origin(self, text: str, host: Authority | None) -> bool:
        origin = Origin.of(text)
        if origin is None or host is None:
            return False
        # the scheme is not compared: a proxy may have ended the encryption
        return origin in self._origins or origin.authority == host.without_default_port(origin.scheme)


class HostCheck:
    """The middleware. A stream is refused before it is accepted."""

    def __init__(self, app: ASGIApp, allowed: AllowedHosts) -> None:
        self._app, self._allowed = app, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] in ("http", "websocket"):
            try:
                self._allowed.check(Headers(scope=scope))
            except AppError as error:
                await error_response(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)
