"""Deal, start and end class experiments."""

from typing import Annotated

from fastapi import APIRouter, Body, Path

from app.deps import ServicesDep
from app.errors import BODY_ERRORS, documented
from app.protocol.rooms.experiments import ExperimentAnswer, ExperimentChange, ExperimentRequest
from app.protocol.rooms.push import ExperimentMade
from app.rooms.experiments.messages import answer
from app.routes import API
from app.routes.body import StrictRoute
from app.routes.rooms.access import AccessDep

router = APIRouter(prefix=API, tags=["workshops"], route_class=StrictRoute)

ExperimentId = Annotated[str, Path(alias="experiment", max_length=64, description="the experiment's id")]

RATES = {"first": 0.001, "last": 10, "count": 9, "scale": "log"}
EXPERIMENTS = [
    {"spec": {"data": {"name": "spiral"}}, "vary": "learning_rate", "values": RATES, "repeats": 3, "epochs": 200},
    {"spec": {"data": {"name": "circle"}}, "vary": "activation", "values": ["tanh", "relu", "sigmoid"], "epochs": 100},
]


@router.post(
    "/rooms/{id}/experiments",
    operation_id="deal_experiment",
    summary="Deal a class experiment",
    status_code=201,
    responses=documented(401, 403, 404, 409, 410, 429, *BODY_ERRORS),
)
async def deal_experiment(
    access: AccessDep, wanted: Annotated[ExperimentRequest, Body(examples=EXPERIMENTS)], services: ServicesDep
) -> ExperimentMade:
    """Teacher only. The values are spread evenly over the members who are present, one run each; if there are more members
    than runs, further seeds are added. Members can neither train nor change their run until it has its result; afterwards
    they can undo what they were given."""
    experiment, refused = await services.experiments.deal(access.room, wanted)
    return ExperimentMade(experiment=answer(experiment, access.role, None), refused=refused)


@router.get(
    "/rooms/{id}/experiments/{experiment}",
    operation_id="get_experiment",
    summary="Get a class experiment with its runs",
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def get_experiment(access: AccessDep, experiment_id: ExperimentId) -> ExperimentAnswer:
    """The results of all runs so far. Only the teacher sees whose they are."""
    me = access.member.id if access.member is not None else None
    return answer(access.room.experiments.get(experiment_id), access.role, me)


@router.patch(
    "/rooms/{id}/experiments/{experiment}",
    operation_id="change_experiment",
    summary="Start, end, show or hide a class experiment",
    responses=documented(401, 403, 404, 409, 429, *BODY_ERRORS),
)
async def change_experiment(
    access: AccessDep,
    experiment_id: ExperimentId,
    change: Annotated[ExperimentChange, Body(examples=[{"state": "running"}])],
    services: ServicesDep,
) -> ExperimentAnswer:
    """Teacher only. All runs start at once, and each trains exactly the same number of epochs. The server trains those
    that nobody has. The experiment is over when all have finished, or the teacher ends it."""
    experiment = access.room.experiments.get(experiment_id)
    if change.state == "running":
        services.experiments.start(access.room, experiment)
    if change.state == "over":
        services.experiments.end(access.room, experiment)
    if change.shown is not None:
        services.experiments.show(access.room, experiment, change.shown)
    return answer(experiment, access.role, None)


@router.delete(
    "/rooms/{id}/experiments/{experiment}",
    operation_id="delete_experiment",
    summary="Delete a class experiment",
    status_code=204,
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def delete_experiment(access: AccessDep, experiment_id: ExperimentId, services: ServicesDep) -> None:
    """Teacher only. Its results are deleted; members keep their runs."""
    services.experiments.delete(access.room, access.room.experiments.get(experiment_id))
