"""One experiment: its runs, who has which, and what they have reached. Knows neither sessions nor trainers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.protocol.rooms.experiments import (
    MAX_TRIALS,
    ExperimentRequest,
    ExperimentScale,
    ExperimentState,
    TrialState,
    Value,
)
from app.rooms.errors import ExperimentStateError
from engine.spec.base import MAX_SEED

ENDED: Sequence[TrialState] = ("finished", "diverged")


@dataclass(eq=False)
class Trial:
    """One run of an experiment.

    number: its index in the experiment. value: index of its value. member: id of the member who has it. session: id of the
    session that trains it. ready: the session has the run, since this start of the server. server: the server trains it.
    metric: after `epoch` epochs.
    """

    number: int
    value: int
    seed: int
    state: TrialState = "open"
    member: str | None = None
    session: str = ""
    ready: bool = False
    server: bool = False
    epoch: int = 0
    metric: float | None = None

    @property
    def ended(self) -> bool:
        """True if the run has its result."""
        return self.state in ENDED


@dataclass(eq=False)
class Experiment:
    """An experiment as the teacher asked for it. size: bytes of its own data. out: members whose run has been taken from
    them, by themselves or another push, and who get no other."""

    id: str
    asked: ExperimentRequest
    values: list[Value]
    scale: ExperimentScale
    size: int = 0
    state: ExperimentState = "dealt"
    trials: list[Trial] = field(default_factory=list)
    out: set[str] = field(default_factory=set)
    shown: bool = True

    def __post_init__(self) -> None:
        self._holders = {each.member: each for each in self.trials if each.member is not None}
        for _ in range(len(self.trials), len(self.values) * self.asked.repeats):
            self._add()

    def of(self, member: str) -> Trial | None:
        """The run of a member."""
        return self._holders.get(member)

    def takes(self, member: str) -> bool:
        """True if the session of a member belongs to the experiment at present."""
        own = self.of(member) if self.state != "over" else None
        return own is not None and not own.ended

    def deal(self, member: str) -> Trial | None:
        """Give a member the next run that nobody has. Before the start, runs with further seeds are added if needed. None if
        there is none, or the member has had one."""
        if self.state == "over" or member in self.out or self.of(member) is not None:
            return None
        trial = self.next_open()
        if trial is None and self.state == "dealt" and len(self.trials) < MAX_TRIALS:
            trial = self._add()
        if trial is not None:
            trial.state = "dealt" if self.state == "dealt" else "training"
            trial.member, trial.ready = member, False
            self._holders[member] = trial
        return trial

    def next_open(self) -> Trial | None:
        """The next run that nobody has: values take turns, so that all get about the same number of members."""
        return next((each for each in self.trials if each.state == "open"), None)

    def drop(self, member: str) -> bool:
        """Take a run from a member that has not finished it. False if the member has none, or has finished."""
        trial = self.of(member)
        if trial is None or trial.ended or self.state == "over":
            return False
        self.out.add(member)
        self.open(trial)
        return True

    def open(self, trial: Trial) -> None:
        """Free a run for somebody else, who starts it from the beginning."""
        if trial.member is not None:
            del self._holders[trial.member]
        trial.state, trial.member, trial.session, trial.ready, trial.server = "open", None, "", False, False
        trial.epoch, trial.metric = 0, None

    def forget(self, member: str) -> bool:
        """Take a run from a member that has left, or forget who has finished it. False if the member has none."""
        dropped, trial = self.drop(member), self._holders.pop(member, None)
        if trial is not None:
            trial.member, trial.session = None, ""
        self.out.discard(member)
        return dropped or trial is not None

    def start(self) -> None:
        """Let all runs train. Raises ExperimentStateError."""
        if self.state != "dealt":
            detail = f"Received a start of an experiment that is {self.state}, expected one that is dealt."
            raise ExperimentStateError(detail, "Deal another one to run it again.")
        self.state = "running"
        for trial in self.trials:
            if trial.state == "dealt":
                trial.state = "training"

    def end(self) -> None:
        """End the experiment; runs that have not finished have no result. Raises ExperimentStateError."""
        if self.state == "over":
            raise ExperimentStateError("Received an end of an experiment that is over.", "Deal another one.")
        self.state = "over"

    @property
    def finished(self) -> bool:
        """True if all runs have their results."""
        return all(each.ended for each in self.trials)

    def _add(self) -> Trial:
        """Add a run: of the next value and, if all values have one, with a further seed."""
        number, first = len(self.trials), self.asked.spec.seed
        if self.asked.vary == "seed":
            if number == len(self.values):
                self.values.append((max(int(each) for each in self.values) + 1) % (MAX_SEED + 1))
            trial = Trial(number, number, int(self.values[number]))
        else:
            seed = (first + number // len(self.values)) % (MAX_SEED + 1)
            trial = Trial(number, number % len(self.values), seed)
        self.trials.append(trial)
        return trial
