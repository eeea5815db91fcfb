"""Cache of initial runs, and of what they show, for other runs with the same spec and seed.

Many sessions begin with the same spec and seed: every first visit of a view, and the members of a class. Until they train,
they have the same weights, and show the same numbers, bit for bit.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import fields
from hashlib import blake2b
from threading import Lock
from typing import Any, TypeVar, cast

import numpy as np
from pydantic import BaseModel

from app.sessions.memory.need import need_of
from app.sharing.memory import Memory
from engine.data.dataset import Dataset
from engine.inspect.probes.observation import Detail, Observation, observe
from engine.inspect.slices import Slices
from engine.network.network import Network
from engine.spec.data.own import InlineSpec, TableSpec
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

T = TypeVar("T")

MOST_BYTES = 64 * 2**20
"""Largest total of bytes that are kept."""

LARGEST = MOST_BYTES // 4
"""Largest number of bytes of one entry."""

BASE = 4096
"""Bytes of an entry in addition to its arrays."""


class Beginnings:
    """Least-recently-used cache of initial runs and answers about them. Safe to use from any thread."""

    def __init__(self, memory: Memory) -> None:
        self._kept: OrderedDict[bytes, tuple[Any, int]] = OrderedDict()
        self._holding, self._bytes = memory.holding(), 0
        self._lock = Lock()

    def begin(self, spec: RunSpec, network: Network, data: Dataset | None = None) -> Trainer:
        """Begin a run. network: that of the spec. data: those of the spec, if they are loaded already."""
        if isinstance(spec.data, (InlineSpec, TableSpec)):
            return Trainer(spec, network, data)  # its data are in a document, or shared by table
        key = blake2b(spec.model_dump_json().encode()).digest()
        first = self._get(key)
        if first is None:
            need = need_of(spec, network)
            first = Trainer(spec, network, data)
            self._keep(key, first, need.data + need.state)
        return cast(Trainer, first.branch(first.snapshot()))

    def observe(self, trainer: Trainer, detail: Detail) -> Observation:
        """Observe a run as `engine.inspect.probes.observation.observe` does."""
        key = _key(trainer, repr(detail))
        found = self._get(key)
        if found is None:
            found = observe(trainer, detail)
            self._keep(key, found, _size(found))
        return cast(Observation, found)

    def answer(
        self, question: BaseModel, job: Callable[[Trainer], Slices[bytes]]
    ) -> Callable[[Trainer], Slices[bytes]]:
        """The same job, whose answer depends on nothing but the run and the question."""

        def work(trainer: Trainer) -> Slices[bytes]:
            key = _key(trainer, f"{type(question).__name__} {question.model_dump_json()}")
            found = self._get(key)
            if found is None:
                found = yield from job(trainer)
                self._keep(key, found, len(found))
            return cast(bytes, found)

        return work

    def _get(self, key: bytes | None) -> Any:
        with self._lock:
            if key is None or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def _keep(self, key: bytes | None, value: object, arrays: int) -> None:
        """Keep an entry in place of the longest unused ones, if there is memory for it. arrays: bytes of its arrays."""
        size = BASE + arrays
        with self._lock:
            if key is None or key in self._kept or size > LARGEST:
                return
            while self._bytes + size > MOST_BYTES:
                self._bytes -= self._kept.popitem(last=False)[1][1]
            if self._holding.fits(self._bytes + size):
                self._kept[key] = value, size
                self._bytes += size
            else:
                self._holding.resize(self._bytes)


def _key(trainer: Trainer, question: str) -> bytes | None:
    """Digest of a question and of all that its answer depends on; None for a run that has begun to train, or whose spec
    contains its data."""
    began = trainer.step or trainer.sample or trainer.steps_of_optimizer or trainer.divergence is not None
    if began or isinstance(trainer.spec.data, InlineSpec):
        return None
    digest = blake2b(f"{question}\n{trainer.epoch}\n{trainer.spec.model_dump_json()}".encode())
    for numbers in (trainer.parameters, trainer.gradients, trainer.previous, trainer.batch_under_way()):
        digest.update(np.ascontiguousarray(numbers).data)
    return digest.digest()


def _size(observation: Observation) -> int:
    values = (getattr(observation, field.name) for field in fields(observation))
    arrays = sum(value.nbytes for value in values if isinstance(value, np.ndarray))
    return arrays + BASE * len(observation.layers)
