"""Example runs for beginners, one for each idea."""

from typing import Any

from app.presets.preset import Preset, hidden


def _network(*units: int, activation: str = "tanh") -> dict[str, Any]:
    return {"layers": hidden(*units, activation=activation)}


FIRST_RUNS: dict[str, Preset] = {
    "circle": Preset(
        "Circle",
        "A small network closes a curve around the disc.",
        {"data": {"name": "circle"}, "network": _network(4, 2)},
    ),
    "xor": Preset(
        "Exclusive or",
        "No straight line parts these points: one hidden layer does.",
        {"data": {"name": "xor"}, "network": _network(4, activation="relu")},
    ),
    "xor_product": Preset(
        "Exclusive or by a feature",
        "With the product of the coordinates as an input no hidden layer is needed.",
        {"data": {"name": "xor"}, "features": ["x1_x2"], "network": _network()},
    ),
    "spiral": Preset(
        "Spiral",
        "Two arms, three layers of eight and Adam.",
        {
            "data": {"name": "spiral"},
            "network": _network(8, 8, 8),
            "optimizer": {"name": "adam", "learning_rate": 0.01},
        },
    ),
    "three_spirals": Preset(
        "Three spirals",
        "Three classes, one output each, a softmax over them.",
        {
            "data": {"name": "spirals3"},
            "network": _network(16, 16),
            "optimizer": {"name": "adam", "learning_rate": 0.01},
        },
    ),
    "vanishing": Preset(
        "A vanishing gradient",
        "Six sigmoid layers: the first ones receive next to nothing.",
        {"data": {"name": "circle"}, "network": _network(8, 8, 8, 8, 8, 8, activation="sigmoid")},
    ),
    "cones": Preset(
        "Six cones",
        "A surface with hills and hollows, by regression.",
        {
            "data": {"name": "reg_gauss"},
            "network": _network(16, 16, activation="relu"),
            "optimizer": {"name": "adam", "learning_rate": 0.01},
        },
    ),
}
