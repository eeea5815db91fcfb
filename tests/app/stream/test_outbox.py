"""The outbox: events in order and never dropped, frames within the window and always the newest."""

import asyncio

import pytest

from app.outbox import SLOW_SECONDS, EndedError, Outbox
from app.protocol.stream import WINDOW, CloseCode


async def sent(outbox: Outbox) -> str | bytes | None:
    """The next message to send, or None."""
    try:
        async with asyncio.timeout(0.05):
            return await outbox.next()
    except TimeoutError:
        return None


def offer(outbox: Outbox, number: int) -> bytes:
    frame = f"frame {number}".encode()
    outbox.offer(number, frame, version=number)
    return frame


async def test_events_are_sent_in_order_and_before_frames() -> None:
    outbox = Outbox(10)
    frame = offer(outbox, 1)
    outbox.post("first")
    outbox.post("second")
    assert [await outbox.next() for _ in range(3)] == ["first", "second", frame]


async def test_the_window_holds_frames_back_until_they_are_acknowledged() -> None:
    outbox = Outbox(10)
    for number in range(1, WINDOW + 1):
        assert outbox.wants_frame(version=number)
        frame = offer(outbox, number)
        assert await outbox.next() == frame
    assert not outbox.wants_frame(version=99)
    late = offer(outbox, 3)
    assert await sent(outbox) is None
    outbox.acknowledge(1)
    assert await outbox.next() == late
    assert not outbox.wants_frame(version=99)
    outbox.acknowledge(3)
    assert outbox.wants_frame(version=99)


async def test_a_slow_client_has_one_frame_at_a_time() -> None:
    now = [0.0]
    outbox = Outbox(10, lambda: now[0])

    async def send(number: int) -> bool:
        wanted = outbox.wants_frame(version=number)
        if wanted:
            frame = offer(outbox, number)
            assert await outbox.next() == frame
        return wanted

    assert [await send(1), await send(2), await send(3)] == [True, True, False]
    now[0] += 2 * SLOW_SECONDS
    outbox.acknowledge(1)
    assert not await send(3), "frame 2 is still on its way"
    outbox.acknowledge(2)
    assert [await send(3), await send(4)] == [True, False]
    now[0] += SLOW_SECONDS / 2
    outbox.acknowledge(3)
    assert [await send(4), await send(5)] == [True, True], "it has become faster"


async def test_the_newest_frame_replaces_one_that_waits() -> None:
    outbox = Outbox(10)
    offer(outbox, 1)
    newest = offer(outbox, 2)
    assert await outbox.next() == newest
    assert await sent(outbox) is None


async def test_a_frame_is_wanted_only_of_a_newer_state() -> None:
    outbox = Outbox(10)
    assert outbox.wants_frame(version=1)
    offer(outbox, 1)
    await outbox.next()
    assert not outbox.wants_frame(version=1)
    assert outbox.wants_frame(version=2)
    outbox.repaint()
    assert outbox.wants_frame(version=1)
    outbox.skip_frame(1)
    assert not outbox.wants_frame(version=1)


async def test_an_event_withdraws_the_frame_it_makes_out_of_date() -> None:
    outbox = Outbox(10)
    offer(outbox, 5)
    outbox.post("another shape", stale_frame=True)
    assert await outbox.next() == "another shape"
    assert await sent(outbox) is None
    assert outbox.wants_frame(version=5)


async def test_a_wrong_acknowledgement_changes_nothing() -> None:
    outbox = Outbox(10)
    for number in (5, 6):
        offer(outbox, number)
        await outbox.next()
    outbox.acknowledge(4)
    assert not outbox.wants_frame(version=99)
    outbox.acknowledge(10**9)
    assert outbox.wants_frame(version=99)


async def test_a_client_that_reads_no_events_is_closed() -> None:
    outbox = Outbox(3)
    for number in range(4):
        outbox.post(str(number))
    with pytest.raises(EndedError) as ended:
        await outbox.next()
    assert ended.value.code == CloseCode.OVERFLOW
    outbox.post("too late")
    with pytest.raises(EndedError):
        await outbox.next()


async def test_the_end_comes_after_the_events_and_the_first_end_counts() -> None:
    outbox = Outbox(3)
    outbox.post("last words")
    outbox.end(CloseCode.GONE, "deleted")
    outbox.end(CloseCode.BINARY, "another")
    assert not outbox.wants_frame(version=1)
    assert await outbox.next() == "last words"
    with pytest.raises(EndedError, match="deleted") as ended:
        await outbox.next()
    assert ended.value.code == CloseCode.GONE


async def test_next_waits_for_a_message() -> None:
    outbox = Outbox(3)
    waiting = asyncio.create_task(outbox.next())
    await asyncio.sleep(0)
    outbox.post("at last")
    assert await waiting == "at last"
