"""The copy of a run on a host, and which of the two, the run here or its copy, is newer."""

from itertools import count
from time import monotonic

from app.hosts.host import Host
from app.hosts.messages import Trained, TrainRequest
from app.hosts.state import dump_setup, dump_state, load_state
from app.sessions.slices import Slice
from engine.train.setup import Setup
from engine.train.trainer import Trainer

LONGEST_SECONDS = 5.0
"""The state of a run that a host trains is fetched at least this often: no more is lost if the host fails."""

_keys = count()


class Away:
    """The copy of a run on a host. client: who is charged its time."""

    def __init__(self, client: str) -> None:
        self.host: Host | None = None
        self._key, self._client = next(_keys), client
        self._setup: Setup | None = None  # what the host has
        self._has_state = False  # the copy is as new as the run here, or newer
        self._is_ahead = False  # the copy is newer
        self._fetched = 0.0

    @property
    def is_due(self) -> bool:
        """True if the state has not been fetched for too long."""
        return self._is_ahead and monotonic() - self._fetched > LONGEST_SECONDS

    def changed(self) -> None:
        """Note that the run here has changed, or has trained."""
        self._has_state = False

    async def train(self, host: Host, trainer: Trainer, work: Slice) -> Trained:
        """Do a slice on a host, the same as before or, if the run here is as new as its copy, on another one.

        Raises any exception of the work, and HostLostError.
        """
        if host is not self.host:
            self.forget()
            self.host = host
        setup = None if trainer.setup is self._setup else dump_setup(trainer.setup)
        state = None if self._has_state else dump_state(trainer)
        if not self._is_ahead:
            self._fetched = monotonic()
        self._setup, self._has_state, self._is_ahead = trainer.setup, True, True
        request = TrainRequest(self._key, self._client, work, host.slice_seconds(), setup, state)
        return await host.train(request)

    async def fetch(self, trainer: Trainer) -> Trainer | None:
        """The run with the state of its copy, if that is newer. trainer: the run here. Raises HostLostError."""
        if not self._is_ahead or self.host is None:
            return None
        state = await self.host.state(self._key, self._client)
        self._is_ahead = False
        return load_state(state, trainer.setup)

    def forget(self) -> None:
        """Drop the copy."""
        if self.host is not None and self.host.alive:
            self.host.forget(self._key, self._client)
        self.host = self._setup = None
        self._has_state = self._is_ahead = False
