"""The challenges in the results of a workshop: goals in words, and rankings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from app.protocol.rooms.challenges import ChallengeEntry, ChallengeRequest, NotCounted, Ranking
from app.rooms.challenges.challenges import Challenge
from app.rooms.challenges.ranking import ranking
from app.rooms.results.cells import Value, csv_of
from app.rooms.results.numbers import SPACE, counted, number_text, percent_text
from app.rooms.room import Room

RANKINGS: dict[Ranking, str] = {
    "time": "the earliest first",
    "neurons": "the fewest hidden neurons first",
    "parameters": "the fewest parameters first",
    "epochs": "the fewest epochs first",
}

NOT_COUNTED: dict[NotCounted, str] = {
    "data": "other data",
    "features": "features that were not allowed",
    "loss": "another loss",
    "waiting": "not let in",
}

COLUMNS = (
    "challenge", "text", "goal", "ranking", "place", "name", "best value", "reached", "seconds", "epochs", "neurons",
    "parameters", "does not count",
)  # fmt: skip


@dataclass(frozen=True)
class ChallengeReport:
    """A challenge and its entries; those that have reached the goal come first."""

    asked: ChallengeRequest
    seconds: float
    entries: Sequence[ChallengeEntry]

    @property
    def goal(self) -> str:
        """The goal in words."""
        goal = self.asked.goal
        if goal.metric == "accuracy":
            return f"Accuracy of at least {100 * goal.threshold:g}{SPACE}%"
        return f"Loss of at most {number_text(goal.threshold)}"

    @property
    def about(self) -> str:
        """The outcome in words."""
        reached = sum(each.place is not None for each in self.entries)
        order = RANKINGS[self.asked.ranking]
        result = f"{reached} of {counted(len(self.entries), 'member', 'members')} reached it"
        if reached:
            return f"{result}; {order}. {time_text(self.seconds)} on the clock."
        best = [each.best for each in self.entries if each.best is not None]
        if not best:
            return f"{result}."
        nearest = max(best) if self.asked.goal.metric == "accuracy" else min(best)
        return f"{result}. Best result: {self.value(nearest)}."

    @property
    def is_reached(self) -> bool:
        """True if somebody has reached the goal."""
        return any(each.reached is not None for each in self.entries)

    def value(self, value: float | None) -> str:
        """A value of the goal's metric as text."""
        return percent_text(value) if self.asked.goal.metric == "accuracy" else number_text(value)

    def why(self, entry: ChallengeEntry) -> str:
        """Why a member's run does not count, in words; empty if it does."""
        return "" if entry.not_counted is None else NOT_COUNTED[entry.not_counted]


def time_text(seconds: float) -> str:
    """A time in minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def challenge_reports(room: Room) -> Sequence[ChallengeReport]:
    """All challenges of a room, the oldest first."""
    return [_report(room, each) for each in room.challenges.all.values()]


def _report(room: Room, challenge: Challenge) -> ChallengeReport:
    entries = ranking(room, challenge, "teacher").entries
    return ChallengeReport(challenge.asked, challenge.time(monotonic()), entries)


def challenges_csv(reports: Sequence[ChallengeReport]) -> bytes:
    """A row for each member in each challenge."""
    return csv_of(COLUMNS, _rows(reports))


def _rows(reports: Sequence[ChallengeReport]) -> Iterator[Sequence[Value]]:
    for number, each in enumerate(reports, 1):
        for entry in each.entries:
            how = entry.reached
            took = (how.seconds, how.epochs, how.neurons, how.parameters) if how is not None else [None] * 4
            about = number, each.asked.text, each.goal, each.asked.ranking
            yield (*about, entry.place, entry.name, entry.best, how is not None, *took, each.why(entry))
