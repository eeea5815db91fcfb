"""Errors of rooms that the client can correct."""

from collections.abc import Sized

from app.errors import AppError

ASK_TEACHER = "Ask the teacher for the present link or code."


class UnknownRoomError(AppError):
    """No room has this id or code, or it has ended."""

    status, kind, title = 404, "unknown-room", "There is no such workshop"


class NoKeyError(AppError):
    """The call needs a key, and has none, or one that is not of this room."""

    status, kind, title = 401, "no-key", "Join the workshop first"


class NotAllowedError(AppError):
    """The role of the caller does not include this."""

    status, kind, title = 403, "not-allowed", "This role may not do that"


class RoomClosedError(AppError):
    """The room takes no further members."""

    status, kind, title = 409, "room-closed", "The workshop takes no more members"


class RoomFullError(AppError):
    """The room has as many members as it can have."""

    status, kind, title = 409, "room-full", "The workshop is full"


class UnknownMemberError(AppError):
    """No member of the room has this id."""

    status, kind, title = 404, "unknown-member", "There is no such member"


class UnknownQuestionError(AppError):
    """No question of the room has this id."""

    status, kind, title = 404, "unknown-question", "There is no such question"


class QuestionClosedError(AppError):
    """The question takes no more answers."""

    status, kind, title = 409, "question-closed", "The question takes no more answers"


class ImpossibleAnswerError(AppError):
    """The answer is none of those that the question allows."""

    kind, title = "impossible-answer", "This is not a possible answer"


class UnknownExperimentError(AppError):
    """No experiment of the room has this id."""

    status, kind, title = 404, "unknown-experiment", "There is no such experiment"


class ExperimentStateError(AppError):
    """The experiment is in another state than the call needs."""

    status, kind, title = 409, "experiment-state", "The experiment is in another state"


class NotShownError(AppError):
    """The run is not shown to this role at present."""

    status, kind, title = 404, "not-shown", "This run is not shown"


def unknown_room() -> UnknownRoomError:
    """The error of an id or a code without a room."""
    return UnknownRoomError("No workshop has this link or code, or it has ended.", ASK_TEACHER)


def impossible_answer(field: str, received: float, choices: Sized | None) -> ImpossibleAnswerError:
    """The error of an answer that is none of the choices; without choices, the answer is a sign."""
    expected = "-1, 0 or 1" if choices is None else f"0 to {len(choices) - 1}, the place of a choice"
    detail = f"{field}: received {received:g}, expected {expected}."
    return ImpossibleAnswerError(detail, "Send one of these numbers.", field=field)
