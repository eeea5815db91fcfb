"""The outline of a spec: its fields as short texts, to tell which of them somebody has changed."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from engine.spec.data.own import InlineSpec
from engine.spec.run import RunSpec

MOST = 12
"""Changed fields that are named, at most."""

LONGEST = 40
"""Characters of the longest value in an outline; a longer one is replaced by its digest."""

ROWS = ("inputs", "targets", "test_inputs", "test_targets")
"""Fields of a user's own rows, of which an outline samples SAMPLED."""

SAMPLED = 100

Outline = Mapping[str, str]
"""Path of a field, such as `optimizer.learning_rate` -> its value in short."""


def outline_of(spec: RunSpec) -> Outline:
    """The outline of a spec. Lists are single values."""
    fields = dict(_flat(spec.model_dump(exclude={"data"}), ""))
    data = spec.data.model_dump(exclude=set(ROWS) if isinstance(spec.data, InlineSpec) else None)
    fields |= _flat(data, "data.")
    if isinstance(spec.data, InlineSpec):
        rows = [getattr(spec.data, name) or [] for name in ROWS]
        fields["data.rows"] = _short([(len(each), each[:: 1 + len(each) // SAMPLED]) for each in rows])
    return fields


def changed_fields(before: Outline, after: Outline) -> list[str]:
    """Paths of the fields in which two specs differ, in alphabetical order."""
    return [path for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)][:MOST]


def _flat(document: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", _short(value)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST else sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
