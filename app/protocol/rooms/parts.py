"""The parts of a run that a teacher can lock."""

from typing import Literal

Part = Literal[
    "data", "features", "layers", "activation", "loss", "optimizer", "learning_rate", "regularization", "batch_size",
    "seed", "weights",
]  # fmt: skip

PARTS: dict[Part, str] = {
    "data": "the data",
    "features": "the features",
    "layers": "the layers",
    "activation": "the activation functions",
    "loss": "the loss",
    "optimizer": "the optimizer",
    "learning_rate": "the learning rate",
    "regularization": "the regularization",
    "batch_size": "the batch size",
    "seed": "the seed",
    "weights": "the weights",
}
"""Each part in words, as the object of a sentence."""
