"""Find the client that a request and all work for it are charged to.

A client is an address or a member of a workshop. Everybody behind one address is one client, so shares are enforced
only when something is scarce. The members of a workshop are often behind one address: work on a member's session is
charged to that member.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network

from starlette.types import ASGIApp, Receive, Scope, Send

from app.addresses import ip_address

NETWORK_BITS = 64
"""Leading bits of an IPv6 address that name a client: whoever has one such network has 2⁶⁴ addresses."""

MEMBER = "member "

SESSION_PATH = re.compile(r"/api/v1/sessions/([^/]+)")

_client: ContextVar[str] = ContextVar("client", default="")


def current_client() -> str:
    """The client that the present task works for; "" for the server itself. Tasks inherit it from the one that made them."""
    return _client.get()


@contextmanager
def acting_for(client: str) -> Iterator[None]:
    """Let the present task, and tasks that it makes, work for a client for the duration of the context."""
    token = _client.set(client)
    try:
        yield
    finally:
        _client.reset(token)


def work_for(client: str) -> None:
    """Let the present task work for a client from now on."""
    _client.set(client)


def member_client(member: str) -> str:
    """A member of a workshop as a client."""
    return MEMBER + member


def is_member(client: str) -> bool:
    """True if a client is a member of a workshop."""
    return client.startswith(MEMBER)


@lru_cache(4096)
def client_at(host: str) -> str:
    """The client at an address: an IPv4 address, the network of an IPv6 address, or the text itself if it is neither."""
    address = ip_address(host)
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address) >> (128 - NETWORK_BITS) << (128 - NETWORK_BITS), NETWORK_BITS)))


class ClientOfRequest:
    """Middleware that notes the client of a request or a stream: the member whose session the path names, or else the
    address, which of a trusted proxy uvicorn has replaced. members: the id of a member's session -> the client.
    """

    def __init__(self, app: ASGIApp, members: Mapping[str, str]) -> None:
        self._app, self._members = app, members

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        named = SESSION_PATH.search(scope.get("path", ""))
        member = self._members.get(named[1]) if named else None
        if member is not None:
            work_for(member)
        elif scope.get("client"):
            work_for(client_at(scope["client"][0]))
        await self._app(scope, receive, send)
