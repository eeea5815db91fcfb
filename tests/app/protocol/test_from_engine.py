"""Messages made of the engine's dataclasses have the same fields, types and descriptions."""

import math
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

import numpy as np
import pytest
from pydantic import ValidationError

from app.conversion import to_json
from app.protocol.from_engine import message_of
from app.protocol.trace import TraceAnswer
from engine.inspect.trace.field_types import Block, ImageIndices, Matrix, Measured, Vector
from engine.inspect.trace.readers import OpTrace
from engine.inspect.trace.trace import trace
from tests.engine.runs import trainer


@dataclass(frozen=True)
class Leaf:
    """A leaf."""

    kind: Literal["leaf"]
    veins: Annotated[Vector, "one for each vein"]


@dataclass(frozen=True)
class Branch:
    """A branch."""

    kind: Literal["branch"]
    grid: Matrix | None


@dataclass(frozen=True)
class Tree:
    """A tree."""

    parts: tuple[Leaf | Branch, ...]
    blocks: dict[str, Block]
    chosen: ImageIndices
    height: Measured
    width: float
    age: float | None


TREE = Tree(
    (Leaf("leaf", np.array([1.0, np.nan])), Branch("branch", None)),
    {"a": np.ones(2), "b": np.ones((1, 2))},
    np.zeros((1, 1, 2), dtype=np.int64),
    math.inf,
    2.0,
    None,
)


def test_a_dataclass_with_arrays_becomes_a_message_with_lists() -> None:
    message = message_of(Tree).model_validate_json(to_json(TREE))
    leaf, branch = message.parts
    assert (leaf.kind, leaf.veins, branch.kind, branch.grid) == ("leaf", [1.0, None], "branch", None)
    assert (message.blocks, message.chosen) == ({"a": [1.0, 1.0], "b": [[1.0, 1.0]]}, [[[0, 0]]])
    assert (message.height, message.width, message.age) == (None, 2.0, None)


def test_docstring_name_and_descriptions_are_those_of_the_dataclass() -> None:
    schema = message_of(Leaf).model_json_schema()
    assert (schema["title"], schema["description"]) == ("Leaf", "A leaf.")
    assert schema["properties"]["veins"]["description"] == "one for each vein"
    assert schema["required"] == ["kind", "veins"]
    assert message_of(Leaf, "Needle").__name__ == "Needle"


@pytest.mark.parametrize(
    "text", ['{"kind": "leaf"}', '{"kind": "leaf", "veins": [[1]]}', '{"kind": "leaf", "veins": [], "x": 1}']
)
def test_other_fields_and_shapes_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        message_of(Leaf).model_validate_json(text)


def test_a_trace_is_its_message() -> None:
    run = trainer()
    seen = trace(run, run.inputs[0], run.targets[0], finite_differences=True)
    answer = TraceAnswer.model_validate_json(to_json(seen))
    assert [op.kind for op in answer.ops] == [op.kind for op in seen.ops]
    np.testing.assert_array_equal(answer.ops[0].weights.numeric_gradient, seen.ops[0].weights.numeric_gradient)


@pytest.mark.parametrize("op", get_args(OpTrace), ids=lambda op: op.__name__)
def test_every_op_has_a_kind_and_a_layer(op: type) -> None:
    schema = message_of(op).model_json_schema()
    assert list(schema["properties"])[:2] == ["kind", "layer"]
    assert schema["description"]
