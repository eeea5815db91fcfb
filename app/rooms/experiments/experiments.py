"""All experiments of a room."""

from app.errors import AppError
from app.protocol.rooms.experiments import Experiment as ExperimentMessage
from app.protocol.rooms.experiments import ExperimentEvent
from app.rooms.errors import ExperimentStateError, UnknownExperimentError
from app.rooms.experiments.experiment import Experiment
from app.rooms.experiments.messages import event, message

MOST = 20
"""Experiments of a room."""


class TooManyExperimentsError(AppError):
    """The room has as many experiments as it can have."""

    status, kind, title = 409, "too-many-experiments", "The workshop has too many experiments"


class Experiments:
    """All experiments of a room, the oldest first. progress: grows when a run of the newest one has advanced."""

    def __init__(self) -> None:
        self.all: dict[str, Experiment] = {}
        self.progress = 1
        self._event: tuple[int, str | None] = 0, None

    @property
    def newest(self) -> Experiment | None:
        """The newest experiment."""
        return next(reversed(self.all.values()), None)

    @property
    def current(self) -> Experiment | None:
        """The experiment that has been dealt or is running; None if there is none."""
        newest = self.newest
        return newest if newest is not None and newest.state != "over" else None

    @property
    def size(self) -> int:
        """Bytes of the users' own data in all of them."""
        return sum(each.size for each in self.all.values())

    def check_place(self) -> None:
        """Raise TooManyExperimentsError or ExperimentStateError if there can be no other experiment at present."""
        if self.current is not None:
            detail = f"Received another experiment while one is {self.current.state}."
            raise ExperimentStateError(detail, "End that one first.")
        if len(self.all) >= MOST:
            detail = f"The workshop has {MOST} experiments, as many as it can have."
            raise TooManyExperimentsError(detail, "Delete experiments that you no longer need.")

    def add(self, experiment: Experiment) -> None:
        """Add an experiment."""
        self.all[experiment.id] = experiment
        self.progress += 1

    def get(self, experiment_id: str) -> Experiment:
        """The experiment with this id. Raises UnknownExperimentError."""
        if experiment_id not in self.all:
            detail = "No experiment of the workshop has this id, or it has been deleted."
            raise UnknownExperimentError(detail, "Use an id from the list of experiments.")
        return self.all[experiment_id]

    def delete(self, experiment_id: str) -> None:
        """Delete an experiment. Raises UnknownExperimentError."""
        del self.all[self.get(experiment_id).id]
        self.progress += 1

    def takes(self, member: str) -> bool:
        """True if the session of a member belongs to an experiment at present."""
        return self.current is not None and self.current.takes(member)

    def drop(self, member: str) -> bool:
        """Take the run from a member who has been given something else. False if there is none to take."""
        dropped = self.current is not None and self.current.drop(member)
        self.progress += dropped
        return dropped

    def forget(self, member: str) -> None:
        """Forget which runs a member has had; what they have reached stays."""
        for each in self.all.values():
            self.progress += each.forget(member)

    def messages(self, member: str | None) -> list[ExperimentMessage]:
        """All experiments as a role may see them. member: the id of the one who asks, if it is one."""
        return [message(each, member) for each in self.all.values()]

    def event(self) -> str | None:
        """Progress of the newest experiment, as an `ExperimentEvent`; made once for all clients. None if there is none."""
        if self._event[0] != self.progress:
            newest = self.newest
            made: ExperimentEvent | None = event(newest) if newest is not None else None
            self._event = self.progress, made.model_dump_json() if made is not None else None
        return self._event[1]
