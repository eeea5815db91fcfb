"""Make messages of the engine's dataclasses, so that fields and descriptions are defined once, in the engine."""

from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

import numpy as np
from pydantic import Field, create_model

from app.protocol.base import Measured, Message
from engine.inspect.trace.field_types import Dimensions


class EngineMessage(Message):
    """A message made of a dataclass of the engine."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Any field of the dataclass."""


@cache
def message_of(kind: type, name: str | None = None) -> type[EngineMessage]:
    """A message with the fields, the docstring and, unless another is given, the name of a dataclass.

    Arrays become nested lists of numbers, dataclasses messages, tuples lists. A measured number that may be infinite or
    NaN is null then, as a `Measured`. In a union of dataclasses the field `kind` tells them apart. Strings in the
    annotation of a field are its description.
    """
    hints = get_type_hints(kind, include_extras=True)
    made: dict[str, Any] = {
        field.name: (_message_type(hints[field.name]), Field(description=_description(hints[field.name])))
        for field in fields(kind)
    }
    return create_model(
        name or kind.__name__, __base__=EngineMessage, __doc__=kind.__doc__, __module__=__name__, **made
    )


def _description(hint: Any) -> str | None:
    return next((text for text in getattr(hint, "__metadata__", ()) if isinstance(text, str)), None)


def _message_type(hint: Any) -> Any:
    """The type in a message for the type of a dataclass's field."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        dimensions = next((each for each in arguments if isinstance(each, Dimensions)), None)
        return _message_type(arguments[0]) if dimensions is None else _numbers(arguments[0], dimensions)
    if origin in (Union, UnionType):
        return _union(arguments)
    if origin is tuple:
        return list[_message_type(arguments[0])]  # type: ignore[misc]
    if origin is dict:
        return dict[arguments[0], _message_type(arguments[1])]  # type: ignore[misc,valid-type]
    return message_of(hint) if isinstance(hint, type) and is_dataclass(hint) else hint


def _numbers(array: Any, dimensions: Dimensions) -> Any:
    """Nested lists of the numbers of an array, for each number of dimensions that it may have."""
    number = int if np.dtype[np.int64] in get_args(array) else Measured
    made = []
    for count in dimensions.counts:
        nested: Any = number
        for _ in range(count):
            nested = list[nested]
        made.append(nested)
    return Union[tuple(made)]  # noqa: UP007  # of a variable


def _union(members: tuple[Any, ...]) -> Any:
    if set(members) == {float, NoneType}:
        return Measured
    union: Any = Union[tuple(_message_type(member) for member in members)]  # noqa: UP007  # of a variable
    messages = [member for member in members if is_dataclass(member)]
    return Annotated[union, Field(discriminator="kind")] if len(messages) > 1 else union
