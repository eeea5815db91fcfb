"""The addresses at which members join, and their QR codes."""

import io
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

import segno
from starlette.datastructures import URL

from app.addresses import is_loopback
from app.protocol.rooms.room import RoomLink

CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv")
"""Files that a container has. Its own addresses are not those that others can reach."""

OUTSIDE = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))
"""Addresses of no machine (RFC 5737, RFC 3849). The way to them shows this machine's own address in its network."""


def join_links(base: URL, room_id: str, host: str, port: int, root: str) -> list[RoomLink]:
    """Links to join a room: first with the address at which the asker has found the server, then with others that reach
    further. host, port: where the server listens."""
    page = f"{root}/join?room={room_id}"
    local = is_loopback(base.hostname or "")
    links = [RoomLink(url=f"{base.scheme}://{base.netloc}{page}", reach="this machine" if local else "network")]
    if local and not is_loopback(host):
        addresses = [host] if host not in ("0.0.0.0", "::") else list(network_addresses())
        links += [RoomLink(url=f"{base.scheme}://{_in_url(each)}:{port}{page}", reach="network") for each in addresses]
    return links


def network_addresses(marks: Sequence[str] = CONTAINER_MARKS) -> Iterator[str]:
    """The addresses of this machine in its networks, as far as they can be told; none in a container."""
    if any(Path(mark).exists() for mark in marks):
        return
    for outside, family in OUTSIDE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((outside, 9))  # of a datagram socket: nothing is sent
                address = str(probe.getsockname()[0])
        except OSError:  # no such network
            continue
        if not is_loopback(address):
            yield address


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def qr_code(url: str) -> bytes:
    """The QR code of a URL as SVG, black on white."""
    image = io.BytesIO()
    segno.make(url, error="m", micro=False).save(image, kind="svg", light="#fff", omitsize=True, border=2)
    return image.getvalue()
