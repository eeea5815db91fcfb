"""The texts of the lessons: those that come with the page, and those in a folder of the operator's."""

from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter

from app.deps import ServicesDep
from app.protocol.lessons import LessonsAnswer, LessonText

OURS = Path(__file__).resolve().parents[2] / "static" / "lessons"

MAX_BYTES = 200_000
"""Of one lesson."""

MAX_LESSONS = 200
"""Of one folder."""

router = APIRouter(tags=["catalog"])


@router.get("/lessons", operation_id="get_lessons", summary="The texts of the lessons")
def get_lessons(services: ServicesDep) -> LessonsAnswer:
    """Every lesson as it was written. `BACKPROP_LESSONS` names a folder of one's own; it is read at each call."""
    own = services.settings.lessons
    return LessonsAnswer(lessons=[*_lessons(OURS), *(_lessons(own) if own is not None else ())])


def _lessons(folder: Path) -> Iterator[LessonText]:
    """The lessons in a folder, at most MAX_LESSONS of them; one that cannot be read says why."""
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
