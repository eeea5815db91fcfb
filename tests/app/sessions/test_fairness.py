"""The runner: first come, first served, one job a session, and a greedy session slows nobody."""

import asyncio
import threading
import time
from contextlib import ExitStack, suppress

import pytest

from app.client import Session, SessionLostError
from app.runner import GROWTH, SHORTEST_SLICE_SECONDS, SLICE_SECONDS, Runner, Stride
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import PATIENCE, serving


async def test_jobs_run_in_the_order_they_come() -> None:
    done: list[int] = []
    async with Runner(workers=1) as runner:
        await asyncio.gather(*(runner.run(lambda number=number: done.append(number)) for number in range(20)))
    assert done == list(range(20))


async def test_a_jobs_error_reaches_its_caller() -> None:
    async with Runner(workers=1) as runner:
        with pytest.raises(ZeroDivisionError):
            await runner.run(lambda: 1 / 0)
        assert await runner.run(lambda: "well") == "well"


async def test_a_cancelled_caller_waits_for_the_job_that_runs() -> None:
    began, may_end = threading.Event(), threading.Event()

    def job() -> None:
        began.set()
        may_end.wait(PATIENCE)

    async with Runner(workers=1) as runner:
        caller = asyncio.create_task(runner.run(job))
        await asyncio.to_thread(began.wait, PATIENCE)
        for _ in range(3):
            caller.cancel()
            await asyncio.sleep(0)
            assert not caller.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await caller


async def test_a_cancelled_job_that_has_not_begun_never_runs() -> None:
    may_end, ran = threading.Event(), []
    async with Runner(workers=1) as runner:
        first = asyncio.create_task(runner.run(lambda: may_end.wait(PATIENCE)))
        second = asyncio.create_task(runner.run(lambda: ran.append(1)))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        may_end.set()
        await first
    assert ran == []


async def test_slices_get_shorter_when_many_wait() -> None:
    may_end = threading.Event()
    async with Runner(workers=2) as runner:
        assert runner.slice_seconds() == SLICE_SECONDS
        waiting = [asyncio.create_task(runner.run(lambda: may_end.wait(PATIENCE))) for _ in range(6)]
        await asyncio.sleep(0)
        assert runner.slice_seconds() == pytest.approx(SLICE_SECONDS / 3)
        waiting += [asyncio.create_task(runner.run(lambda: None)) for _ in range(100)]
        await asyncio.sleep(0)
        assert runner.slice_seconds() == SHORTEST_SLICE_SECONDS
        may_end.set()
        await asyncio.gather(*waiting)


def test_a_stride_learns_how_many_steps_fit() -> None:
    stride = Stride()
    assert stride.fit(0.005) == 1
    steps = 1
    for _ in range(10):  # a step takes 10 µs
        stride.learn(steps, steps * 1e-5)
        assert stride.fit(0.005) <= GROWTH * steps
        steps = stride.fit(0.005)
    assert steps == pytest.approx(500, abs=1)
    stride.learn(steps, 1.0)
    assert stride.fit(0.005) < 10


def test_a_stride_makes_at_least_one_step() -> None:
    stride = Stride()
    stride.learn(1, 10.0)
    assert stride.fit(0.005) == 1
    stride.learn(1, 0.0)
    assert stride.fit(0.005) >= 1


def test_slices_do_not_change_the_numbers() -> None:
    """A run cut into slices of any length equals one that is not."""
    from app.sessions.training import Journey

    spec = RunSpec.model_validate({"data": {"name": "spiral", "samples": 60}, "batch_size": 7})
    whole, sliced = Trainer(spec), Trainer(spec)
    stride = Stride()
    for count, unit in ((5, "epoch"), (3, "sample"), (2, "epoch"), (11, "step"), (40, "sample"), (1, "epoch")):
        whole.advance(count, unit)  # type: ignore[arg-type]
        journey = Journey(count, unit)  # type: ignore[arg-type]
        while journey.left:
            journey.advance(sliced, stride, 1e-5)
        assert (sliced.step, sliced.epoch, sliced.sample) == (whole.step, whole.epoch, whole.sample)
    assert (sliced.parameters == whole.parameters).all()


def take_all(session: Session) -> None:
    """Train for longer than the test lasts."""
    with suppress(SessionLostError):
        session.train(100_000)


def test_a_greedy_session_slows_nobody() -> None:
    """One thread, three sessions that want all of it: a small call still gets its turn at once."""
    with serving(workers=1) as live:
        greedy = [live.session(network={"layers": [{"units": 64}, {"units": 64}]}) for _ in range(3)]
        calls = [threading.Thread(target=take_all, args=(session,)) for session in greedy]
        for call in calls:
            call.start()
        modest, latencies = live.session(), []
        for _ in range(20):
            began = time.monotonic()
            modest.train(1)
            latencies.append(time.monotonic() - began)
        assert sorted(latencies)[10] < 0.5  # milliseconds, but for what else this machine does
        assert any(call.is_alive() for call in calls)  # they were greedy indeed
        steps = [session.info().step for session in greedy]
        assert min(steps) > 0
        for session in greedy:
            session.delete()
        for call in calls:
            call.join(PATIENCE)


@pytest.mark.slow
def test_playing_sessions_share_the_machine_evenly() -> None:
    with serving(workers=1) as live:
        sessions = [live.session() for _ in range(4)]
        with ExitStack() as stack:
            streams = [stack.enter_context(live.stream(session)) for session in sessions]
            for stream in streams:
                stream.ask("play")
            deadline = time.monotonic() + 2
            while time.monotonic() < deadline:
                for stream in streams:
                    stream.next("frame")
            steps = [stream.ask("pause")["step"] for stream in streams]
        assert max(steps) < 3 * min(steps)
