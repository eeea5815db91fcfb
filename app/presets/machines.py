"""The networks of 1986: the first tasks that backpropagation was shown to learn."""

from typing import Any

from app.presets.preset import Preset, hidden

NATURE = "Rumelhart, Hinton & Williams, Nature 323 (1986)"
PDP = "Rumelhart, Hinton & Williams, Parallel Distributed Processing 1 (1986), chapter 8"


def _sweeps(
    name: str, layers: list[dict[str, Any]], rate: float, spread: float, seed: int, **more: Any
) -> dict[str, Any]:
    """As in 1986: logistic units, weights and biases U(-spread, spread), momentum .9, the gradient summed over a sweep."""
    return {
        "seed": seed,
        "data": {"name": name},
        "network": {
            "layers": layers,
            "initializer": {"name": "uniform", "scale": spread, "bias": spread, "bias_name": "uniform"},
        },
        "reduction": "sum",
        "optimizer": {"name": "momentum", "learning_rate": rate, "momentum": 0.9},
        "batch_size": "all",
        **more,
    }


def _logistic(*units: int) -> list[dict[str, Any]]:
    return hidden(*units, activation="sigmoid")


MACHINES: dict[str, Preset] = {
    "symmetry": Preset(
        "Symmetry (1986)",
        "Two hidden units detect whether six bits are mirror symmetric, with opposite weights for mirrored bits.",
        _sweeps("symmetry", _logistic(2), 0.1, 0.3, 1),
        NATURE,
        "learned in 1,425 sweeps; mirrored weights opposite, 1 : 2 : 4; repeated: quartiles 1,144, 2,703, 7,099",
    ),
    "xor_1986": Preset(
        "Exclusive or (1986)",
        "Four patterns and two hidden units: the first example of backpropagation.",
        _sweeps("xor_table", _logistic(2), 0.5, 0.5, 0),
        PDP,
        "nearly always learned, but a few runs end in a local minimum; repeated: 93%",
    ),
    "xor_trap": Preset(
        "Exclusive or in a local minimum (1986)",
        "The same network from other initial weights ends in a local minimum: the output is 0.5 for two of the four patterns.",
        _sweeps("xor_table", _logistic(2), 0.5, 0.5, 11),
        PDP,
        "outputs 0.1, 0.5, 0.5 and 0.9",
    ),
    "xor_wide": Preset(
        "Exclusive or with 32 hidden units (1986)",
        "More hidden units learn faster. Remove some and compare.",
        _sweeps("xor_table", _logistic(32), 0.25, 0.5, 0),
        PDP,
        "more hidden units, fewer sweeps; repeated: medians 544, 369, 266, 212, 166 for 2, 4, 8, 16, 32",
    ),
    "encoder": Preset(
        "The 8-3-8 encoder (1986)",
        "Eight patterns pass through three hidden units, which learn a binary code.",
        _sweeps("encoder", _logistic(3), 0.25, 0.5, 0),
        PDP,
        "a code of three bits; repeated: 99%, median 259 sweeps",
    ),
    "parity": Preset(
        "Parity of four bits (1986)",
        "Is the number of ones odd? Every bit matters, and about half of the runs do not learn it.",
        _sweeps("parity_table", _logistic(4), 0.25, 0.5, 0),
        PDP,
        "as many hidden units as bits suffice; repeated: half of the runs learn, median 2,550 sweeps",
    ),
    "negation": Preset(
        "Negation (1986)",
        "If the first bit is on, the other three are inverted.",
        _sweeps("negation", _logistic(6), 0.1, 0.5, 0),
        PDP,
        "learned with six hidden units",
    ),
    "family_trees": Preset(
        "Family trees (1986)",
        "Who is whose aunt? Six units learn to encode a person's nationality, generation and branch of the family.",
        _sweeps(
            "family_trees",
            [
                {
                    "kind": "parallel",
                    "branches": [
                        {"inputs": [0, 24], "layers": _logistic(6)},
                        {"inputs": [24, 36], "layers": _logistic(6)},
                    ],
                },
                *_logistic(12, 6),
            ],
            0.05,
            1.0,
            0,
            loss="squared_error_with_margin",
            schedule={"name": "warm_up", "steps": 400},
            regularization={"name": "decay", "rate": 0.004},
        ),
        NATURE,
        "100 cases learned in 1,500 sweeps, all four test cases right; repeated with other step sizes: 4 of 4 in 3 of 20 runs",
    ),
}
