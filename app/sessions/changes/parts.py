"""Tell which parts of a run a change affects: the parts that the teacher of a workshop can lock."""

from collections.abc import Sequence
from typing import Any, Literal

from app.protocol.rooms.parts import Part
from engine.spec.data.generated import PointsSpec
from engine.spec.layers import DenseSpec
from engine.spec.run import NetworkSpec, RunSpec, output_of

Weights = Literal["kept", "initial", "given"]
"""What a change does to the weights: they stay as they are, are the initial ones of the spec again, or are any others."""

FIELDS: dict[str, Part] = {
    "data": "data",
    "features": "features",
    "loss": "loss",
    "reduction": "loss",
    "schedule": "learning_rate",
    "clipping": "optimizer",
    "projection": "optimizer",
    "regularization": "regularization",
    "batch_size": "batch_size",
    "shuffle": "batch_size",
    "seed": "seed",
}
"""Fields of the RunSpec that belong to one part as a whole; `optimizer` and `network` belong to several."""

NEW_LAYER = DenseSpec(units=1).activation
"""The activation of a layer that is added to a network without any."""


def changed_parts(before: RunSpec, after: RunSpec, weights: Weights = "kept") -> set[Part]:
    """The parts that differ between two specs, and the weights if they are `given`.

    Values that follow from other data, such as the loss of another task, do not count unless somebody had chosen them.
    """
    if before.data != after.data:
        after = _without_followed(before, after)
    parts = {part for name, part in FIELDS.items() if getattr(before, name) != getattr(after, name)}
    if before.optimizer != after.optimizer:
        parts |= _of_optimizer(before, after)
    if before.network != after.network:
        parts |= _of_network(before.network, after.network)
    return parts | {"weights"} if weights == "given" else parts


def _without_followed(before: RunSpec, after: RunSpec) -> RunSpec:
    """The spec `after`, with the values of `before` for those that are defaults of the data in both."""
    same: dict[str, Any] = {}
    if all((spec.network.output_activation, spec.loss) == output_of(spec.data) for spec in (before, after)):
        same["loss"] = before.loss
        output = {"output_activation": before.network.output_activation}
        same["network"] = after.network.model_copy(update=output)
    if all(spec.features == _default_features(spec) for spec in (before, after)):
        same["features"] = before.features
    return after.model_copy(update=same)


def _default_features(spec: RunSpec) -> list[str] | None:
    return ["x1", "x2"] if isinstance(spec.data, PointsSpec) else None


def _of_optimizer(before: RunSpec, after: RunSpec) -> set[Part]:
    parts: set[Part] = set()
    if before.optimizer.learning_rate != after.optimizer.learning_rate:
        parts.add("learning_rate")
    if before.optimizer.model_dump(exclude={"learning_rate"}) != after.optimizer.model_dump(exclude={"learning_rate"}):
        parts.add("optimizer")
    return parts


def _of_network(before: NetworkSpec, after: NetworkSpec) -> set[Part]:
    parts: set[Part] = set()
    old, new = (network.model_dump(exclude={"initializer", "output_activation"}) for network in (before, after))
    activations, wanted = _take_activations(old), _take_activations(new)
    if before.initializer != after.initializer:
        parts.add("weights")
    if old != new:
        parts.add("layers")
    as_many = len(activations) == len(wanted)
    same = activations == wanted if as_many else set(wanted) <= {*activations, NEW_LAYER}
    if not same or before.output_activation != after.output_activation:
        parts.add("activation")
    return parts


def _take_activations(document: Any) -> Sequence[str]:
    """Remove the activations from the document of a network; returns them in order."""
    if isinstance(document, list):
        return [name for each in document for name in _take_activations(each)]
    if not isinstance(document, dict):
        return []
    own = [document.pop("activation")] if "activation" in document else []
    return [*own, *(name for each in document.values() for name in _take_activations(each))]
