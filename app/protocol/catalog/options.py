"""Options in the catalog."""

from pydantic import Field

from app.protocol.base import Message


class CatalogOption(Message):
    """An option: a number from `low` to `high` inclusive, one of `choices`, or either."""

    name: str
    description: str
    default: bool | int | float | str | None = Field(description="null: no default, or the meaning of `empty`")
    low: float
    high: float = Field(description="largest number; if it is not above `low`, the option is not a number")
    whole: bool = Field(description="whether the number is an integer")
    choices: list[bool | int | float | str] = Field(description="empty if the option is a number")
    empty: str | None = Field(description="the meaning of null; null if the option cannot be null")


class CatalogLayerOption(CatalogOption):
    """An option of a layer."""

    restarts: bool = Field(description="whether a change needs new weights")
