"""The texts of the lessons: the built-in ones, and those in a folder set by the operator."""

from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter

from app.deps import ServicesDep
from app.protocol.lessons import LessonsAnswer, LessonText
from app.routes import API

OURS = Path(__file__).resolve().parents[2] / "static" / "lessons"

MAX_BYTES = 200_000
"""Largest size of a lesson."""

MAX_LESSONS = 200
"""Largest number of lessons in a folder."""

router = APIRouter(prefix=API, tags=["catalog"])


@router.get("/lessons", operation_id="get_lessons", summary="Get the texts of the lessons")
def get_lessons(services: ServicesDep) -> LessonsAnswer:
    """Every lesson as text. `BACKPROP_LESSONS` names a folder with more lessons; it is read at each call."""
    own = services.settings.lessons
    return LessonsAnswer(lessons=[*_lessons(OURS), *(_lessons(own) if own is not None else ())])


def _lessons(folder: Path) -> Iterator[LessonText]:
    """The lessons in a folder, at most MAX_LESSONS; for one that cannot be read, the reason."""
    if not folder.is_dir():
        yield LessonText(name=folder.name, text=None, problem="There is no such folder of lessons.")
        return
    for path in sorted(folder.glob("*.md"))[:MAX_LESSONS]:
        try:
            yield _lesson(path)
        except (OSError, UnicodeDecodeError) as error:
            yield LessonText(name=path.stem, text=None, problem=f"The file cannot be read: {error}.")


def _lesson(path: Path) -> LessonText:
    size = path.stat().st_size
    if size > MAX_BYTES:
        problem = f"The file has {size} bytes, expected at most {MAX_BYTES}."
        return LessonText(name=path.stem, text=None, problem=problem)
    return LessonText(name=path.stem, text=path.read_text("utf-8"), problem=None)
