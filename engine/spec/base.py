"""Building blocks of the spec's models: their base, names from a table, and the largest sizes of a run."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from engine.errors import InputError

MAX_LAYERS = 64
"""Dense layers of a network, including those inside blocks."""
MAX_ENTRIES = 256
"""Layers of any kind in a network."""
MAX_UNITS = 1024
MAX_VOCABULARY = 100_000
MAX_SAMPLES = 100_000
MAX_SEED = 2**32 - 1


@dataclass(frozen=True, eq=False)  # hashed by identity: a table cannot be
class OneOf:
    """Annotation of a str that must be a key of `table`.

    what: noun for the names, for the error. expected: returns the names that the error lists; None for the keys of
    `table`.
    """

    table: Mapping[str, object]
    what: str
    expected: Callable[[], Iterable[str]] | None = None

    def check(self, name: str) -> str:
        """Return `name`. Raises InputError if it is not in the table."""
        if name not in self.table:
            known = ", ".join(self.table if self.expected is None else self.expected())
            raise InputError(f"Received the unknown {self.what} {name!r}.", f"Choose from: {known}.")
        return name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": list(self.table)}


Name = Annotated[str, Field(min_length=1, max_length=64)]
Interval = tuple[FiniteFloat, FiniteFloat]


class SpecModel(BaseModel):
    """Base of all models of a spec: immutable; refuses unknown fields and non-finite numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
