"""The runner: one job per session, in fair turns; a busy session does not slow others."""

import asyncio
import gc
import os
import sys
import threading
import time
from contextlib import ExitStack, suppress
from itertools import pairwise
from typing import Any

import httpx
import pytest

from app.client import Session, SessionLostError
from app.runner import LONG_SECONDS, NICE, SHORTEST_SLICE_SECONDS, SLICE_SECONDS, Runner
from app.sessions.memory.beginnings import Beginnings
from app.sessions.pace import LONGEST_DEBT, UNSEEN_SECONDS, Pace
from app.sessions.slices import Slice, run_slice
from app.sessions.step_estimator import GROWTH, StepEstimator
from app.sessions.training_goal import TrainingGoal
from app.settings import Settings
from app.sharing.memory import Memory
from engine.inspect.probes.observation import Detail
from engine.inspect.slices import Slices
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import CIRCLE, PATIENCE, serving


async def test_a_job_beside_the_pool_runs_without_garbage_collection() -> None:
    async with Runner(workers=1) as runner:
        assert not await runner.run_apart(gc.isenabled)
        with pytest.raises(ZeroDivisionError):
            await runner.run_apart(lambda: 1 / 0)
    assert gc.isenabled()


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


async def test_leaving_waits_for_the_job_in_progress_and_cancels_the_others() -> None:
    began, ended, ran = threading.Event(), [], []

    def job() -> None:
        began.set()
        time.sleep(0.2)
        ended.append(time.monotonic())

    async with Runner(workers=1) as runner:
        first = asyncio.create_task(runner.run(job))
        second = asyncio.create_task(runner.run(lambda: ran.append(1)))
        await asyncio.to_thread(began.wait, PATIENCE)
    assert ended
    assert ended[0] <= time.monotonic()
    await first
    with pytest.raises(asyncio.CancelledError):
        await second
    assert ran == []


async def test_sliced_work_lets_other_jobs_run_in_between() -> None:
    order: list[str] = []

    def work() -> Slices[str]:
        for _ in range(5):
            order.append("slice")
            time.sleep(2 * SLICE_SECONDS)
            yield
        return "done"

    async with Runner(workers=1) as runner:
        sliced = asyncio.create_task(runner.run_sliced(work()))
        await asyncio.sleep(0)
        for _ in range(3):
            await runner.run(lambda: order.append("job"))
        assert await sliced == "done"
    assert order[:6] == ["slice", "job"] * 3


async def test_an_error_in_sliced_work_reaches_its_caller() -> None:
    def work() -> Slices[None]:
        yield
        raise ZeroDivisionError

    async with Runner(workers=1) as runner:
        with pytest.raises(ZeroDivisionError):
            await runner.run_sliced(work())


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


async def test_a_cancelled_caller_waits_for_a_job_that_fails() -> None:
    began, may_end, ended = threading.Event(), threading.Event(), []

    def job() -> None:
        began.set()
        may_end.wait(PATIENCE)
        ended.append(1)
        raise ZeroDivisionError

    async with Runner(workers=1) as runner:
        caller = asyncio.create_task(runner.run(job))
        await asyncio.to_thread(began.wait, PATIENCE)
        caller.cancel()
        await asyncio.sleep(0)
        assert not caller.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await caller
        assert ended == [1]
        assert await runner.run(lambda: "well") == "well"


async def test_the_event_loop_hears_of_many_jobs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    tell = Runner._tell

    def count(runner: Runner) -> None:
        told.append(len(runner._ended))
        tell(runner)

    monkeypatch.setattr(Runner, "_tell", count)
    async with Runner(workers=1) as runner:
        jobs = [asyncio.create_task(runner.run(lambda number=number: number)) for number in range(200)]
        await asyncio.sleep(0)
        while len(runner._ended) < 200:
            time.sleep(0.01)  # noqa: ASYNC251 - the event loop is busy, while the thread is not
        assert await asyncio.gather(*jobs) == list(range(200))
    assert told == [200]


def compute(seconds: float) -> None:
    """Keep a core busy."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


async def test_a_source_of_long_jobs_leaves_the_threads_to_others() -> None:
    priority: list[int] = []

    def wait() -> None:
        priority.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        may_end.wait(PATIENCE)

    may_end = threading.Event()
    async with Runner(workers=1) as runner:
        await runner.run(lambda: compute(3 * LONG_SECONDS), "large")
        await runner.run(lambda: None, "large")  # one short job in between
        long = asyncio.create_task(runner.run(wait, "large"))
        assert await runner.run(lambda: "well", "small") == "well"
        assert not long.done()
        may_end.set()
        await long
        assert sys.platform != "linux" or priority == [os.getpriority(os.PRIO_PROCESS, 0) + NICE]
        for _ in range(10):
            await runner.run(lambda: None, "large")
        await runner.run(wait, "large")
        assert not runner.is_long("large")
        runner.expect("large", 2 * LONG_SECONDS)
        assert runner.is_long("large")
        assert len(set(priority)) == 1 + (sys.platform == "linux"), "its jobs are short again"


async def test_a_runner_that_has_ended_takes_no_job() -> None:
    async with Runner(workers=1) as runner:
        assert await runner.run(lambda: 1) == 1
    with pytest.raises(RuntimeError):
        await runner.run(lambda: 1)


def test_units_that_nobody_is_ready_to_see_wait_for_each_other() -> None:
    pace = Pace("epoch", 60.0, 10.0)
    assert pace.wait(10.0) == 0.0
    assert pace.wait(10.0, seen=False) == pytest.approx(UNSEEN_SECONDS)
    assert pace.wait(10.01 + UNSEEN_SECONDS, seen=False) == 0.0
    assert UNSEEN_SECONDS < LONGEST_DEBT  # none is dropped
    assert pace.goal(10.01 + UNSEEN_SECONDS).remaining == 13  # those of 0/60 … 12/60 seconds
    assert pace.wait(10.01 + UNSEEN_SECONDS, seen=False) == 0.0  # the rest of a goal does not wait
    assert Pace("step", None, 10.0).wait(10.0, seen=False) == 0.0


def test_a_frame_is_made_if_it_is_due_when_the_turn_of_its_slice_comes() -> None:
    trainer, estimator, detail = Trainer(RunSpec.model_validate(CIRCLE)), StepEstimator(), Detail(8, 4, 2)
    beginnings = Beginnings(Memory(Settings()))
    early = run_slice(trainer, estimator, beginnings.observe, Slice(details=[detail], due=time.monotonic() + PATIENCE))
    assert early.frames == {}
    late = run_slice(trainer, estimator, beginnings.observe, Slice(details=[detail], due=time.monotonic()))
    assert list(late.frames) == [detail]


def test_the_estimator_learns_how_many_steps_fit() -> None:
    estimator = StepEstimator()
    assert estimator.steps_in(0.005) == 1
    steps = 1
    for _ in range(10):  # a step takes 10 µs
        estimator.measured(steps, steps * 1e-5)
        assert estimator.steps_in(0.005) <= GROWTH * steps
        steps = estimator.steps_in(0.005)
    assert steps == pytest.approx(500, abs=1)
    estimator.measured(steps, 1.0)
    assert estimator.steps_in(0.005) < 10


def test_the_estimator_allows_at_least_one_step() -> None:
    estimator = StepEstimator()
    estimator.measured(1, 10.0)
    assert estimator.steps_in(0.005) == 1
    estimator.measured(1, 0.0)
    assert estimator.steps_in(0.005) >= 1


def test_slices_do_not_change_the_numbers() -> None:
    """A run in slices of any length equals a run in one piece."""
    spec = RunSpec.model_validate({"data": {"name": "spiral", "samples": 60}, "batch_size": 7})
    whole, sliced = Trainer(spec), Trainer(spec)
    estimator = StepEstimator()
    for count, unit in ((5, "epoch"), (3, "sample"), (2, "epoch"), (11, "step"), (40, "sample"), (1, "epoch")):
        whole.advance(count, unit)  # type: ignore[arg-type]
        goal = TrainingGoal(count, unit)  # type: ignore[arg-type]
        while goal.remaining:
            goal.advance(sliced, estimator, 1e-5)
        assert (sliced.step, sliced.epoch, sliced.sample) == (whole.step, whole.epoch, whole.sample)
    assert (sliced.parameters == whole.parameters).all()


def train_long(session: Session) -> None:
    """Train for longer than the test lasts."""
    with suppress(SessionLostError):
        session.train(100_000)


def test_a_greedy_session_slows_nobody() -> None:
    """One thread and three busy sessions: a small call is answered at once."""
    with serving(workers=1) as live:
        greedy = [live.session(network={"layers": [{"units": 64}, {"units": 64}]}) for _ in range(3)]
        calls = [threading.Thread(target=train_long, args=(session,)) for session in greedy]
        for call in calls:
            call.start()
        modest, latencies = live.session(), []
        for _ in range(20):
            began = time.monotonic()
            modest.train(1)
            latencies.append(time.monotonic() - began)
        assert sorted(latencies)[10] < 0.5  # milliseconds, unless the machine is busy with other work
        assert any(call.is_alive() for call in calls)  # the other sessions did train meanwhile
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


LARGE = {"layers": [{"units": 64}, {"units": 64}]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("landscape", {"plane": {"kind": "random"}, "resolution": 48}),
        ("gradient-check", {"samples": 256, "components": 1000}),
    ],
)
def test_frames_continue_while_another_session_inspects(path: str, body: dict[str, Any]) -> None:
    """One thread: the longest inspection of one session takes turns with the training of another."""
    with serving(workers=1) as live:
        large, small = live.session(network=LARGE), live.session()
        answers: list[httpx.Response] = []

        def inspect() -> None:
            url = f"{live.url}/api/v1/sessions/{large.id}/{path}"
            answers.append(httpx.post(url, json=body, timeout=10 * PATIENCE))

        with live.stream(small) as stream:
            stream.ask("play")
            stream.next("frame")
            inspecting = threading.Thread(target=inspect)
            inspecting.start()
            times = [time.monotonic()]
            while inspecting.is_alive():
                stream.next("frame")
                times.append(time.monotonic())
        assert answers[0].status_code == 200
        took = times[-1] - times[0]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert len(times) > 3
        assert max(gaps) < max(0.5, took / 2)  # an inspection in one piece would be one gap
