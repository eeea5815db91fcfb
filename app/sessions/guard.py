"""What the teacher of a workshop lets a member do with a session."""

from dataclasses import dataclass

from app.errors import AppError
from app.protocol.rooms.parts import PARTS, Part
from app.sessions.changes.parts import Weights, changed_parts
from engine.spec.run import RunSpec


class LockedError(AppError):
    """The change affects a part of the run that the teacher has locked."""

    status, kind, title = 403, "locked", "This part of the run is locked"


class PausedError(AppError):
    """The teacher has paused training, or trains the run in an experiment."""

    status, kind, title = 403, "paused", "Training is paused"


IN_EXPERIMENT = "Your run is part of the class experiment"
WAIT_FOR_EXPERIMENT = "Wait until your run has trained to its end, or the teacher ends the experiment."


@dataclass(frozen=True)
class Guard:
    """The guard of a member's session. client: whose session it is. locked: the parts that only the teacher changes.

    held: whether the teacher has paused training. taken: whether the run belongs to a class experiment; then only the
    experiment trains and changes it.
    """

    client: str
    locked: frozenset[Part] = frozenset()
    held: bool = False
    taken: bool = False

    @property
    def may_train(self) -> bool:
        """True if the member may train the run."""
        return not self.held and not self.taken

    def check_change(self, before: RunSpec, after: RunSpec, weights: Weights) -> None:
        """Check a change from one spec to another. Raises LockedError, which names every locked part that it affects."""
        if self.taken:
            raise LockedError(f"{IN_EXPERIMENT}, so that it cannot be changed at present.", WAIT_FOR_EXPERIMENT)
        affected = changed_parts(before, after, weights) & self.locked if self.locked else set()
        if affected:
            named = [words for part, words in PARTS.items() if part in affected]
            listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
            it = "it" if len(named) == 1 else "them"
            raise LockedError(f"The teacher has locked {listed}.", f"Ask the teacher to unlock {it}.")

    def check_training(self) -> None:
        """Raise PausedError while the member may not train."""
        if self.taken:
            raise PausedError(f"{IN_EXPERIMENT}, which trains all runs alike.", WAIT_FOR_EXPERIMENT)
        if self.held:
            raise PausedError("The teacher has paused training.", "Wait until the teacher continues.")
