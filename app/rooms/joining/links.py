"""The addresses at which members join, and their QR codes."""

import io
import socket
import struct
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import segno
from starlette.datastructures import URL

from app.addresses import is_loopback
from app.protocol.rooms.room import RoomLink

if sys.platform == "linux":
    from fcntl import ioctl

CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv")
"""Files that a container has. Its own addresses are not those that others can reach."""

OUTSIDE = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))
"""Addresses reserved for documentation (RFC 5737, RFC 3849). A route to one shows this machine's address in its network."""

EVERYWHERE = ("0.0.0.0", "::")
"""Addresses to listen on that mean all networks of the machine."""

SIOCGIFADDR = 0x8915
"""Linux's request for the address of a network interface: netdevice(7)."""

VIRTUAL = ("docker", "br-", "veth", "virbr", "lo")
"""Prefixes of the names of interfaces that lead to no other machine."""

MOST = 4
"""Largest number of addresses that are listed."""

Reach = Literal["this machine", "network"]


@dataclass(frozen=True)
class Doors:
    """Ways to reach a room: its links, first the one that the caller used. listens: from where the server takes
    connections."""

    links: Sequence[RoomLink]
    listens: Reach


def doors_of(base: URL, room_id: str, host: str, port: int, root: str) -> Doors:
    """The links to join a room: first one with the address that the caller used, then others that more machines can
    reach. host, port: where the server listens."""
    page = f"{root}/join?room={room_id}"
    local, listens = is_loopback(base.hostname or ""), _reach(is_loopback(host))
    links = [RoomLink(url=f"{base.scheme}://{base.netloc}{page}", reach=_reach(local))]
    if local and listens == "network":
        known = [host] if host not in EVERYWHERE else network_addresses()
        addresses = [each for each in known if ":" not in each or ":" in host]
        links += [RoomLink(url=f"{base.scheme}://{_in_url(each)}:{port}{page}", reach="network") for each in addresses]
    return Doors(links, listens)


def _reach(local: bool) -> Reach:
    return "this machine" if local else "network"


def network_addresses(marks: Sequence[str] = CONTAINER_MARKS) -> list[str]:
    """The addresses of this machine in its networks, as far as they can be found, the most useful first; none in a
    container."""
    if any(Path(mark).exists() for mark in marks):
        return []
    found = dict.fromkeys([*_on_the_way_out(), *_of_interfaces()])
    return [each for each in found if not is_loopback(each)][:MOST]


def _on_the_way_out() -> Iterator[str]:
    """The addresses from which this machine reaches other networks."""
    for outside, family in OUTSIDE:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:  # OSError: no such network
            probe.connect((outside, 9))  # of a datagram socket: nothing is sent
            yield str(probe.getsockname()[0])


def _of_interfaces() -> Iterator[str]:
    """The IPv4 addresses of this machine's network interfaces, also those without a route to other networks, such as
    its own hotspot."""
    if sys.platform != "linux":
        return
    for _, name in socket.if_nameindex():
        if not name.startswith(VIRTUAL):
            with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:  # OSError: it has none
                answer = ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
                yield socket.inet_ntoa(answer[20:24])


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def qr_code(url: str) -> bytes:
    """The QR code of a URL as SVG, black on white."""
    image = io.BytesIO()
    segno.make(url, error="m", micro=False).save(image, kind="svg", light="#fff", omitsize=True, border=2)
    return image.getvalue()
