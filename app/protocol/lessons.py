"""The lessons of the page."""

from pydantic import Field

from app.protocol.base import Message


class LessonText(Message):
    """A lesson as it was written."""

    name: str = Field(description="of its file")
    text: str | None = Field(description="null where the file cannot be read")
    problem: str | None = Field(description="why it cannot; null where it can")


class LessonsAnswer(Message):
    """All lessons, in the order of their names; those of this server's own folder after those that come with it."""

    lessons: list[LessonText]
