"""What a preset is: a run, and a word on what there is to see."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preset:
    """A run. `spec` leaves out what has its default.

    source: where it was published, and published: what was found there; empty for a run that is ours.
    """

    label: str
    description: str
    spec: dict[str, Any]
    source: str = ""
    published: str = ""


STANDARD = {"name": "lecun_uniform", "scale": 3**-0.5}
"""Weights U(±1 / √n) of n inputs, the custom before 2010."""


def hidden(*units: int, activation: str = "tanh") -> list[dict[str, Any]]:
    """Dense layers of so many units."""
    return [{"units": width, "activation": activation} for width in units]
