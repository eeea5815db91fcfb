"""The texts of the lessons: the built-in ones, and those in a folder set by the operator."""

from collections.abc import Iterator
from pathlib import Path

from app.protocol.lessons import LessonText

OURS = Path(__file__).resolve().parents[2] / "static" / "lessons"

MAX_BYTES = 200_000
"""Largest size of a lesson."""

MAX_LESSONS = 200
"""Largest number of lessons in a folder."""


def lesson_texts(own: Path | None) -> Iterator[LessonText]:
    """All lessons, or the reason why one cannot be read. own: the operator's folder, which is read at each call."""
    for folder in (OURS, own):
        if folder is not None:
            yield from (_lesson(path) for path in _files(folder))
            if not folder.is_dir():
                yield LessonText(name=folder.name, text=None, problem="There is no such folder of lessons.")


def lesson_text(name: str, own: Path | None) -> str | None:
    """The text of one lesson; None if there is none of this name, or it cannot be read."""
    for folder in (OURS, own):
        for path in _files(folder) if folder is not None else ():
            if path.stem == name:
                return _lesson(path).text
    return None


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.md"))[:MAX_LESSONS]


def _lesson(path: Path) -> LessonText:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            problem = f"The file has {size} bytes, expected at most {MAX_BYTES}."
            return LessonText(name=path.stem, text=None, problem=problem)
        return LessonText(name=path.stem, text=path.read_text("utf-8"), problem=None)
    except (OSError, UnicodeDecodeError) as error:
        return LessonText(name=path.stem, text=None, problem=f"The file cannot be read: {error}.")
