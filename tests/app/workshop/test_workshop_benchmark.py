"""The benchmark of workshops: how it reads streams, and what it computes from them."""

import asyncio
import math

import httpx
import pytest

from benchmarks.workshop.figures import Seen, held_bytes, lost_share, lowest_rate, p99, percentile
from benchmarks.workshop.room import Page, Room
from benchmarks.workshop.socket import BINARY, PING, TEXT, Address, RefusedError, Socket, frame, messages
from tests.app.live import PATIENCE, Live, serving


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(each) for each in range(1, 101)]
    assert (percentile(values, 0.5), p99(values), percentile(values, 1.0), percentile(values, 0.0)) == (50, 99, 100, 1)
    assert p99([7.0]) == 7.0
    assert math.isnan(p99([]))


def test_what_a_page_has_shown_is_found_by_time_and_by_epoch() -> None:
    seen = Seen()
    for time, epoch, asked in ((1.0, 0, 0.5), (2.0, 5, 1.75), (3.0, 5, 2.0), (4.0, 9, 3.5)):
        seen.add(time, epoch, asked)
    assert seen.ages == [0.5, 0.25, 1.0, 0.5]
    assert seen.between(1.0, 3.0).times == [2.0, 3.0]
    assert [seen.had(epoch) for epoch in (0, 4, 5, 8, 9, 100)] == [1.0, 1.0, 3.0, 3.0, 4.0, 4.0]
    assert Seen().had(3) == -math.inf


def test_the_lowest_rate_counts_pages_that_got_nothing() -> None:
    busy, none = Seen([1.0, 2.0, 3.0, 4.0], [1, 2, 3, 4], [0.0] * 4), Seen()
    assert lowest_rate([busy], 0.0, 2.0) == 1.0
    assert lowest_rate([busy, none], 0.0, 2.0) == 0.0


def test_the_largest_loss_counts() -> None:
    assert lost_share([5.0, 4.0], [5.5, 3.0]) == 0.25
    assert lost_share([0.0], [0.0]) == 0.0


TABLE = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1
   1: 0100007F:1F40 0100007F:C350 01 00000400:00000000 01:00000014 00000000     0        0 2 1
   2: 0100007F:C350 0100007F:1F40 01 00000000:00010000 00:00000000 00000000     0        0 3 1
   3: 0100007F:1F40 0100007F:C351 04 00000900:00000000 01:00000014 00000000     0        0 4 1
"""


def test_held_bytes_are_those_of_the_servers_end_of_an_open_connection() -> None:
    assert held_bytes(TABLE, 8000, 50000) == 1024
    assert held_bytes(TABLE, 8000, 50001) is None  # it is being closed
    assert held_bytes(TABLE, 8001, 50000) is None
    assert held_bytes("", 8000, 50000) is None


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536])
def test_messages_are_read_whatever_pieces_they_come_in(size: int) -> None:
    payload = bytes(range(256)) * (size // 256) + bytes(range(size % 256))
    head = bytes([0x80 | BINARY]) + (
        bytes([size])
        if size < 126
        else b"\x7e" + size.to_bytes(2, "big")
        if size < 65536
        else b"\x7f" + size.to_bytes(8, "big")
    )
    whole = head + payload + bytes([0x80 | PING, 0])
    for cut in {0, 1, 2, 3, len(head), len(head) + size // 2, len(whole) - 1}:
        buffer, found = bytearray(), []
        for piece in (whole[:cut], whole[cut:]):
            buffer += piece
            found += list(messages(buffer))
        assert found == [(BINARY, payload), (PING, b"")]
        assert not buffer


def test_a_client_masks_with_zero() -> None:
    assert frame(TEXT, b"ab") == b"\x81\x82\0\0\0\0ab"
    assert frame(TEXT, b"x" * 200)[:4] == b"\x81\xfe\0\xc8"


def test_pages_of_a_workshop_are_measured() -> None:
    with serving() as live:
        asyncio.run(_measure_pages(live))


async def _measure_pages(live: Live) -> None:
    at = httpx.URL(live.url)
    async with httpx.AsyncClient(base_url=live.url, timeout=PATIENCE) as client, asyncio.timeout(PATIENCE):
        room = Room(Address(at.host, at.port or 80), client)
        await room.start()

        async def play(page: Page) -> None:
            page.play()

        await room.join(2, 0.1, play)
        page, other = room.pages
        while len(page.seen.times) < 4 or not room.ages:  # noqa: ASYNC110 - a benchmark looks at them in the end
            await asyncio.sleep(0.05)
        assert page.seen.epochs == sorted(page.seen.epochs)
        assert all(0.0 <= age < PATIENCE for age in page.seen.ages)
        assert (room.joining.faults, len(room.joining.seconds)) == (0, 8)

        page.send(type="pause")
        await asyncio.sleep(0.5)
        step, epoch = page.step, page.seen.epochs[-1]
        page.close()
        await page.come_back()
        assert page.step >= step > 0
        assert page.seen.epochs[-1] >= epoch
        assert other.stream is not None
        assert not other.stream.closed.is_set()
        with pytest.raises(RefusedError, match="403"):
            await Socket.open(Address(at.host, at.port or 80), "/api/v1/nothing", lambda *_: None)
        page.close()
        other.close()
        room.wall.close()
