"""Write the state of a trainer as bytes, and read it beside the same setup: the run then continues to the same bits.

Only the server's own processes exchange them. The setup (spec, data, network) is large and seldom changes, and is written apart.
"""

import pickle
from dataclasses import fields
from io import BytesIO
from typing import Any, cast

from engine.train.setup import Setup
from engine.train.trainer import Trainer

PARTS = tuple(field.name for field in fields(Setup))
WHOLE = "setup"


def dump_setup(setup: Setup) -> bytes:
    """The setup of a run as bytes."""
    return pickle.dumps(setup, pickle.HIGHEST_PROTOCOL)


def load_setup(content: bytes) -> Setup:
    """The setup that `dump_setup` has written."""
    return cast(Setup, pickle.loads(content))


def dump_state(trainer: Trainer) -> bytes:
    """The state of a trainer as bytes, with all that recovery and the optimizer need, without its setup."""
    content = BytesIO()
    _StatePickler(content, trainer.setup).dump(trainer)
    return content.getvalue()


def load_state(content: bytes, setup: Setup) -> Trainer:
    """The trainer that `dump_state` has written, with an equal setup."""
    return cast(Trainer, _StateUnpickler(content, setup).load())


class _StatePickler(pickle.Pickler):
    """Pickles a trainer, with a name in the place of each part of its setup."""

    def __init__(self, content: BytesIO, setup: Setup) -> None:
        super().__init__(content, pickle.HIGHEST_PROTOCOL)
        self._names = {id(getattr(setup, name)): name for name in PARTS} | {id(setup): WHOLE}

    def persistent_id(self, obj: Any) -> str | None:
        return self._names.get(id(obj))


class _StateUnpickler(pickle.Unpickler):
    """Unpickles a trainer, with the parts of a setup in the place of their names."""

    def __init__(self, content: bytes, setup: Setup) -> None:
        super().__init__(BytesIO(content))
        self._setup = setup

    def persistent_load(self, pid: str) -> Any:
        return self._setup if pid == WHOLE else getattr(self._setup, pid)
