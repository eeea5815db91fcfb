"""Published results, each a run that shows it: the machines of 1986, depth, and floors for measured data."""

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


def _deep(layers: list[dict[str, Any]], initializer: Any, **more: Any) -> dict[str, Any]:
    return {"data": {"name": "digits"}, "network": {"layers": layers, "initializer": initializer}, **more}


def _residual(*branch: dict[str, Any]) -> list[dict[str, Any]]:
    """A dense layer of 32 units and 24 residual blocks of these and two dense layers, which with the output are 50."""
    block = {"kind": "residual", "layers": [*branch, *hidden(32, activation="relu"), *hidden(32, activation="linear")]}
    return [*hidden(32, activation="linear"), *[block] * 24]


def _scaled(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**layer, "scale": "1/sqrt(L)"} if layer.get("kind") == "residual" else layer for layer in layers]


def _floor(name: str) -> dict[str, Any]:
    return {
        "data": {"name": name},
        "network": {"layers": hidden(32, activation="relu")},
        "optimizer": {"name": "adam", "learning_rate": 0.01},
        "batch_size": 32,
    }


MOMENTUM = {"optimizer": {"name": "momentum", "learning_rate": 0.01}, "batch_size": 32}

PUBLISHED: dict[str, Preset] = {
    "symmetry": Preset(
        "Symmetry (1986)",
        "Two hidden units find out whether six bits are their own mirror image: weights on either side are opposite.",
        _sweeps("symmetry", _logistic(2), 0.1, 0.3, 1),
        NATURE,
        "learned in 1,425 sweeps; weights opposite about the middle, 1 : 2 : 4; repeated: quartiles 1,144, 2,703, 7,099",
    ),
    "xor_1986": Preset(
        "Exclusive or (1986)",
        "Four rows and two hidden units, where back-propagation began.",
        _sweeps("xor_table", _logistic(2), 0.5, 0.5, 0),
        PDP,
        "nearly always learned, a few runs meet a local minimum; repeated: 93%",
    ),
    "xor_trap": Preset(
        "The trap of exclusive or (1986)",
        "The same with other first weights: a local minimum, where two of the four rows are answered by .5.",
        _sweeps("xor_table", _logistic(2), 0.5, 0.5, 11),
        PDP,
        "outputs .1, .5, .5 and .9",
    ),
    "xor_wide": Preset(
        "Exclusive or with 32 hidden units (1986)",
        "More hidden units learn faster. Take some away and compare.",
        _sweeps("xor_table", _logistic(32), 0.25, 0.5, 0),
        PDP,
        "more hidden units, fewer sweeps; repeated: medians 544, 369, 266, 212, 166 for 2, 4, 8, 16, 32",
    ),
    "encoder": Preset(
        "The 8-3-8 encoder (1986)",
        "Eight patterns pass through three units, which find a binary code.",
        _sweeps("encoder", _logistic(3), 0.25, 0.5, 0),
        PDP,
        "a code of three bits; repeated: 99%, median 259 sweeps",
    ),
    "parity": Preset(
        "Parity of four bits (1986)",
        "Whether the number of ones is odd: every bit matters, and half of the runs stay behind.",
        _sweeps("parity_table", _logistic(4), 0.25, 0.5, 0),
        PDP,
        "as many hidden units as bits are enough; repeated: half of the runs, median 2,550 sweeps",
    ),
    "negation": Preset(
        "Negation (1986)",
        "The first bit says whether the other three are to be turned over.",
        _sweeps("negation", _logistic(6), 0.1, 0.5, 0),
        PDP,
        "learned with six hidden units",
    ),
    "family_trees": Preset(
        "Family trees (1986)",
        "Who is whose aunt? Six units for a person come to hold nationality, generation and branch of the family.",
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
        "100 cases learned in 1,500 sweeps, the four held out right; repeated with other step sizes: 4 of 4 in 3 runs of 20",
    ),
    "deep_he": Preset(
        "30 layers, He's weights",
        "Weights of variance 2 / n keep the signal through thirty layers of rectifiers.",
        _deep(hidden(*[64] * 30, activation="relu"), "he_normal", **MOMENTUM, clipping={"name": "norm"}),
        "He, Zhang, Ren & Sun, Delving deep into rectifiers (2015), figure 3",
        "thirty layers learn",
    ),
    "deep_xavier": Preset(
        "30 layers, Xavier's weights",
        "The same with variance 1 / n: every layer halves the signal, and the loss stays at ln 10. Adam gets it moving.",
        _deep(hidden(*[64] * 30, activation="relu"), "glorot_normal", **MOMENTUM, clipping={"name": "norm"}),
        "He, Zhang, Ren & Sun, Delving deep into rectifiers (2015), figure 3",
        "thirty layers do not begin to learn",
    ),
    "fifty_plain": Preset(
        "50 layers, plain",
        "Nothing comes through fifty layers of rectifiers.",
        _deep(hidden(*[32] * 49, activation="relu"), "glorot_normal", **MOMENTUM),
        "He, Zhang, Ren & Sun, Deep residual learning (2016)",
        "plain networks get worse with depth",
    ),
    "fifty_residual": Preset(
        "50 layers, residual",
        "The same layers in blocks with a way around each, branches scaled by 1 / √L.",
        _deep(_scaled(_residual()), "glorot_normal", **MOMENTUM),
        "He, Zhang, Ren & Sun, Deep residual learning (2016); Hanin & Rolnick (2018)",
        "residual networks get better with depth",
    ),
    "fifty_normalised": Preset(
        "50 layers, residual and normalised",
        "A layer norm at the beginning of each branch, and no scaling is needed.",
        _deep(_residual({"kind": "layer_norm"}), "glorot_normal", **MOMENTUM),
        "Xiong et al., On layer normalization in the transformer architecture (2020)",
        "with the norm inside of the branch gradients are well behaved at the start",
    ),
    "edge_of_chaos": Preset(
        "The edge of chaos",
        "Weights of variance 1.76 / n and biases of variance .05: through fifty layers the gradient neither dies nor grows.",
        _deep(
            hidden(*[100] * 50),
            {"name": "lecun_normal", "scale": 1.76**0.5, "bias": 0.05**0.5, "bias_name": "normal"},
            optimizer={"name": "sgd", "learning_rate": 0.001},
            batch_size=1,
        ),
        "Schoenholz, Gilmer, Ganguli & Sohl-Dickstein, Deep information propagation (2017)",
        "for σ_b² = .05 the gradient dies below σ_w² = 1.76 and grows above",
    ),
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
