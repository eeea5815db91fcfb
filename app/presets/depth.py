"""Depth: the size of signal and gradient in many layers, for different initial weights."""

from typing import Any

from app.presets.preset import STANDARD, Preset, hidden
from engine.spec.layers import BY_BLOCKS

CLIPPED = {"clipping": {"name": "norm"}}
MOMENTUM = {"optimizer": {"name": "momentum", "learning_rate": 0.01}, "batch_size": 32}


def _deep(layers: list[dict[str, Any]], initializer: Any, **more: Any) -> dict[str, Any]:
    return {"data": {"name": "digits"}, "network": {"layers": layers, "initializer": initializer}, **more}


def _residual(*branch: dict[str, Any]) -> list[dict[str, Any]]:
    """A dense layer and 24 residual blocks of `branch` and two dense layers, 50 layers with the output."""
    block = {"kind": "residual", "layers": [*branch, *hidden(32, activation="relu"), *hidden(32, activation="linear")]}
    return [*hidden(32, activation="linear"), *[block] * 24]


def _scaled(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**layer, "scale": BY_BLOCKS} if layer.get("kind") == "residual" else layer for layer in layers]


def _stack(activation: str, initializer: Any) -> dict[str, Any]:
    """Thirty layers as wide as the inputs of the digits."""
    return _deep(hidden(*[64] * 30, activation=activation), initializer, **MOMENTUM, **CLIPPED)


def _doubling() -> list[dict[str, Any]]:
    """Ten residual blocks h + V relu(W h)."""
    branch = [*hidden(64, activation="relu"), *hidden(64, activation="linear")]
    return [{"kind": "residual", "layers": branch}] * 10


GLOROT = "Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks (2010)"
DOUBLING = {"name": "lecun_normal", "scale": 2**0.25}
"""Variance √2 / n: a branch of two layers and a rectifier keeps the variance of its input."""

DEPTH: dict[str, Preset] = {
    "stack_standard": Preset(
        "30 linear layers, weights up to 1 / √n",
        "Each layer leaves .577 of the signal's standard deviation, and of what comes back: the weights of all layers get "
        "equally little.",
        _stack("linear", STANDARD),
        GLOROT + ", equation 15",
        "n Var(w) = 1/3: the standard deviation shrinks by 1/√3 = .577 a layer, both ways",
    ),
    "stack_glorot": Preset(
        "30 linear layers, Glorot's weights",
        "With variance 1 / n the signal keeps its size from layer to layer, and so does the gradient.",
        _stack("linear", "glorot_uniform"),
        GLOROT + ", equation 16",
        "variances stay, both ways",
    ),
    "stack_orthogonal": Preset(
        "30 linear layers, orthogonal weights",
        "Turned but never stretched: no signal changes its length, nor does a gradient.",
        _stack("linear", "orthogonal"),
        "Saxe, McClelland & Ganguli, Exact solutions to the nonlinear dynamics of learning (2014)",
        "lengths stay exactly, both ways",
    ),
    "stack_tanh": Preset(
        "30 tanh layers, Glorot's weights",
        "tanh bends: signal and gradient lose some of their size in every layer, far less than with weights up to 1 / √n.",
        _stack("tanh", "glorot_uniform"),
        GLOROT + ", figures 6 and 7",
        "activations and gradients nearly keep their size, which standard weights let shrink",
    ),
    "residual_doubling": Preset(
        "Residual blocks that double",
        "Every branch adds as much variance as there is: ten blocks later it is a thousandfold, and so is the gradient's.",
        _deep(_doubling(), DOUBLING, **MOMENTUM, **CLIPPED),
        "Zhang, Dauphin & Ma, Fixup initialization (2019), section 2",
        "the variance doubles with every block",
    ),
    "residual_scaled": Preset(
        "Residual blocks scaled by 1 / √L",
        "The same ten blocks, each branch scaled down: the variance grows to (1 + 1/L)ᴸ, at most e, however deep.",
        _deep(_scaled(_doubling()), DOUBLING, **MOMENTUM, **CLIPPED),
        "Hanin & Rolnick, How to start training (2018)",
        "a sum of scales that stays finite keeps the size finite",
    ),
    "deep_he": Preset(
        "30 layers, He's weights",
        "Weights of variance 2 / n keep the signal through thirty layers of rectifiers.",
        _deep(hidden(*[64] * 30, activation="relu"), "he_normal", **MOMENTUM, **CLIPPED),
        "He, Zhang, Ren & Sun, Delving deep into rectifiers (2015), figure 3",
        "thirty layers learn",
    ),
    "deep_xavier": Preset(
        "30 layers, Xavier's weights",
        "The same with variance 1 / n: every layer halves the signal, and the loss stays at ln 10. Adam gets it moving.",
        _deep(hidden(*[64] * 30, activation="relu"), "glorot_normal", **MOMENTUM, **CLIPPED),
        "He, Zhang, Ren & Sun, Delving deep into rectifiers (2015), figure 3",
        "each layer halves the mean square, which He's weights keep: thirty layers do not begin to learn",
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
}
