"""Runs that begin alike share what is the same for all of them, and nothing else."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from app.conversion import to_json
from app.sessions.limits import check_spec
from app.sessions.memory import beginnings as module
from app.sessions.memory.beginnings import Beginnings
from app.settings import Settings
from app.sharing.memory import MEGABYTE, Memory
from engine.errors import InputError
from engine.inspect.probes.observation import Detail, observe
from engine.inspect.slices import Slices, finish
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

SETTINGS = Settings()
DETAIL = Detail(16, 8, 4)

SPECS: dict[str, dict[str, Any]] = {
    "points": {"data": {"name": "circle", "samples": 40, "position_noise": 0.2}, "network": {"layers": [{"units": 3}]}},
    "norm and dropout": {
        "data": {"name": "spiral", "samples": 40},
        "network": {"layers": [{"units": 4}, {"kind": "batch_norm"}, {"kind": "dropout", "rate": 0.5}]},
        "optimizer": {"name": "adam", "learning_rate": 0.01},
    },
    "sequences": {
        "data": {"name": "adding", "samples": 30, "length": 5},
        "network": {"layers": [{"kind": "lstm", "units": 3, "return_sequences": False}]},
        "seed": 4,
    },
}


@pytest.fixture
def memory() -> Memory:
    return Memory(Settings(memory_bytes=256 * MEGABYTE))


@pytest.fixture
def kept(memory: Memory) -> Beginnings:
    return Beginnings(memory)


def begin(kept: Beginnings, spec: RunSpec) -> Trainer:
    return kept.begin(spec, check_spec(spec, SETTINGS))


def run(kept: Beginnings, name: str = "points", **fields: Any) -> Trainer:
    return begin(kept, RunSpec.model_validate({**SPECS[name], **fields}))


def state(trainer: Trainer) -> bytes:
    """All that a run consists of, to the bit."""
    snapshot = trainer.snapshot()
    arrays = (snapshot.parameters, snapshot.gradients, snapshot.previous, snapshot.memory, snapshot.order)
    numbers = (snapshot.step, snapshot.epoch, snapshot.sample, snapshot.position, snapshot.steps_of_optimizer)
    return repr((numbers, snapshot.generator)).encode() + b"".join(
        np.ascontiguousarray(each).tobytes() for each in arrays
    )


def seen(trainer: Trainer, look: Callable[[Trainer, Detail], Any] = observe, detail: Detail = DETAIL) -> bytes:
    """All that an observation shows, to the bit."""
    return repr(to_json(look(trainer, detail))).encode()


@pytest.mark.parametrize("name", SPECS)
def test_a_run_that_begins_like_another_is_the_same_to_the_bit_whatever_the_other_has_done(
    kept: Beginnings, name: str
) -> None:
    spec = RunSpec.model_validate(SPECS[name])
    expected = Trainer(spec)
    first = begin(kept, spec)
    assert state(first) == state(expected)
    first.advance(7)
    second = begin(kept, RunSpec.model_validate(SPECS[name]))
    assert second.setup is first.setup  # the data and the network are shared
    assert state(second) == state(expected)
    second.advance(7)
    expected.advance(7)
    assert state(second) == state(first) == state(expected)


@pytest.mark.parametrize("name", SPECS)
def test_an_observation_of_another_run_is_the_same_to_the_bit(kept: Beginnings, name: str) -> None:
    spec = RunSpec.model_validate(SPECS[name])
    expected = seen(Trainer(spec))
    assert seen(begin(kept, spec), kept.observe) == expected
    other = begin(kept, spec)
    assert kept.observe(other, DETAIL) is kept.observe(begin(kept, spec), DETAIL)
    assert seen(other, kept.observe) == expected
    assert kept.observe(other, Detail(8, 8, 4)) is not kept.observe(other, DETAIL)


CHANGES: dict[str, Callable[[Trainer], object]] = {
    "a step": lambda trainer: trainer.advance(1),
    "a sample": lambda trainer: trainer.advance(1, "sample"),
    "a weight": lambda trainer: trainer.set_parameter("dense_1", 0, 0, 0.5),
    "another seed": lambda trainer: trainer.reset(seed=9),
    "another activation": lambda trainer: trainer.change(
        RunSpec.model_validate({**SPECS["points"], "network": {"layers": [{"units": 3, "activation": "relu"}]}})
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_run_that_is_not_as_it_began_is_observed_itself(kept: Beginnings, change: str) -> None:
    first = kept.observe(run(kept), DETAIL)
    trainer = run(kept)
    with np.errstate(all="ignore"):
        CHANGES[change](trainer)
        assert kept.observe(trainer, DETAIL) is not first
        assert seen(trainer, kept.observe) == seen(trainer)


def test_a_run_that_diverged_and_went_back_to_its_beginning_is_observed_itself(kept: Beginnings) -> None:
    spec = RunSpec.model_validate({"data": {"name": "reg_plane", "samples": 40}, "optimizer": {"learning_rate": 1000}})
    first, trainer = kept.observe(begin(kept, spec), DETAIL), begin(kept, spec)
    with np.errstate(all="ignore"):
        trainer.advance(5000)
    assert (trainer.status, trainer.step) == ("diverged", 0)
    assert kept.observe(trainer, DETAIL) is not first
    assert seen(trainer, kept.observe) == seen(trainer)


def test_a_run_that_is_reset_is_observed_like_one_that_begins(kept: Beginnings) -> None:
    first, trainer = kept.observe(run(kept), DETAIL), run(kept)
    trainer.advance(3)
    trainer.reset()
    assert kept.observe(trainer, DETAIL) is first


class Question(BaseModel):
    """A question about a run."""

    number: int


def test_a_question_about_a_run_that_began_alike_is_answered_once(kept: Beginnings) -> None:
    asked: list[int] = []

    def job(trainer: Trainer) -> Slices[bytes]:
        asked.append(trainer.step)
        yield
        return str(trainer.parameters.sum()).encode()

    def answer(trainer: Trainer, number: int = 1) -> bytes:
        return finish(kept.answer(Question(number=number), job)(trainer))

    trained = run(kept)
    trained.advance(2)
    assert answer(run(kept)) == answer(run(kept))
    assert asked == [0]
    answer(run(kept), 2)
    answer(trained)
    answer(trained)
    assert asked == [0, 0, 2, 2]


def test_what_fails_is_not_kept(kept: Beginnings) -> None:
    def job(_: Trainer) -> Slices[bytes]:
        yield
        raise InputError("No.", "Ask otherwise.")

    for _ in range(2):
        with pytest.raises(InputError):
            finish(kept.answer(Question(number=1), job)(run(kept)))


def test_runs_of_data_in_a_document_are_not_kept(kept: Beginnings, memory: Memory) -> None:
    data = {"name": "inline", "inputs": [[0, 1], [1, 0]] * 4, "targets": [[0], [1]] * 4}
    first, second = run(kept, data=data), run(kept, data=data)
    assert first.setup is not second.setup
    assert kept.observe(first, DETAIL) is not kept.observe(second, DETAIL)
    assert memory.used == 0


def test_memory_is_reserved_for_what_is_kept_up_to_a_limit(
    kept: Beginnings, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 400_000)
    used = []
    for seed in range(20):
        trainer = run(kept, seed=seed)
        kept.observe(trainer, DETAIL)
        used.append(memory.used)
    assert used[0] >= trainer.inputs.nbytes
    assert max(used) <= 400_000
    assert used[-1] == used[-2]  # the longest unused entries have made room
    assert kept.observe(run(kept, seed=19), DETAIL) is kept.observe(run(kept, seed=19), DETAIL)


def test_nothing_is_kept_if_little_memory_is_free(memory: Memory) -> None:
    with memory.holding(memory.total // 2):
        kept = Beginnings(memory)
        assert run(kept).setup is not run(kept).setup
        assert memory.used == memory.total // 2
