"""The messages between the server and a host process: batches of requests, and batches of answers, each one pickle.

Only the server's own processes exchange them. A batch is preceded by its length.
"""

import pickle
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from app.conversion import Position
from app.sessions.slices import Outcome, Slice

LENGTH = struct.Struct("<I")


class TrainRequest(NamedTuple):
    """Do a slice of work on a run. key: of the run. client: who is charged its time, the same for all requests of a run.

    seconds: length of the slice. setup: the spec, data and network of the run, if the host has others. state: its state, if the host has an older one.
    """

    key: int
    client: str
    work: Slice
    seconds: float
    setup: bytes | None
    state: bytes | None


class StateRequest(NamedTuple):
    """Send the state of a run."""

    key: int
    client: str


class ForgetRequest(NamedTuple):
    """Drop the copy of a run."""

    key: int
    client: str


Request = TrainRequest | StateRequest | ForgetRequest


class Trained(NamedTuple):
    """The result of a slice. remaining: what is left of its goal."""

    outcome: Outcome
    position: Position
    remaining: int


class Answer(NamedTuple):
    """The answer to a request. lost: the host does not have the run. error: what the work has raised."""

    number: int
    value: Trained | bytes | None
    lost: bool = False
    error: "PortableError | None" = None


class Ready(NamedTuple):
    """The first message of a host, when its kernels are loaded. process: its id."""

    process: int


def pack(messages: Sequence[object]) -> bytes:
    """A batch as bytes."""
    content = pickle.dumps(messages, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(content)) + content


def unpack(content: bytes | memoryview) -> list[Any]:
    """The batch in the bytes after its length."""
    return cast(list[Any], pickle.loads(content))


class PortableError(NamedTuple):
    """An exception as values that can be pickled, whatever its constructor takes."""

    kind: type[BaseException]
    args: tuple[object, ...]
    values: dict[str, object]

    @classmethod
    def of(cls, error: BaseException) -> "PortableError":
        """The values of an exception; of one that cannot be pickled, its text."""
        own = cls(type(error), error.args, dict(vars(error)))
        try:
            pickle.loads(pickle.dumps(own))
        except Exception:
            return cls(RuntimeError, (f"{type(error).__name__}: {error}",), {})
        return own

    def error(self) -> BaseException:
        """The exception."""
        error = self.kind.__new__(self.kind, *self.args)
        error.args = self.args
        vars(error).update(self.values)
        return error
