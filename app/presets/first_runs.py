"""Example runs for beginners, one for each idea."""

from typing import Any

from app.presets.preset import Preset, hidden


def _network(*units: int, activation: str = "tanh") -> dict[str, Any]:
    return {"layers": hidden(*units, activation=activation)}


FIRST_RUNS: dict[str, Preset] = {
    "circle": Preset(
        "Circle",
        "A small network draws a closed boundary around the disc.",
        {"data": {"name": "circle"}, "network": _network(4, 2)},
    ),
    "xor": Preset(
        "Exclusive or",
        "No straight line separates these classes, but one hidden layer does.",
        {"data": {"name": "xor"}, "network": _network(4, activation="relu")},
    ),
    "xor_product": Preset(
        "Exclusive or with a product feature",
        "With the product x₁x₂ as an input, no hidden layer is needed.",
        {"data": {"name": "xor"}, "features": ["x1_x2"], "network": _network()},
    ),
    "spiral": Preset(
        "Spiral",
        "Two spiral arms, three hidden layers of eight neurons, trained with Adam.",
        {
            "data": {"name": "spiral"},
            "network": _network(8, 8, 8),
            "optimizer": {"name": "adam", "learning_rate": 0.01},
        },
    ),
    "three_spirals": Preset(
        "Three spirals",
        "Three classes, with one softmax output for each.",
        {
            "data": {"name": "spirals3"},
            "network": _network(16, 16),
            "optimizer": {"name": "adam", "learning_rate": 0.01},
        },
    ),
    "vanishing": Preset(
        "A vanishing gradient",
        "Six sigmoid layers: hardly any gradient reaches the first ones.",
        {"data": {"name": "circle"}, "network": _network(8, 8, 8, 8, 8, 8, activation="sigmoid")},
    ),
    "cones": Preset(
        "Six cones",
        "Regression on a surface with hills and hollows.",
        {
            "data": {"name": "reg_gauss"},
            "network": _network(16, 16, activation="relu"),
            "optimizer": {"name": "adam", "learning_rate": 0.01},
        },
    ),
}
