"""Table of the kinds of hidden layers. `engine.spec.layers` has their fields, `engine.network.builders` builds them."""

from dataclasses import dataclass
from typing import Any, Literal

from engine.ops.gru import GRU
from engine.ops.lstm import LSTM
from engine.ops.rnn import RNN


@dataclass(frozen=True)
class LayerKind:
    """A kind of layer. example: the fields of a first layer of this kind, in a network four units wide."""

    label: str
    formula: str
    source: str
    example: dict[str, Any]
    reads: Literal["any", "steps", "numbers", "image"] = "any"
    """Required input: time steps, whole numbers as the first layer, an image, or anything."""
    gates: tuple[str, ...] = ()
    """Names of the matrices side by side in its weights; empty for a layer without gates."""
    connects: Literal["weights", "all", "units"] = "units"
    """How a unit is connected: to all units before it by weights, to all of them in another way, or to the one at its place."""
    inputs: Literal["units", "patch", "symbols"] = "units"
    """Inputs of its weights: the units before it, the pixels of a patch, or the symbols of a vocabulary."""
    unit: Literal["neuron", "filter", "channel"] = "neuron"
    """The name of one of its units."""
    normalizes: bool = False
    """Whether its parameters only scale and shift normalized inputs."""


LAYERS: dict[str, LayerKind] = {
    "dense": LayerKind(
        "Dense", "a = f(x W + b)", "Rosenblatt 1958", {"units": 4, "activation": "tanh"}, connects="weights"
    ),
    "activation": LayerKind("Activation", "a = f(x)", "", {"activation": "relu"}),
    "layer_norm": LayerKind(
        "Layer norm",
        "a = (x - mean) / √(var + ε) γ + b, over the units",
        "Ba, Kiros & Hinton 2016",
        {},
        normalizes=True,
    ),
    "batch_norm": LayerKind(
        "Batch norm",
        "a = (x - mean) / √(var + ε) γ + b, over the batch",
        "Ioffe & Szegedy 2015",
        {"momentum": 0.1},
        normalizes=True,
    ),
    "dropout": LayerKind(
        "Dropout", "a = 0 with probability p, else x / (1 - p)", "Srivastava et al. 2014", {"rate": 0.2}
    ),
    "residual": LayerKind(
        "Residual block",
        "a = x + s f(x)",
        "He, Zhang, Ren & Sun 2016",
        {
            "layers": [
                {"kind": "dense", "units": 4, "activation": "relu"},
                {"kind": "dense", "units": 4, "activation": "linear"},
            ]
        },
    ),
    "parallel": LayerKind(
        "Parallel branches",
        "a = [f₁(x) f₂(x) …]",
        "Rumelhart, Hinton & Williams 1986, fig. 3",
        {"branches": [{"layers": [{"kind": "dense", "units": 2, "activation": "tanh"}]}] * 2},
    ),
    "rnn": LayerKind(
        "Recurrent", "h = f(x W + h₋ R + b)", "Elman 1990", {"units": 4}, "steps", RNN.gates, connects="all"
    ),
    "lstm": LayerKind(
        "LSTM",
        "c = f c₋ + i g, h = o tanh c",
        "Hochreiter & Schmidhuber 1997; Gers et al. 2000",
        {"units": 4},
        "steps",
        LSTM.gates,
        connects="all",
    ),
    "gru": LayerKind(
        "GRU", "h = (1 - z) n + z h₋", "Cho et al. 2014", {"units": 4}, "steps", GRU.gates, connects="all"
    ),
    "embedding": LayerKind(
        "Embedding",
        "a = W[x]",
        "Bengio et al. 2003",
        {"units": 4, "vocabulary": 10},
        "numbers",
        connects="all",
        inputs="symbols",
    ),
    "one_hot": LayerKind(
        "One-hot", "a = 1 at x, 0 elsewhere", "", {"vocabulary": 4}, "numbers", connects="all", inputs="symbols"
    ),
    "conv2d": LayerKind(
        "Convolution",
        "a = f(patch W + b) at every position",
        "LeCun et al. 1989",
        {"filters": 4, "size": 3},
        "image",
        connects="all",
        inputs="patch",
        unit="filter",
    ),
    "max_pool": LayerKind(
        "Max pooling", "a = max of every window", "Riesenhuber & Poggio 1999", {"size": 2}, "image", unit="channel"
    ),
}
