"""Random messages and broken frames on streams."""

import json
import logging
import struct
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.client import Client
from app.protocol.stream import SUBPROTOCOL, CloseCode
from benchmarks.fuzz.calls import FaultError
from benchmarks.fuzz.documents import BROKEN, Documents

ALLOWED = {1000, 1002, 1003, 1005, CloseCode.NOT_UTF8, CloseCode.TOO_BIG, CloseCode.TOO_MANY_COMMANDS}
"""Codes with which the server may close a stream because of what its client sent; 1005 is a close without a code."""

BATCH = 20
"""Messages sent before the server is asked whether it still answers."""

CIRCLE: dict[str, Any] = {"data": {"name": "circle", "samples": 50}, "network": {"layers": [{"units": 2}]}}


def run_messages(address: str, protocol: Mapping[str, Any], count: int, seed: int) -> Counter[str]:
    """Send commands, most of them wrong. Returns the number of events by type, and of closed streams. Raises FaultError."""
    random, heard = Random(seed), Counter[str]()
    documents = Documents(protocol, random)
    command = protocol["$defs"]["Command"]
    with Client(address) as client:
        session = client.create(CIRCLE)
        for start in range(0, count, BATCH):
            messages = [(documents.text(command), random.random() < 0.98) for _ in range(BATCH)]
            case = f"messages {start} to {start + BATCH} of seed {seed}: {messages}"[:6000]
            with _connect(address, session.id) as socket:
                try:
                    for message, is_text in messages:
                        socket.send(message, text=is_text)
                    _hear_until_answered(socket, heard)
                except ConnectionClosed:
                    heard[f"closed with {_code(socket, case)}"] += 1
        session.delete()
    return heard


def run_frames(address: str, count: int, seed: int) -> Counter[str]:
    """Send broken frames. Returns the number of streams by outcome. Raises FaultError."""
    random, outcomes = Random(seed), Counter[str]()
    with Client(address) as client:
        session = client.create(CIRCLE)
        for number in range(count):
            frames = b"".join(_frame(random) for _ in range(random.randrange(1, 6)))
            case = f"frames {number} of seed {seed}: {frames.hex()}"[:3000]
            with _connect(address, session.id) as socket:
                try:
                    socket.socket.sendall(frames)
                    if random.random() < 0.3:  # hang up in the middle
                        socket.socket.setsockopt(*LINGER)
                        socket.socket.close()
                        outcomes["left"] += 1
                        continue
                    _hear_until_answered(socket, Counter(), seconds=0.2)
                    outcomes["answered"] += 1
                except TimeoutError:
                    outcomes["waiting"] += 1  # for the rest of a frame
                except (ConnectionClosed, OSError):
                    outcomes[f"closed with {_code(socket, case)}"] += 1
        session.delete()
    return outcomes


QUIET = logging.getLogger(__name__)
"""Log of the client, which is no more used to broken connections than the server."""
QUIET.disabled = True

LINGER = 1, 13, struct.pack("ii", 1, 0)
"""SOL_SOCKET, SO_LINGER: closing resets the connection."""


def _connect(address: str, session_id: str) -> ClientConnection:
    url = f"{address.replace('http', 'ws', 1)}/api/v1/sessions/{session_id}/stream"
    kind = [Subprotocol(SUBPROTOCOL)]
    return connect(url, subprotocols=kind, compression=None, max_size=None, close_timeout=0.3, logger=QUIET)


def _hear_until_answered(socket: ClientConnection, heard: Counter[str], seconds: float = 30.0) -> None:
    """Pause, and count events until that is answered. Raises ConnectionClosed, TimeoutError."""
    socket.send(json.dumps({"type": "pause", "id": "are you there"}))
    while True:
        message = socket.recv(seconds)
        if isinstance(message, str):
            event = json.loads(message)
            heard[event["type"]] += 1
            if event["type"] == "error" and event["problem"]["status"] >= 500:
                raise FaultError(f"{event}")
            if event.get("re") == "are you there":
                return


def _code(socket: ClientConnection, case: str) -> int:
    code = socket.close_code
    if code is not None and code not in ALLOWED and code != 1006:
        raise FaultError(f"closed with {code} {socket.close_reason} in {case}")
    return code or 0


def _frame(random: Random) -> bytes:
    """A frame whose parts are drawn without regard to the rules."""
    payload = random.choice([b"", b"{}", b"\xff\xfe", b"\x03\xe8", b"\x00\x01", b"x" * 130, *BROKEN[:12]])
    first = random.choice(
        [0x81, 0x81, 0x01, 0x80, 0x00, 0x82, 0x88, 0x89, 0x8A, 0x09, 0x83, 0xF1, random.randrange(256)]
    )
    mask = 0x80 if random.random() < 0.9 else 0
    length = len(payload) if random.random() < 0.8 else random.choice([0, 125, 2**16, 2**40])
    if length < 126:
        head = bytes([first, mask | length])
    elif length < 2**16:
        head = bytes([first, mask | 126]) + struct.pack(">H", length)
    else:
        head = bytes([first, mask | 127]) + struct.pack(">Q", length)
    return head + (b"\0\0\0\0" if mask else b"") + payload
