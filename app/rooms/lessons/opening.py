"""Open a lesson in a room: read its outline from the lesson's file."""

import asyncio

from app.lessons.outline import outline_of
from app.lessons.texts import lesson_text
from app.rooms.lessons.lessons import Lesson, UnknownLessonError
from app.rooms.room import Room
from app.settings import Settings


async def open_lesson(room: Room, name: str, settings: Settings) -> Lesson:
    """Add the lesson with this name to the room, unless it is there, and return it. Raises UnknownLessonError."""
    if name not in room.lessons.all:
        text = await asyncio.to_thread(lesson_text, name, settings.lessons)
        if text is None:
            raise UnknownLessonError(f"No lesson has the name {name[:40]!r}.", "Use a name from GET /api/v1/lessons.")
        room.lessons.add(name, outline_of(name, text))
    return room.lessons.get(name)
