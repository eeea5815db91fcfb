"""Set challenges, and judge them."""

from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Body, Path

from app.deps import ServicesDep
from app.errors import BODY_ERRORS, documented
from app.protocol.rooms.challenges import Challenge, ChallengeChange, ChallengeRanking, ChallengeRequest
from app.protocol.rooms.push import ChallengeMade
from app.rooms.challenges.begin import begin
from app.rooms.challenges.messages import challenge_message
from app.rooms.challenges.ranking import ranking
from app.routes import API
from app.routes.body import StrictRoute
from app.routes.rooms.access import AccessDep

router = APIRouter(prefix=API, tags=["workshops"], route_class=StrictRoute)

ChallengeId = Annotated[str, Path(alias="challenge", max_length=64, description="the challenge's id")]

CHALLENGES = [
    {
        "text": "As few neurons as you can!",
        "goal": {"metric": "accuracy", "threshold": 0.95},
        "ranking": "neurons",
        "spec": {"data": {"name": "spiral"}},
        "features": ["x1", "x2"],
        "seconds": 600,
    },
    {"goal": {"metric": "test_loss", "threshold": 0.05}},
]


@router.post(
    "/rooms/{id}/challenges",
    operation_id="challenge",
    summary="Set the room a challenge",
    status_code=201,
    responses=documented(401, 403, 404, 409, 429, 503, *BODY_ERRORS),
)
async def challenge(
    access: AccessDep, services: ServicesDep, wanted: Annotated[ChallengeRequest, Body(examples=CHALLENGES)]
) -> ChallengeMade:
    """Teacher only. It begins as soon as everybody has the run. The server measures the members' runs about twice
    a second, on samples that nobody has: new ones from the same generator, or rows that were taken out of the data before
    members got them. Times are those of the server's clock, which stops while the workshop is paused."""
    made, refused = await begin(services.rooms, access.room, wanted, services.settings, services.runner)
    message = challenge_message(made, None, access.room.paused, monotonic())
    return ChallengeMade(challenge=message, refused=list(refused))


@router.get(
    "/rooms/{id}/challenges/{challenge}",
    operation_id="get_challenge",
    summary="Get the ranking of a challenge",
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def get_challenge(access: AccessDep, challenge_id: ChallengeId) -> ChallengeRanking:
    """The teacher gets all members, the projector the first of those admitted. The room's stream sends the same while a
    challenge is running. Members find their own entry in the room."""
    return ranking(access.room, access.room.challenges.get(challenge_id), access.role)


@router.patch(
    "/rooms/{id}/challenges/{challenge}",
    operation_id="change_challenge",
    summary="End a challenge, resume it, give it more time, or hide it",
    responses=documented(401, 403, 404, 409, 429, *BODY_ERRORS),
)
async def change_challenge(
    access: AccessDep,
    challenge_id: ChallengeId,
    change: Annotated[ChallengeChange, Body(examples=[{"state": "over"}, {"more_seconds": 60}])],
) -> Challenge:
    """Teacher only. A challenge that is over can be resumed while no other is running, with more time if its clock has run
    out."""
    changed = access.room.challenges.change(challenge_id, change, monotonic())
    access.room.changed()
    return challenge_message(changed, None, access.room.paused, monotonic())


@router.delete(
    "/rooms/{id}/challenges/{challenge}",
    operation_id="delete_challenge",
    summary="Delete a challenge",
    status_code=204,
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def delete_challenge(access: AccessDep, challenge_id: ChallengeId) -> None:
    """Teacher only. The ranking is deleted as well; members keep their runs."""
    access.room.challenges.delete(challenge_id)
    access.room.changed()
