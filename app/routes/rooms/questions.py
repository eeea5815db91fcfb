"""Ask questions, and answer them."""

from typing import Annotated

from fastapi import APIRouter, Body, Path

from app.errors import BODY_ERRORS, documented
from app.protocol.rooms.questions import AnswerRequest, Question, QuestionChange, QuestionRequest
from app.routes import API
from app.routes.body import StrictRoute
from app.routes.rooms.access import AccessDep

router = APIRouter(prefix=API, tags=["workshops"], route_class=StrictRoute)

QuestionId = Annotated[str, Path(alias="question", max_length=64, description="the question's id")]

QUESTIONS = [
    {"kind": "sign", "text": "Is ∂L/∂w of the first weight below, at or above 0?", "answer": -1, "points": 2},
    {"kind": "choice", "text": "What happens with a rate of 10?", "choices": ["It learns faster", "It diverges"]},
]


@router.post(
    "/rooms/{id}/questions",
    operation_id="ask",
    summary="Ask the room a question",
    status_code=201,
    responses=documented(401, 403, 404, 409, 429, *BODY_ERRORS),
)
async def ask(access: AccessDep, asked: Annotated[QuestionRequest, Body(examples=QUESTIONS)]) -> Question:
    """For the teacher. The question opens at once, and is announced on the room's stream."""
    question = access.room.questions.ask(asked)
    access.room.changed()
    return question.message(access.role, None)


@router.patch(
    "/rooms/{id}/questions/{question}",
    operation_id="change_question",
    summary="Close, reveal or reopen a question",
    responses=documented(401, 403, 404, 429, *BODY_ERRORS),
)
async def change_question(
    access: AccessDep,
    question_id: QuestionId,
    change: Annotated[QuestionChange, Body(examples=[{"state": "revealed"}])],
) -> Question:
    """Teacher only. Only while it is open can it be answered; once it is revealed, everybody sees the counts and the right
    answer, and members their points."""
    question = access.room.questions.get(question_id)
    question.state = change.state
    access.room.changed()
    return question.message(access.role, None)


@router.delete(
    "/rooms/{id}/questions/{question}",
    operation_id="delete_question",
    summary="Delete a question",
    status_code=204,
    responses=documented(401, 403, 404, 422, 429, 503),
)
async def delete_question(access: AccessDep, question_id: QuestionId) -> None:
    """Teacher only. The answers to the question and the points for them are deleted too."""
    access.room.questions.delete(question_id)
    access.room.changed()


@router.put(
    "/rooms/{id}/questions/{question}/answer",
    operation_id="answer",
    summary="Answer a question",
    status_code=204,
    responses=documented(401, 403, 404, 409, 429, *BODY_ERRORS),
)
async def answer(
    access: AccessDep, question_id: QuestionId, given: Annotated[AnswerRequest, Body(examples=[{"value": -1}])]
) -> None:
    """Member only. Another answer takes the place of the first while the question is open. Others see only how many have
    answered, and once it is revealed how many have answered what."""
    access.room.questions.get(question_id).put(access.me.id, given.value)
    access.room.changed()
