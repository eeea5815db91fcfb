"""Every op and every kind of layer is complete: its entry, its builder and its reader are all there."""

import pytest

from engine.inspect.trace.readers import READERS
from engine.layers.kinds import LAYERS
from engine.network.builders import BUILDERS
from engine.ops import OP_CODES, OPS
from engine.ops.activations import ACTIVATION_CODES, ACTIVATIONS
from engine.ops.add import ADD
from engine.ops.concat import CONCAT
from engine.ops.dropout import DROPOUT
from engine.ops.fork import FORK
from engine.ops.loss import LOSS
from engine.ops.losses import LOSS_CODES, LOSSES
from engine.ops.op import Op, no_lines
from engine.ops.steps_loss import STEPS_LOSS
from engine.spec.options import LAYER_MODELS


def test_codes_are_indices_of_distinct_entries() -> None:
    assert [OP_CODES[op] for op in OPS] == list(range(len(OPS)))
    assert len({op.name for op in OPS}) == len(OPS)
    assert list(ACTIVATION_CODES.items()) == [(name, code) for code, name in enumerate(ACTIVATIONS)]
    assert list(LOSS_CODES.items()) == [(name, code) for code, name in enumerate(LOSSES)]


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_every_op_has_kernels_parameters_and_a_reader(op: Op) -> None:
    assert callable(op.forward)
    assert callable(op.backward)
    assert len({block.name for block in op.parameters(3, 2)}) == len(op.parameters(3, 2))
    assert op in READERS


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_every_op_that_begins_a_layer_has_numpy_text_and_distinct_symbols(op: Op) -> None:
    assert (op.numpy is no_lines) == (op in {FORK, ADD, CONCAT, LOSS, STEPS_LOSS, DROPOUT})
    symbols = [block.symbol for block in op.parameters(3, 2)]
    assert len(set(symbols)) == len(symbols)
    assert "" not in symbols


def test_every_kind_of_layer_has_a_model_and_a_builder() -> None:
    assert list(LAYER_MODELS) == list(LAYERS)
    assert set(BUILDERS) == set(LAYER_MODELS.values())


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_formulas_of_activations_have_placeholders_only_for_the_argument_and_the_value(name: str) -> None:
    entry = ACTIVATIONS[name]
    assert "#1" in entry.latex
    assert "#0" not in entry.latex
    for text in (entry.latex, entry.latex_derivative):
        assert text.replace("#0", "").replace("#1", "").count("#") == 0
        assert text.count("{") == text.count("}")
