"""Settings of layers and of text data, derived from the fields of their models, for the catalog."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from engine.data.sequences import Value
from engine.spec.base import OneOf, SpecModel
from engine.spec.data.own import TextSpec
from engine.spec.layers import LayerSpec, RecurrentInitializerSpec

LIVE = frozenset({"activation", "rate", "momentum", "scale", "truncate", "frozen"})
"""Settings of layers that may change while a network trains, because parameters and their initial values stay."""

NULL = "; null: "
"""Separator in a field's description, before the meaning of null."""


@dataclass(frozen=True)
class FieldOption:
    """Setting of a model: a number from `low` to `high`, both included, one of `choices`, or either of these.

    default: None if there is no default or if it is null. whole: True for integers. empty: meaning of null; None if the
    field cannot be null.
    """

    description: str
    default: Value | None
    low: float
    high: float
    whole: bool
    choices: tuple[Value, ...]
    empty: str | None


def layer_options(kind: str) -> dict[str, FieldOption]:
    """Return the settings of a kind of layer by name, without the layers inside a block."""
    return dict(_options(LAYER_MODELS[kind]))


def recurrent_weight_options() -> dict[str, FieldOption]:
    """Return the settings of the initial recurrent weights by name, without the initializer's name."""
    return dict(_options(RecurrentInitializerSpec))


def text_options() -> dict[str, FieldOption]:
    """Return the settings of text data by name."""
    return dict(_options(TextSpec))


def _layer_models() -> Iterator[tuple[str, type[SpecModel]]]:
    """Yield (kind, model) for the members of the union LayerSpec."""
    union, *_ = get_args(LayerSpec)
    for model, *_ in map(get_args, get_args(union)):
        (kind,) = get_args(model.model_fields["kind"].annotation)
        yield kind, model


LAYER_MODELS: dict[str, type[SpecModel]] = dict(_layer_models())
"""Kind of layer -> its model."""


def _options(model: type[SpecModel]) -> Iterator[tuple[str, FieldOption]]:
    for name, field in model.model_fields.items():
        if name not in ("kind", "name") and (option := _option(field)) is not None:
            yield name, option


def _option(field: FieldInfo) -> FieldOption | None:
    """Return the setting of a field, or None if it is neither a number nor a choice."""
    bounds: list[float] = []
    choices: list[Value] = []
    kinds: set[type] = set()
    for part, metadata in _alternatives(field.annotation, field.metadata):
        known = next((each.table for each in metadata if isinstance(each, OneOf)), None)
        if part is bool:
            choices += [False, True]
        elif get_origin(part) is Literal:
            choices += get_args(part)
        elif known is not None:
            choices += list(known)
        elif part in (int, float):
            bounds += [each.ge for each in metadata if isinstance(each, Ge)]  # type: ignore[misc]
            bounds += [each.le for each in metadata if isinstance(each, Le)]  # type: ignore[misc]
            kinds.add(part)
        elif part is not NoneType:
            return None
    low, high = bounds or (0.0, 0.0)
    description, _, empty = (field.description or "").partition(NULL)
    default = None if field.is_required() else field.default
    return FieldOption(description, default, low, high, kinds == {int}, tuple(choices), empty or None)


def _alternatives(annotation: Any, metadata: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Yield the alternatives of a union type, each with its metadata (bounds, names) and that of the union."""
    if get_origin(annotation) is Annotated:
        inner, *own = get_args(annotation)
        yield from _alternatives(inner, [*metadata, *own])
    elif get_origin(annotation) in (Union, UnionType):
        for each in get_args(annotation):
            yield from _alternatives(each, metadata)
    elif isinstance(annotation, type) or get_origin(annotation) is Literal:
        yield annotation, [each for part in metadata for each in _flat(part)]
    else:
        yield annotation, metadata


def _flat(part: Any) -> list[Any]:
    return list(part.metadata) if isinstance(part, FieldInfo) else [part]
