"""Runs that show published results, and accuracy floors for measured data."""

from typing import Any

from app.presets.depth import DEPTH
from app.presets.descent import DESCENT
from app.presets.machines import MACHINES
from app.presets.memory import MEMORY
from app.presets.preset import Preset, hidden


def _floor(name: str) -> dict[str, Any]:
    return {
        "data": {"name": name},
        "network": {"layers": hidden(32, activation="relu")},
        "optimizer": {"name": "adam", "learning_rate": 0.01},
        "batch_size": 32,
    }


FLOORS: dict[str, Preset] = {
    "iris": Preset(
        "Iris", "32 hidden units tell three species of iris.", _floor("iris"), "", "at least .94 of the rows held out"
    ),
    "wine": Preset(
        "Wine", "32 hidden units tell three cultivars.", _floor("wine"), "", "at least .96 of the rows held out"
    ),
    "digits": Preset(
        "Digits",
        "32 hidden units read handwritten digits. Their weights are images.",
        _floor("digits"),
        "",
        "at least .965 of the rows held out",
    ),
}

PUBLISHED: dict[str, Preset] = MACHINES | MEMORY | DESCENT | DEPTH | FLOORS
