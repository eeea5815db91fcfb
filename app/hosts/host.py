"""What a host does: it trains copies of runs, in another process or, one day, on another machine.

A host knows nothing of sessions. The server sends it the state of a run, then slices to train, and gets the state back whenever
it needs it. So a host that fails takes no more with it than the last seconds of training.
"""

from typing import ClassVar, Protocol

from app.errors import AppError
from app.hosts.messages import Trained, TrainRequest


class HostLostError(AppError):
    """The process that trained a run has failed; the run is back at a state of a few seconds ago."""

    status: ClassVar[int] = 503
    kind: ClassVar[str] = "host-lost"
    title: ClassVar[str] = "The run was set back by a failure"

    def __init__(self) -> None:
        super().__init__(
            "The process that trained this run has failed. The run is back at a state of a few seconds ago.",
            "Train on from there: nothing else is lost.",
        )


class Host(Protocol):
    """A host. What is asked about one run is done in order. Raises HostLostError if the host has failed."""

    @property
    def alive(self) -> bool:
        """False if the host has failed or has been stopped."""

    def slice_seconds(self) -> float:
        """The length of a slice at the present load, in seconds."""

    async def train(self, request: TrainRequest) -> Trained:
        """Do a slice of work. Raises any exception of that work."""

    async def state(self, key: int, client: str) -> bytes:
        """The state of a run now, for `load_state`."""

    def forget(self, key: int, client: str) -> None:
        """Drop the copy of a run, if there is one."""
