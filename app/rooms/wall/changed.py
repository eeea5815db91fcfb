"""Which fields of a spec somebody has changed."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.spec.run import RunSpec

MOST = 12
"""Fields that are named, at most."""


def changed_fields(before: RunSpec, after: RunSpec) -> list[str]:
    """Paths of the fields in which two specs differ, such as `optimizer.learning_rate`; lists are compared whole."""
    if before is after:
        return []
    return list(_differences(before.model_dump(), after.model_dump(), ""))[:MOST]


def _differences(before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _differences(old, new, f"{path}{name}.")
        elif old != new:
            yield f"{path}{name}"
