"""Validation of clients' documents, with few errors however long the document is."""

from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import SchemaValidator

T = TypeVar("T")

LISTS = ("list", "tuple", "set", "frozenset")
"""Types of core schemas with `fail_fast`."""


class Validator(Generic[T]):
    """Validates a type as pydantic does, but ends the validation of a list at its first wrong item.

    Otherwise pydantic makes an error for every item: 2 million wrong rows are 2 million errors, made in one call that stops
    every other thread. The schema is compiled at the first use.
    """

    def __init__(self, kind: Any) -> None:
        self._kind = kind

    @cached_property
    def _validator(self) -> SchemaValidator:
        schema = _ending_early(TypeAdapter(self._kind).core_schema)
        return SchemaValidator(schema, _use_prebuilt=False)  # models inside have validators of their own, without this

    def validate(self, document: Any) -> T:
        """The valid value. Raises pydantic's ValidationError."""
        value: T = self._validator.validate_python(document)
        return value


def _ending_early(schema: Any) -> Any:
    """A copy of a core schema in which every list ends at its first wrong item."""
    if isinstance(schema, dict):
        copied = {name: _ending_early(part) for name, part in schema.items()}
        return {**copied, "fail_fast": True} if copied.get("type") in LISTS else copied
    if isinstance(schema, list):
        return [_ending_early(part) for part in schema]
    return schema
