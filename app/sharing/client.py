"""Tell which client a request, and everything that is done for it, belongs to.

A client is an address. Everybody behind one address is one client; the shares of clients are therefore only enforced
when something is scarce.
"""

from contextvars import ContextVar
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network

from starlette.types import ASGIApp, Receive, Scope, Send

from app.addresses import ip_address

NETWORK_BITS = 64
"""Leading bits of an IPv6 address that name a client: whoever has one such network has 2⁶⁴ addresses."""

_client: ContextVar[str] = ContextVar("client", default="")


def current_client() -> str:
    """The client that the present task works for; "" for the server itself. Tasks inherit it from the one that made them."""
    return _client.get()


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
    """Middleware that notes the client of a request or a stream. uvicorn has replaced the address of a trusted proxy."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope.get("client"):
            _client.set(client_at(scope["client"][0]))
        await self._app(scope, receive, send)
