"""Read addresses: hosts and origins of requests, and those that settings allow."""

import ipaddress
import re
from typing import NamedTuple

AUTHORITY = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([\w.-]{1,253}))(?::(\d{1,5}))?", re.ASCII | re.IGNORECASE)
"""A host with or without a port; the brackets of an IPv6 address are not part of the host."""

DEFAULT_PORTS = {"http": "80", "https": "443"}

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Authority(NamedTuple):
    """Host in lower case, without a final dot; port as given, or ""."""

    host: str
    port: str

    @classmethod
    def of(cls, text: str) -> "Authority | None":
        """Parse a Host header; None if it is not one."""
        found = AUTHORITY.fullmatch(text)
        if found is None:
            return None
        return cls((found[1] or found[2]).lower().removesuffix("."), found[3] or "")

    def without_default_port(self, scheme: str) -> "Authority":
        """The same, with no port if it is the default of the scheme."""
        return Authority(self.host, "") if self.port == DEFAULT_PORTS.get(scheme) else self


class Origin(NamedTuple):
    """Scheme and authority of the page that sent a request; the scheme's default port is left out."""

    scheme: str
    authority: Authority

    @classmethod
    def of(cls, text: str) -> "Origin | None":
        """Parse an Origin header; None for null and for anything that is not the origin of a web page."""
        scheme, _, rest = text.partition("://")
        authority = Authority.of(rest)
        if scheme not in DEFAULT_PORTS or authority is None:
            return None
        return cls(scheme, authority.without_default_port(scheme))


def ip_address(host: str) -> IPAddress | None:
    """The IP address that a host is; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """True for an address or a name that means this machine and never leaves it."""
    address = ip_address(host)
    return host == "localhost" or host.endswith(".localhost") if address is None else address.is_loopback


def check_host(text: str) -> str:
    """A host to allow: a name, *.name for all names under it, an IP address, or * for all. Raises ValueError."""
    name = text.strip().lower()
    if name == "*" or ip_address(name) is not None:
        return name
    authority = Authority.of(name.removeprefix("*."))
    if authority is None or authority.port:
        raise ValueError(f"received {text!r}, expected a host without scheme and port, such as play.example.org")
    return name


def check_origin(text: str) -> str:
    """An origin to allow, or * for all. Raises ValueError."""
    name = text.strip().lower()
    if name != "*" and Origin.of(name) is None:
        raise ValueError(
            f"received {text!r}, expected scheme and host without a path, such as https://play.example.org"
        )
    return name


def check_network(text: str) -> str:
    """An IP address, a network of them, or * for all. Raises ValueError."""
    name = text.strip()
    if name != "*":
        try:
            ipaddress.ip_network(name)
        except ValueError:
            raise ValueError(f"received {text!r}, expected an IP address or a network, such as 10.0.0.0/8") from None
    return name


def check_root_path(text: str) -> str:
    """A path prefix without a final slash, or "". Raises ValueError."""
    path = text.strip().rstrip("/")
    if path and not re.fullmatch(r"(/[\w.~-]+)+", path, re.ASCII):
        raise ValueError(f"received {text!r}, expected a path that starts with a slash, such as /playground")
    return path
