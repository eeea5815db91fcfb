"""Begin a challenge: check that its goal makes sense for the data, hide samples, and give everybody the run."""

from collections.abc import Sequence
from functools import partial
from time import monotonic

from app.errors import AppError
from app.protocol.rooms.challenges import ChallengeRequest
from app.protocol.rooms.push import PushRefusal, PushRequest
from app.protocol.rooms.room import RoomChange
from app.rooms.challenges.challenges import Challenge
from app.rooms.challenges.entry import same_data
from app.rooms.challenges.hidden import hide
from app.rooms.challenges.judge import hidden_samples
from app.rooms.joining.names import LONGEST_MESSAGE, clean
from app.rooms.push import push
from app.rooms.room import Room
from app.rooms.rooms import Rooms
from app.runner import Runner
from app.settings import Settings
from engine.spec.data.generated import PointsSpec
from engine.spec.run import RunSpec


class UnfitGoalError(AppError):
    """The goal, or the features, make no sense for the data of the challenge."""

    kind, title = "unfit-goal", "The challenge does not fit its data"


async def begin(
    rooms: Rooms, room: Room, wanted: ChallengeRequest, settings: Settings, runner: Runner
) -> tuple[Challenge, Sequence[PushRefusal]]:
    """Begin a challenge; returns it, and who could not be given its run. Members who come later begin with that run.

    Raises ChallengeRunningError, TooManyChallengesError, UnfitGoalError, NothingHiddenError and LimitError, with nothing
    changed.
    """
    room.challenges.check_free()
    run = wanted.spec or common_run(room, [each.spec for each in rooms.sessions(room)])
    check_fit(wanted, run)
    hiding = await runner.run(partial(hide, run, wanted.spec is not None))
    hidden = await runner.run(partial(hidden_samples, hiding.data))
    refused: Sequence[PushRefusal] = ()
    if wanted.spec is not None:
        rooms.change(room, RoomChange(spec=hiding.spec))
        refused = (await push(rooms, room, PushRequest(to="all", spec=hiding.spec), settings)).refused
    text = clean(wanted.text, LONGEST_MESSAGE)
    challenge = room.challenges.add(wanted.model_copy(update={"text": text}), hiding, hidden)
    challenge.tick(monotonic(), not room.paused)
    room.changed()
    return challenge, refused


def common_run(room: Room, specs: Sequence[RunSpec]) -> RunSpec:
    """The spec of a run with the data that most members have; the room's own spec if no run is in memory."""
    found: list[tuple[RunSpec, int]] = []
    for spec in specs:
        at = next((at for at, (other, _) in enumerate(found) if same_data(spec.data, other.data)), len(found))
        found[at : at + 1] = [(found[at][0], found[at][1] + 1) if at < len(found) else (spec, 1)]
    return max(found, key=lambda each: each[1], default=(room.spec, 0))[0]


def check_fit(wanted: ChallengeRequest, run: RunSpec) -> None:
    """Raise UnfitGoalError if a challenge makes no sense for a run."""
    if wanted.goal.metric == "accuracy" and run.data.task == "regression":
        detail = (
            f"goal.metric: received accuracy for the regression {run.data.name!r}, expected test_loss: only classes are "
            "right or wrong."
        )
        raise UnfitGoalError(detail, "Set a test loss as the goal, or choose data with classes.", field="goal.metric")
    if wanted.features is None:
        return
    if not isinstance(run.data, PointsSpec):
        detail = f"features: received features for {run.data.name!r}, which has columns of its own; expected null."
        raise UnfitGoalError(detail, "Leave out features, or choose generated points.", field="features")
    others = [each for each in run.features or () if each not in wanted.features]
    if others and wanted.spec is not None:
        detail = f"features: received a run that uses {', '.join(others)}, which the challenge does not allow."
        raise UnfitGoalError(detail, "Allow these features, or remove them from the run.", field="features")
