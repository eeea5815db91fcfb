"""A copy of a run on a host: the same bits, errors with all they say, and fair turns."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
import pytest

from app.errors import LimitError
from app.hosts.copies import Copies
from app.hosts.messages import ForgetRequest, PortableError, StateRequest, Trained, TrainRequest, pack
from app.hosts.state import dump_setup, dump_state, load_setup, load_state
from app.hosts.worker import Connection, Worker
from app.sessions.slices import Slice
from app.sessions.training_goal import TrainingGoal
from engine.errors import InputError
from engine.inspect.probes.observation import Detail
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import CIRCLE, PATIENCE

RUNS: dict[str, dict[str, Any]] = {
    "default": CIRCLE,
    "adam": {**CIRCLE, "optimizer": {"name": "adam", "learning_rate": 0.01}, "schedule": {"name": "cosine"}},
    "muon": {**CIRCLE, "optimizer": {"name": "muon", "learning_rate": 0.01}, "batch_size": "all"},
    "dropout": {**CIRCLE, "network": {"layers": [{"units": 6}, {"kind": "dropout", "rate": 0.3}]}},
    "inline": {
        "data": {
            "name": "inline",
            "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]],
            "targets": [[0], [1], [1], [0]],
            "task": "binary",
        }
    },
}


def begun(spec: dict[str, Any], steps: int = 200) -> Trainer:
    trainer = Trainer(RunSpec.model_validate(spec))
    trainer.advance(steps)
    return trainer


def moved(trainer: Trainer) -> Trainer:
    """The trainer as another process would have it."""
    return load_state(dump_state(trainer), load_setup(dump_setup(trainer.setup)))


def assert_same(one: Trainer, other: Trainer) -> None:
    assert (one.step, one.epoch, one.sample, one.divergence) == (
        other.step,
        other.epoch,
        other.sample,
        other.divergence,
    )
    for name in ("parameters", "gradients", "previous", "memory"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("name", RUNS)
def test_a_moved_run_continues_to_the_same_bits(name: str) -> None:
    trainer = begun(RUNS[name])
    other = moved(trainer)
    assert_same(trainer, other)
    for _ in range(3):
        trainer.advance(77)
        other.advance(77)
        other = load_state(dump_state(other), other.setup)
    assert_same(trainer, other)


def test_a_moved_run_recovers_from_divergence_to_the_same_state() -> None:
    plane = {"data": {"name": "reg_plane", "samples": 100}, "network": {"layers": [{"units": 4, "activation": "relu"}]}}
    trainer = begun(plane, 1000)
    trainer.change(RunSpec.model_validate({**plane, "optimizer": {"name": "sgd", "learning_rate": 900.0}}))
    other = moved(trainer)
    for each in (trainer, other):
        each.advance(5000)
    assert trainer.divergence is not None
    assert trainer.step > 0  # not the initial weights, but a state that was kept
    assert_same(trainer, other)
    assert_same(trainer, moved(other))


def test_the_state_does_not_repeat_the_setup() -> None:
    few, many = (begun({"data": {"name": "circle", "samples": count}}, 1) for count in (100, 1000))
    assert len(dump_state(many)) - len(dump_state(few)) < 20 * 900  # the order of the samples, twice


def request(trainer: Trainer | None, goal: TrainingGoal | None, key: int = 1, **more: Any) -> TrainRequest:
    setup = state = None
    if trainer is not None:
        setup, state = dump_setup(trainer.setup), dump_state(trainer)
    return TrainRequest(key, more.pop("client", "a"), Slice(goal, playing=True, **more), 0.05, setup, state)


def test_a_host_trains_observes_and_gives_the_state_back() -> None:
    copies, trainer, detail = Copies(), begun(CIRCLE), Detail(8, 4, 2)
    answer = copies.answer(7, request(trainer, TrainingGoal(3, "step"), details=[detail], checkpoint=0))
    assert isinstance(answer.value, Trained)
    assert (answer.number, answer.value.remaining, answer.value.position.step) == (7, 0, 203)
    outcome = answer.value.outcome
    assert outcome.steps == 3
    assert outcome.frames[detail][:4] == b"BPPF"
    assert outcome.measurement is not None
    assert outcome.measurement.step == 203
    assert outcome.observation is None
    assert outcome.snapshot is not None
    assert outcome.snapshot.step == 203
    state = copies.answer(8, StateRequest(1, "a")).value
    assert isinstance(state, bytes)
    trainer.advance(3)
    assert_same(trainer, load_state(state, trainer.setup))
    pack([answer])  # can be sent


def test_a_run_that_the_host_does_not_have_is_lost() -> None:
    copies = Copies()
    assert copies.answer(1, StateRequest(1, "a")).lost
    assert copies.answer(2, request(None, TrainingGoal(1, "step"))).lost
    copies.answer(3, request(begun(CIRCLE), None))
    assert not copies.answer(4, StateRequest(1, "a")).lost
    copies.answer(5, ForgetRequest(1, "a"))
    copies.answer(6, ForgetRequest(1, "a"))
    assert copies.answer(7, StateRequest(1, "a")).lost


def test_a_fault_of_a_job_is_answered_and_the_host_goes_on() -> None:
    copies = Copies()
    broken = TrainRequest(1, "a", Slice(), 0.0, b"no setup", b"no state")
    assert copies.answer(1, broken).error is not None
    assert copies.answer(2, request(begun(CIRCLE), TrainingGoal(1, "step"))).error is None


@pytest.mark.parametrize(
    "error",
    [
        LimitError("Too much.", "Ask for less.", field="data", retry_after=3),
        InputError("Received 3.", "Give 2.", field="count"),
        ValueError("wrong"),
        KeyError(1, "a"),
    ],
)
def test_an_error_keeps_all_it_says(error: Exception) -> None:
    again = PortableError.of(error).error()
    assert (type(again), again.args, vars(again)) == (type(error), error.args, vars(error))


def test_an_error_that_cannot_be_pickled_keeps_its_text() -> None:
    class LocalError(Exception):
        pass

    again = PortableError.of(LocalError("it broke")).error()
    assert isinstance(again, RuntimeError)
    assert str(again) == "LocalError: it broke"


@contextmanager
def worker() -> Iterator[Connection]:
    """The other end of a worker that runs on a thread."""
    ours, theirs = socket.socketpair()

    def run() -> None:
        with suppress(EOFError):
            Worker(Connection(theirs)).run()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield Connection(ours)
    finally:
        ours.close()
        thread.join(PATIENCE)
        theirs.close()
    assert not thread.is_alive()


def test_a_worker_answers_batches_and_ends_with_its_socket() -> None:
    with worker() as connection:
        trainer = begun(CIRCLE)
        first = [(number, request(trainer, TrainingGoal(1, "step"), key=number)) for number in range(5)]
        connection.send([*first, (5, ForgetRequest(0, "a")), (6, StateRequest(0, "a")), (7, StateRequest(1, "a"))])
        answers: dict[int, Any] = {}
        while len(answers) < 7:
            answers |= {answer.number: answer for answer in connection.receive()}
    assert sorted(answers) == [0, 1, 2, 3, 4, 6, 7]  # nobody waits for the answer to a forget
    assert answers[6].lost
    assert load_state(answers[7].value, trainer.setup).step == 201


def test_a_client_with_many_runs_delays_no_other() -> None:
    with worker() as connection:
        trainer = begun(CIRCLE)
        many = [(n, request(trainer, TrainingGoal(400, "step"), key=n, client="many")) for n in range(40)]
        connection.send([*many, (99, request(trainer, TrainingGoal(1, "step"), key=99, client="one"))])
        order: list[int] = []
        while len(order) < 41:
            order += [answer.number for answer in connection.receive()]
    assert order.index(99) < 5
