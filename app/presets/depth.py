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
        "Each layer multiplies the standard deviations of signal and gradient by 0.577, so the weights of all layers get "
        "equally small gradients.",
        _stack("linear", STANDARD),
        GLOROT + ", equation 15",
        "n Var(w) = 1/3: each layer multiplies the standard deviation by 1/√3 = 0.577, in both directions",
    ),
    "stack_glorot": Preset(
        "30 linear layers, Glorot's weights",
        "With variance 1 / n, the signal keeps its scale from layer to layer, and so does the gradient.",
        _stack("linear", "glorot_uniform"),
        GLOROT + ", equation 16",
        "variances stay constant in both directions",
    ),
    "stack_orthogonal": Preset(
        "30 linear layers, orthogonal weights",
        "Orthogonal matrices rotate but never stretch, so signals and gradients keep their norms.",
        _stack("linear", "orthogonal"),
        "Saxe, McClelland & Ganguli, Exact solutions to the nonlinear dynamics of learning (2014)",
        "norms stay exactly constant in both directions",
    ),
    "stack_tanh": Preset(
        "30 tanh layers, Glorot's weights",
        "With tanh, signal and gradient shrink a little in every layer, far less than with weights up to 1 / √n.",
        _stack("tanh", "glorot_uniform"),
        GLOROT + ", figures 6 and 7",
        "activations and gradients almost keep their scale; with standard weights they shrink",
    ),
    "residual_doubling": Preset(
        "Residual blocks that double the variance",
        "Every branch doubles the variance: after ten blocks it is a thousand times as large, and so is that of the gradient.",
        _deep(_doubling(), DOUBLING, **MOMENTUM, **CLIPPED),
        "Zhang, Dauphin & Ma, Fixup initialization (2019), section 2",
        "the variance doubles with every block",
    ),
    "residual_scaled": Preset(
        "Residual blocks scaled by 1 / √L",
        "The same ten blocks with scaled branches: the variance grows by (1 + 1/L)ᴸ, less than e at any depth.",
        _deep(_scaled(_doubling()), DOUBLING, **MOMENTUM, **CLIPPED),
        "Hanin & Rolnick, How to start training (2018)",
        "if the sum of the scales stays bounded, so does the variance",
    ),
    "deep_he": Preset(
        "30 layers, He's weights",
        "Weights of variance 2 / n preserve the signal through thirty ReLU layers.",
        _deep(hidden(*[64] * 30, activation="relu"), "he_normal", **MOMENTUM, **CLIPPED),
        "He, Zhang, Ren & Sun, Delving deep into rectifiers (2015), figure 3",
        "thirty layers learn",
    ),
    "deep_xavier": Preset(
        "30 layers, Xavier's weights",
        "The same with variance 1 / n: every layer halves the mean square, and the loss stays at ln 10. Adam starts to learn.",
        _deep(hidden(*[64] * 30, activation="relu"), "glorot_normal", **MOMENTUM, **CLIPPED),
        "He, Zhang, Ren & Sun, Delving deep into rectifiers (2015), figure 3",
        "each layer halves the mean square, which He's weights preserve: thirty layers do not learn",
    ),
    "fifty_plain": Preset(
        "50 layers, plain",
        "Almost no signal passes through fifty plain ReLU layers.",
        _deep(hidden(*[32] * 49, activation="relu"), "glorot_normal", **MOMENTUM),
        "He, Zhang, Ren & Sun, Deep residual learning (2016)",
        "plain networks get worse with depth",
    ),
    "fifty_residual": Preset(
        "50 layers, residual",
        "The same layers in residual blocks, with branches scaled by 1 / √L.",
        _deep(_scaled(_residual()), "glorot_normal", **MOMENTUM),
        "He, Zhang, Ren & Sun, Deep residual learning (2016); Hanin & Rolnick (2018)",
        "residual networks get better with depth",
    ),
    "fifty_normalised": Preset(
        "50 layers, residual and normalized",
        "With a layer norm at the start of each branch, no scaling is needed.",
        _deep(_residual({"kind": "layer_norm"}), "glorot_normal", **MOMENTUM),
        "Xiong et al., On layer normalization in the transformer architecture (2020)",
        "with the norm inside the branch, gradients are well behaved at the start of training",
    ),
    "edge_of_chaos": Preset(
        "The edge of chaos",
        "With weights of variance 1.76 / n and biases of variance 0.05, the gradient neither vanishes nor explodes in fifty layers.",
        _deep(
            hidden(*[100] * 50),
            {"name": "lecun_normal", "scale": 1.76**0.5, "bias": 0.05**0.5, "bias_name": "normal"},
            optimizer={"name": "sgd", "learning_rate": 0.001},
            batch_size=1,
        ),
        "Schoenholz, Gilmer, Ganguli & Sohl-Dickstein, Deep information propagation (2017)",
        "for σ_b² = 0.05, the gradient vanishes below σ_w² = 1.76 and explodes above",
    ),
}
