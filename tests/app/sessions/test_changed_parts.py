"""Which part of a run a change affects."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from app.protocol.rooms.parts import PARTS, Part
from app.sessions.changes.merge_patch import patched
from app.sessions.changes.parts import FIELDS, changed_parts
from engine.spec.run import NetworkSpec, OptimizerSpec, RunSpec

CIRCLE = RunSpec.model_validate({"data": {"name": "circle"}, "optimizer": {"name": "momentum"}})

CHANGES: list[tuple[dict[str, Any], set[Part]]] = [
    ({}, set()),
    ({"data": {"name": "spiral"}}, {"data"}),
    ({"data": {"label_noise": 0.1}}, {"data"}),
    ({"data": {"seed": 5}}, {"data"}),
    ({"features": ["x1_squared", "x2_squared"]}, {"features"}),
    ({"network": {"layers": [{"units": 4}]}}, {"layers"}),
    ({"network": {"layers": [{"units": 4, "frozen": True}, {"units": 2}]}}, {"layers"}),
    ({"network": {"output_bias": False}}, {"layers"}),
    ({"network": {"layers": [{"units": 4, "activation": "relu"}, {"units": 2}]}}, {"activation"}),
    ({"network": {"layers": [{"units": 5, "activation": "relu"}, {"units": 2}]}}, {"layers", "activation"}),
    ({"network": {"output_activation": "linear"}}, {"activation"}),
    ({"network": {"initializer": "zeros"}}, {"weights"}),
    ({"loss": "hinge"}, {"loss"}),
    ({"reduction": "sum"}, {"loss"}),
    ({"optimizer": {"learning_rate": 0.5}}, {"learning_rate"}),
    ({"schedule": {"name": "step"}}, {"learning_rate"}),
    ({"optimizer": {"momentum": 0.5}}, {"optimizer"}),
    ({"optimizer": {"name": "adam", "learning_rate": CIRCLE.optimizer.learning_rate}}, {"optimizer"}),
    ({"optimizer": {"name": "adam", "learning_rate": 0.7}}, {"optimizer", "learning_rate"}),
    ({"clipping": {"name": "norm"}}, {"optimizer"}),
    ({"projection": {"name": "box"}}, {"optimizer"}),
    ({"regularization": {"name": "l2", "rate": 0.1}}, {"regularization"}),
    ({"batch_size": "all"}, {"batch_size"}),
    ({"shuffle": False}, {"batch_size"}),
    ({"seed": 7}, {"seed"}),
    ({"seed": 7, "batch_size": 3}, {"seed", "batch_size"}),
    ({"data": {"name": "iris"}}, {"data"}),  # with the loss, the output and the inputs of several classes
    ({"data": {"name": "reg_plane"}}, {"data"}),
]


@pytest.mark.parametrize(("patch", "parts"), CHANGES, ids=[str(patch) for patch, _ in CHANGES])
def test_a_change_affects_its_parts_and_no_other(patch: dict[str, Any], parts: set[Part]) -> None:
    after = patched(CIRCLE, patch)
    assert changed_parts(CIRCLE, after) == parts
    assert changed_parts(after, CIRCLE) == parts
    assert changed_parts(CIRCLE, after, "initial") == parts
    assert changed_parts(CIRCLE, after, "given") == parts | {"weights"}


def test_every_part_has_words_and_a_change() -> None:
    assert [*PARTS] == [*get_args(Part)]
    assert set().union(*(parts for _, parts in CHANGES)) == {*PARTS}


def fields(model: type[BaseModel], *place: str) -> Iterator[tuple[str, ...]]:
    """The fields of a spec that `FIELDS` does not give to one part, and of the models in them."""
    for name in model.model_fields:
        if place or name not in FIELDS:
            yield (*place, name)


def test_every_field_of_a_spec_belongs_to_a_part() -> None:
    assert FIELDS.keys() <= RunSpec.model_fields.keys()
    rest = {name for place in fields(RunSpec) for name in place}
    assert rest == {"network", "optimizer"}
    changed = {
        "layers": [],
        "output_activation": "linear",
        "output_frozen": True,
        "output_bias": False,
        "initializer": "zeros",
        "name": "adam",
        "learning_rate": 0.5,
    }
    for part, model in (("network", NetworkSpec), ("optimizer", OptimizerSpec)):
        for _, name in fields(model, part):
            assert changed_parts(CIRCLE, patched(CIRCLE, {part: {name: changed[name]}})), name


def test_a_loss_or_features_that_somebody_chose_do_not_follow_the_data() -> None:
    chosen = patched(CIRCLE, {"loss": "hinge"})
    assert changed_parts(chosen, patched(chosen, {"data": {"name": "iris"}})) == {"data", "loss", "activation"}
    squares = patched(CIRCLE, {"features": ["x1_squared"]})
    assert changed_parts(squares, patched(squares, {"data": {"name": "iris"}})) == {"data", "features"}
    chosen_with_data = patched(CIRCLE, {"data": {"name": "spiral"}, "loss": "hinge"})
    assert changed_parts(CIRCLE, chosen_with_data) == {"data", "loss"}


def test_a_new_layer_may_have_an_activation_that_the_network_has() -> None:
    relu = patched(CIRCLE, {"network": {"layers": [{"units": 4, "activation": "relu"}]}})
    for added, parts in (("relu", {"layers"}), ("tanh", {"layers"}), ("sigmoid", {"layers", "activation"})):
        layers = [{"units": 4, "activation": "relu"}, {"units": 3, "activation": added}]
        assert changed_parts(relu, patched(relu, {"network": {"layers": layers}})) == parts
    swapped = patched(CIRCLE, {"network": {"layers": [{"units": 4, "activation": "relu"}, {"units": 2}]}})
    other = patched(CIRCLE, {"network": {"layers": [{"units": 4}, {"units": 2, "activation": "relu"}]}})
    assert changed_parts(swapped, other) == {"activation"}


def test_activations_inside_blocks_count() -> None:
    block: dict[str, Any] = {"kind": "residual", "layers": [{"units": 4, "activation": "relu"}]}
    spec = patched(CIRCLE, {"network": {"layers": [{"units": 4}, block]}})
    other = {**block, "layers": [{"units": 4, "activation": "sigmoid"}]}
    assert changed_parts(spec, patched(spec, {"network": {"layers": [{"units": 4}, other]}})) == {"activation"}
