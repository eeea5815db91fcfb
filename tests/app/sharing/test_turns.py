"""Time to train is shared fairly among clients, then among the sessions of each."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence

import pytest

from app.runner import Runner
from app.sharing.client import ClientOfRequest, client_at, current_client
from app.sharing.turns import FairQueue

Source = tuple[str, str]


def used(costs: dict[Source, float], until: float) -> Counter[str]:
    """Seconds that each client gets of the first `until`, if every source always has an item waiting that costs the same."""
    queue: FairQueue[None] = FairQueue()
    for client, source in costs:
        queue.put(client, source, None)
    got: Counter[str] = Counter()
    while got.total() < until:
        client, source, _ = queue.take()
        cost = costs[client, str(source)]
        queue.ended(client, source, cost)
        queue.put(client, source, None)
        got[client] += cost  # type: ignore[assignment]
        got[f"{client}/{source}"] += 0
    return got


def many(client: str, count: int, cost: float) -> dict[Source, float]:
    return {(client, str(number)): cost for number in range(count)}


def test_a_client_with_one_session_gets_as_much_time_as_one_with_twenty() -> None:
    got = used({**many("greedy", 20, 0.005), **many("modest", 1, 0.005)}, until=10.0)
    assert got["modest"] == pytest.approx(got["greedy"], rel=0.01)


def test_long_jobs_gain_nothing() -> None:
    got = used({**many("greedy", 4, 0.2), **many("modest", 1, 0.001)}, until=20.0)
    assert got["modest"] == pytest.approx(got["greedy"], rel=0.05)


def test_one_client_shares_its_time_among_its_sessions() -> None:
    queue: FairQueue[None] = FairQueue()
    costs = {"large": 0.1, "small": 0.001, "other": 0.001}
    for source in costs:
        queue.put("room", source, None)
    got: Counter[str] = Counter()
    for _ in range(3000):
        client, source, _ = queue.take()
        queue.ended(client, source, costs[str(source)])
        got[str(source)] += 1
        queue.put(client, source, None)
    assert got["small"] == pytest.approx(got["other"], abs=2)
    assert got["small"] * 0.001 == pytest.approx(got["large"] * 0.1, rel=0.1)


def test_nobody_saves_up_time_by_waiting_for_nothing() -> None:
    queue: FairQueue[str] = FairQueue()
    for _ in range(100):
        queue.put("busy", None, "busy")
        queue.ended(*queue.take()[:2], 1.0)
    for client in ("late", "busy"):
        for _ in range(10):
            queue.put(client, None, client)
    order = []
    while queue:
        *who, item = queue.take()
        queue.ended(who[0], who[1], 1.0)
        order.append(item)
    assert abs(Counter(order[:10])["late"] - 5) <= 1


def test_the_items_of_a_source_stay_in_order_and_can_be_drained() -> None:
    queue: FairQueue[int] = FairQueue()
    for number in range(6):
        queue.put("a" if number % 2 else "b", None, number)
    assert len(queue) == 6
    drained = list(queue.drain())
    assert sorted(drained) == list(range(6))
    for parity in (0, 1):
        assert [each for each in drained if each % 2 == parity] == list(range(parity, 6, 2))
    assert len(queue) == 0


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_client_is_an_address(host: str, client: str) -> None:
    assert client_at(host) == client


async def seconds_of(address: str, sessions: int, runner: Runner, slice_seconds: float, got: Counter[str]) -> None:
    """Train `sessions` sessions of a client without pause, until cancelled."""

    async def session(scope: object, receive: object, send: object) -> None:
        assert current_client() == address
        source = object()
        while True:
            began = await runner.run(lambda: (time.sleep(slice_seconds), time.perf_counter())[1], source)
            got[address] += 1
            assert began

    app = ClientOfRequest(session, {})  # type: ignore[arg-type]
    scope = {"type": "http", "client": (address, 1)}
    await asyncio.gather(*(app(scope, None, None) for _ in range(sessions)))  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("counts", [[20, 1], [20, 1, 1]])
async def test_the_runner_gives_every_client_its_turn(counts: Sequence[int]) -> None:
    got: Counter[str] = Counter()
    async with Runner(workers=1) as runner:
        clients = [seconds_of(f"192.0.2.{count}", n, runner, 0.002, got) for count, n in enumerate(counts)]
        tasks = [asyncio.create_task(each) for each in clients]
        await asyncio.sleep(1.0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    slices = sorted(got.values())
    assert slices[0] > 0.6 * slices[-1], got


async def test_a_client_is_not_charged_for_the_time_that_others_take() -> None:
    """A thread that waits for a processor, or for the others of this process, has not used it."""
    got: Counter[str] = Counter()
    async with Runner(workers=1) as runner:
        slow = seconds_of("192.0.2.1", 1, runner, 0.01, got)
        quick = seconds_of("192.0.2.2", 1, runner, 0.0, got)
        tasks = [asyncio.create_task(slow), asyncio.create_task(quick)]
        await asyncio.sleep(0.5)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert got["192.0.2.1"] > 0.3 * got["192.0.2.2"], got
