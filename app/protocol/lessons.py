"""The lessons of the page."""

from pydantic import Field

from app.protocol.base import Message


class LessonText(Message):
    """The text of a lesson."""

    name: str = Field(description="name of its file")
    text: str | None = Field(description="null if the file cannot be read")
    problem: str | None = Field(description="why the file cannot be read; null if it can")


class LessonsAnswer(Message):
    """All lessons by name: the built-in ones, then those in the operator's folder."""

    lessons: list[LessonText]
