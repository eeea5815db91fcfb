"""Answer with the texts of the lessons."""

from fastapi import APIRouter

from app.deps import ServicesDep
from app.lessons.texts import lesson_texts
from app.protocol.lessons import LessonsAnswer
from app.routes import API

router = APIRouter(prefix=API, tags=["catalog"])


@router.get("/lessons", operation_id="get_lessons", summary="Get the texts of the lessons")
def get_lessons(services: ServicesDep) -> LessonsAnswer:
    """Every lesson as text. `BACKPROP_LESSONS` names a folder with more lessons; it is read at each call."""
    return LessonsAnswer(lessons=list(lesson_texts(services.settings.lessons)))
