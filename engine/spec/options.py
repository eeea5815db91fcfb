"""What there is to set of a layer or of data, read off their models: for those who choose."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from engine.data.sequences import Value
from engine.layers.kinds import LAYERS
from engine.spec.base import OneOf, SpecModel
from engine.spec.layers import LayerSpec
from engine.spec.run import TextSpec

LIVE = frozenset({"activation", "rate", "momentum", "scale", "truncate", "frozen"})
"""Options of layers that may change while a network trains: they keep the parameters and what they begin as."""

EMPTY = "; null: "
"""What parts, in a description, what null stands for from the rest."""


@dataclass(frozen=True)
class FieldOption:
    """A field of a model: a number from `low` to `high`, ends included, one of `choices`, or either.

    default: None where there is none to begin with, and where null is it. whole: whether the number has no fraction.
    empty: what null stands for, None where the field may not be null.
    """

    description: str
    default: Value | None
    low: float
    high: float
    whole: bool
    choices: tuple[Value, ...]
    empty: str | None


def layer_options(kind: str) -> dict[str, FieldOption]:
    """What there is to set of a layer of this kind, by name; the layers inside of a block are not part of it."""
    return dict(_options(LAYER_MODELS[kind]))


def text_options() -> dict[str, FieldOption]:
    """What there is to set of a text, by name."""
    return dict(_options(TextSpec))


def _models() -> Iterator[type[SpecModel]]:
    union, *_ = get_args(LayerSpec)
    for tagged in get_args(union):
        yield get_args(tagged)[0]


LAYER_MODELS: dict[str, type[SpecModel]] = dict(zip(LAYERS, _models(), strict=True))
"""kind -> the model of its layers."""


def _options(model: type[SpecModel]) -> Iterator[tuple[str, FieldOption]]:
    for name, field in model.model_fields.items():
        if name not in ("kind", "name") and (option := _option(field)) is not None:
            yield name, option


def _option(field: FieldInfo) -> FieldOption | None:
    """None for a field that is neither a number nor a choice."""
    bounds: list[float] = []
    choices: list[Value] = []
    kinds: set[type] = set()
    for part, metadata in _parts(field.annotation, field.metadata):
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
    words, _, empty = (field.description or "").partition(EMPTY)
    default = None if field.is_required() else field.default
    return FieldOption(words, default, low, high, kinds == {int}, tuple(choices), empty or None)


def _parts(annotation: Any, metadata: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """The alternatives of a type, each with its own bounds beside those of the whole."""
    if get_origin(annotation) is Annotated:
        inner, *own = get_args(annotation)
        yield from _parts(inner, [*metadata, *own])
    elif get_origin(annotation) in (Union, UnionType):
        for each in get_args(annotation):
            yield from _parts(each, metadata)
    elif isinstance(annotation, type) or get_origin(annotation) is Literal:
        yield annotation, [each for part in metadata for each in _flat(part)]
    else:
        yield annotation, metadata


def _flat(part: Any) -> list[Any]:
    return list(part.metadata) if isinstance(part, FieldInfo) else [part]
