"""Which layers can follow each other, and how layers are adapted to data."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from engine.data.dataset import Form
from engine.layers.kinds import LAYERS
from engine.network.fitting import Fitting, fitting_of
from engine.spec.layers import LayerSpec, RecurrentSpec, ResidualSpec
from engine.spec.run import RunSpec

LAYERS_OF: TypeAdapter[list[LayerSpec]] = TypeAdapter(list[LayerSpec])


def chain(*kinds: str, **fields: Any) -> list[LayerSpec]:
    return LAYERS_OF.validate_python([{"kind": kind, **LAYERS[kind].example, **fields} for kind in kinds])


def fitting(**data: Any) -> Fitting:
    return fitting_of(RunSpec.model_validate({"data": data}))


def vectors(width: int) -> Fitting:
    return Fitting(width, Form())


DIGITS, PARITY, COPY = fitting(name="digits"), fitting(name="parity"), fitting(name="copy")
SYMBOLS = fitting(name="order", coding="index")


@pytest.mark.parametrize(
    ("kinds", "data", "expected"),
    [
        (["conv2d", "max_pool", "conv2d", "dense"], DIGITS, True),
        (["dense", "conv2d"], DIGITS, False),
        (["conv2d"], vectors(4), False),
        (["max_pool"] * 3, DIGITS, True),
        (["max_pool"] * 4, DIGITS, False),
        (["conv2d", "layer_norm", "dropout", "max_pool"], DIGITS, True),
        (["lstm", "dense"], PARITY, True),
        (["dense"], PARITY, True),
        (["lstm", "lstm"], PARITY, False),
        (["lstm"], vectors(4), False),
        (["embedding", "lstm"], PARITY, False),
        (["embedding", "lstm"], SYMBOLS, True),
        (["lstm", "embedding"], SYMBOLS, False),
        (["dense"], COPY, False),
    ],
)
def test_a_layer_fits_if_it_can_read_what_comes_before_it(kinds: list[str], data: Fitting, expected: bool) -> None:
    assert data.fits(chain(*kinds)) == expected


def test_recurrent_layers_return_sequences_only_where_these_are_read() -> None:
    def returned(layers: list[LayerSpec]) -> list[bool]:
        return [layer.return_sequences for layer in layers if isinstance(layer, RecurrentSpec)]

    assert returned(PARITY.fitted(chain("lstm", "rnn"))) == [True, False]
    assert returned(COPY.fitted(chain("lstm", "rnn"))) == [True, True]
    assert COPY.fits(COPY.fitted(chain("lstm", "residual")))
    assert not COPY.fits(COPY.fitted(chain("lstm", "layer_norm")))


def test_layers_that_cannot_read_other_data_are_left_out() -> None:
    def kept(data: Fitting, *kinds: str) -> list[str]:
        return [layer.kind for layer in data.adapted(chain(*kinds))]

    assert kept(vectors(2), "conv2d", "max_pool", "dense") == ["dense"]
    assert kept(vectors(2), "lstm", "layer_norm", "dense") == ["layer_norm", "dense"]
    assert kept(COPY, "lstm", "layer_norm", "dense") == ["lstm", "dense"]
    assert kept(PARITY, "embedding", "lstm") == ["lstm"]


def test_a_residual_block_gets_the_width_of_its_input() -> None:
    (block,) = vectors(9).adapted(chain("residual"))
    assert isinstance(block, ResidualSpec)
    assert block.layers[-1].model_dump()["units"] == 9
    wide = vectors(5000)
    assert wide.fitted(chain("residual")) == chain("residual")
    assert not wide.fits(chain("residual"))


def test_branches_that_read_columns_by_number_are_left_out_for_other_columns() -> None:
    branches = [{"inputs": [0, 2], "layers": []}, {"inputs": [2, 4], "layers": []}]
    layers = LAYERS_OF.validate_python([{"kind": "parallel", "branches": branches}, {"units": 3}])
    assert vectors(4).adapted(layers) == layers
    assert vectors(3).adapted(layers) == layers[1:]
    assert vectors(4).adapted(layers, other_columns=True) == layers[1:]


def test_features_are_vectors_whatever_they_are_computed_from() -> None:
    spec = {"data": {"name": "circle"}, "features": ["x1", "x2", "x1_x2"]}
    assert fitting_of(RunSpec.model_validate(spec)).width == 3
