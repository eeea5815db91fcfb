"""What the models of a spec are built of: their base, names out of a table, and how large a run may be at the most."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from engine.errors import InputError

MAX_LAYERS = 64
"""Dense layers of a network, those inside of blocks included."""
MAX_ENTRIES = 256
"""Layers of any kind in one list."""
MAX_UNITS = 1024
MAX_INPUTS = 1024
MAX_VOCABULARY = 100_000
MAX_SAMPLES = 100_000
MAX_SEED = 2**32 - 1


@dataclass(frozen=True, eq=False)  # hashed by identity: a table cannot be
class OneOf:
    """Annotation of a str that must be a key of `table`; the error lists the known names, and `others` that another
    model of the same union knows."""

    table: Mapping[str, object]
    what: str
    others: tuple[str, ...] = ()

    def check(self, name: str) -> str:
        """`name`, or ValueError."""
        if name not in self.table:
            known = ", ".join([*self.table, *self.others])
            raise InputError(f"Received the unknown {self.what} {name!r}.", f"Choose from: {known}.")
        return name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": list(self.table)}


Name = Annotated[str, Field(min_length=1, max_length=64)]
Interval = tuple[FiniteFloat, FiniteFloat]


class SpecModel(BaseModel):
    """Strict about unknown fields and non-finite numbers; immutable, because a run's definition is a value."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
