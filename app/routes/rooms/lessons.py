"""Predictions in the lesson of a class."""

from typing import Annotated

from fastapi import APIRouter, Body

from app.deps import ServicesDep
from app.errors import BODY_ERRORS, documented
from app.protocol.rooms.lessons import LessonPrediction, PredictionChange, PredictionRequest
from app.rooms.lessons.opening import open_lesson
from app.routes import API
from app.routes.body import StrictRoute
from app.routes.rooms.access import AccessDep

router = APIRouter(prefix=API, tags=["workshops"], route_class=StrictRoute)

A_PLACE = {"lesson": "04-learning-rate", "step": 2}


@router.put(
    "/rooms/{id}/me/predictions",
    operation_id="predict_in_lesson",
    summary="Predict in a lesson",
    status_code=204,
    responses=documented(401, 403, 404, 409, 429, *BODY_ERRORS),
)
async def predict_in_lesson(
    access: AccessDep,
    given: Annotated[PredictionRequest, Body(examples=[{**A_PLACE, "choice": 1}])],
    services: ServicesDep,
) -> None:
    """Member only, in any lesson. At the teacher's pace a prediction can be changed until the teacher reveals the answer;
    at a free pace the first one counts."""
    lesson = await open_lesson(access.room, given.lesson, services.settings)
    lesson.predict((given.step, given.number), access.me.id, given.choice, access.room.lessons.pace)
    access.room.members_changed()
    access.room.tell(access.me)


@router.patch(
    "/rooms/{id}/predictions",
    operation_id="change_prediction",
    summary="Reveal the predictions of the class",
    responses=documented(401, 403, 404, 429, *BODY_ERRORS),
)
async def change_prediction(
    access: AccessDep,
    change: Annotated[PredictionChange, Body(examples=[{**A_PLACE, "state": "revealed"}])],
    services: ServicesDep,
) -> LessonPrediction:
    """Teacher only. Once they are revealed, everybody sees how often each choice was made, and the right one."""
    lesson = await open_lesson(access.room, change.lesson, services.settings)
    access.room.lessons.set(change, change.state)
    access.room.changed()
    return lesson.message((change.step, change.number), access.role, None)
