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
        "Iris",
        "32 hidden units distinguish three species of iris.",
        _floor("iris"),
        "",
        "accuracy of at least 0.94 on test rows",
    ),
    "wine": Preset(
        "Wine",
        "32 hidden units distinguish three cultivars of wine.",
        _floor("wine"),
        "",
        "accuracy of at least 0.96 on test rows",
    ),
    "digits": Preset(
        "Digits",
        "32 hidden units read handwritten digits. Their weights can be seen as images.",
        _floor("digits"),
        "",
        "accuracy of at least 0.965 on test rows",
    ),
}

PUBLISHED: dict[str, Preset] = MACHINES | MEMORY | DESCENT | DEPTH | FLOORS
