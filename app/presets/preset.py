"""A preset: an example run with a description."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preset:
    """An example run; `spec` leaves out defaults.

    source: the publication; published: its result. Both are empty for a run that has not been published.
    """

    label: str
    description: str
    spec: dict[str, Any]
    source: str = ""
    published: str = ""


STANDARD = {"name": "lecun_uniform", "scale": 3**-0.5}
"""Weights U(±1 / √n) of n inputs, customary before 2010."""


def hidden(*units: int, activation: str = "tanh") -> list[dict[str, Any]]:
    """Dense layers with these numbers of units."""
    return [{"units": width, "activation": activation} for width in units]
