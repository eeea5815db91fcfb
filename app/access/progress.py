"""Tell whether a client still receives what is sent to it, however slowly.

TCP_USER_TIMEOUT (RFC 5482) cannot tell: with it, Linux also disconnects a client that reads slowly into a small buffer.
"""

import socket
import struct
from asyncio import Transport

INFO = struct.Struct("=24xI92xQ16xI")
"""The fields tcpi_unacked, tcpi_bytes_acked and tcpi_notsent_bytes of Linux's struct tcp_info."""


class Progress:
    """Watches what is sent on a connection, whenever `look` is called.

    arrived: when data were last seen to arrive, or nothing was on its way.
    """

    def __init__(self, transport: Transport, now: float) -> None:
        self.arrived = now
        self._transport = transport
        self._received = 0

    def look(self, now: float) -> float:
        """Seconds for which data have been on their way and none has arrived."""
        is_waiting, received = self._measure()
        if not is_waiting or received != self._received:
            self.arrived, self._received = now, received
        return now - self.arrived

    def _measure(self) -> tuple[bool, int]:
        """True if data are on their way, and a number that changes when some of them arrive."""
        buffered = self._transport.get_write_buffer_size()
        connection = self._transport.get_extra_info("socket")
        if connection is None or not hasattr(socket, "TCP_INFO"):  # only Linux tells what its own buffers hold
            return buffered > 0, buffered
        try:
            info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, INFO.size)
        except OSError:  # the connection has ended
            return False, 0
        unacknowledged, received, not_sent = INFO.unpack(info)
        return bool(buffered or unacknowledged or not_sent), received
