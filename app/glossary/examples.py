"""Example runs of the catalog's choices: small networks, each of which uses one choice."""

from typing import Any

from app.protocol.catalog.choices import CatalogLayer, CatalogLoss
from engine.data.text import EXAMPLE, alphabet
from engine.spec.run import RunSpec

DATA_OF_TASK = {"binary": "circle", "multiclass": "spirals3", "regression": "reg_plane"}

DATA_OF_LAYER: dict[str, dict[str, Any]] = {
    "any": {"name": "circle"},
    "steps": {"name": "adding", "length": 20},
    "numbers": {"name": "text", "text": EXAMPLE, "coding": "index"},
    "image": {"name": "digits"},
}
"""What a layer reads -> data that give it that."""

UNITS = (4, 2)
"""Units of the hidden layers."""


def example_of(family: str, choice: Any) -> RunSpec:
    """Make an example run that uses a choice of the catalog."""
    match family:
        case "layers":
            return _with_layer(choice)
        case "losses":
            return _with_loss(choice)
        case "activations":
            layers = [{"units": units, "activation": choice.name} for units in UNITS]
            return _run(network={"layers": layers})
        case "initializers":
            return _run(network={"initializer": choice.name})
        case "regularizations":
            return _run(regularization={"name": choice.name, "rate": 0.01})
    return _run(**{family.removesuffix("s"): {"name": choice.name}})


def _run(**fields: Any) -> RunSpec:
    return RunSpec.model_validate({"data": {"name": "circle"}, **fields})


def _with_layer(layer: CatalogLayer) -> RunSpec:
    """The layer's own example, behind a dense layer as wide unless it reads the data itself."""
    before = [{"units": 4}] if layer.reads == "any" else []
    size = {"vocabulary": len(alphabet(EXAMPLE))} if layer.reads == "numbers" else {}
    return _run(data=DATA_OF_LAYER[layer.reads], network={"layers": [*before, {**layer.example, **size}]})


def _with_loss(loss: CatalogLoss) -> RunSpec:
    data = {"name": DATA_OF_TASK[loss.tasks[0] if loss.tasks else "regression"]}
    return _run(data=data, loss=loss.name)
