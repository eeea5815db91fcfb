"""The budget of memory: what is there, and who gets how much of it."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from app.errors import LimitError, ServerFullError
from app.machine import memory_limit, memory_used
from app.settings import Settings
from app.sharing.client import ClientOfRequest
from app.sharing.memory import MEGABYTE, Holding, Memory, MemoryFullError
from app.sharing.shares import Places


def budget(total: int = 1000, **settings: float) -> Memory:
    return Memory(Settings(memory_bytes=total, workers=2, **settings))  # type: ignore[arg-type]


def of(memory: Memory, client: str, size: int) -> Holding:
    holding = Holding(memory, client)
    holding.resize(size)
    return holding


def test_one_client_gets_most_and_another_one_the_rest() -> None:
    memory = budget()
    of(memory, "greedy", 750)
    with pytest.raises(MemoryFullError):
        of(memory, "greedy", 1)
    of(memory, "modest", 250)
    with pytest.raises(MemoryFullError):
        of(memory, "modest", 1)
    assert memory.used == 1000


def test_what_is_kept_free_goes_to_those_below_their_fair_share_only() -> None:
    memory = budget()
    of(memory, "a", 400)
    of(memory, "b", 300)
    of(memory, "c", 200)
    for client in ("a", "b"):
        with pytest.raises(MemoryFullError):
            of(memory, client, 50)
    of(memory, "c", 50)
    of(memory, "d", 50)
    assert memory.used == 1000


def test_a_client_alone_gets_half_however_much_is_kept_free() -> None:
    memory = budget(reserved_share=0.9)
    of(memory, "a", 500)
    with pytest.raises(MemoryFullError):
        of(memory, "a", 1)


def test_holdings_are_given_back_exactly() -> None:
    memory = budget()
    with of(memory, "a", 600) as run:
        with pytest.raises(MemoryFullError):
            run.resize(800)
        assert memory.used == run.size == 600
        with run.extra(100) as changed:
            memory.swap(run, changed)
            assert (run.size, changed.size, memory.used) == (100, 0, 100)
        run.grow(5000)  # memory that is in use already is counted, and refuses what comes next
        assert memory.used == 5100
        assert not run.fits(5101)
        assert run.fits(500)
        assert not run.fits(501)  # of what is not needed only as much as leaves half of all free
        assert run.fits(50)
    assert memory.used == 0
    of(memory, "b", 750)


def test_memory_is_set_aside_for_as_many_jobs_as_there_are_threads() -> None:
    memory = budget()
    for key, size in enumerate((50, 70, 100, 200, 300)):  # two threads for short jobs, two for long ones
        memory.set_aside(key, size)
    assert memory.used == 670
    memory.set_aside(4, 0)
    assert memory.used == 420
    with pytest.raises(MemoryFullError):
        of(memory, "a", 501)


def test_a_refusal_names_sizes_and_a_remedy() -> None:
    memory = budget(100 * MEGABYTE)
    with pytest.raises(MemoryFullError, match=r"needs about 900 MB of memory.*100 MB of 100 MB") as refused:
        of(memory, "a", 900 * MEGABYTE)
    assert refused.value.retry_after
    assert "smaller" in refused.value.remedy
    with pytest.raises(LimitError, match=r"data: received a run that needs about 26 MB.*at most 25 MB"):
        memory.check_session(25 * MEGABYTE + 1, "data")


def test_threads_that_reserve_at_once_lose_nothing() -> None:
    memory = budget(10**9)

    def reserve(client: str) -> None:
        for size in range(2000):
            with of(memory, client, size) as holding:
                holding.grow(3)

    threads = [Thread(target=reserve, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert memory.used == 0


def test_the_budget_is_a_share_of_the_limit_without_what_the_server_itself_takes() -> None:
    used = memory_used()
    assert used > 10 * MEGABYTE
    assert memory_used(Path("/nowhere")) == 0
    assert Memory(Settings()).total == pytest.approx(0.7 * memory_limit() - used, rel=0.05)
    assert Memory(Settings(memory_share=1e-9)).total == 64 * MEGABYTE


async def at(client: str, work: Callable[[], None]) -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        work()

    await ClientOfRequest(app, {})({"type": "http", "client": (client, 1)}, None, None)  # type: ignore[arg-type]


async def test_places_are_shared_out() -> None:
    places = Places(4, Settings(), lambda own: ServerFullError(f"You have {own}.", "Wait."))
    held = []

    def take() -> None:
        place = places.taken()
        place.__enter__()
        held.append(place)

    for _ in range(3):
        await at("192.0.2.1", take)
    with pytest.raises(ServerFullError, match="You have 3"):
        await at("192.0.2.1", take)
    await at("192.0.2.2", take)
    with pytest.raises(ServerFullError, match="You have 0"):
        await at("192.0.2.3", take)
    held.pop().__exit__(None, None, None)
    await at("192.0.2.3", take)
