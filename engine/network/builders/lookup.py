"""Embedding and one-hot layers on the tape."""

from engine.errors import InputError
from engine.network.layer import Layer, Signal
from engine.network.tape_builder import TapeBuilder
from engine.ops.embedding import EMBEDDING
from engine.ops.one_hot import ONE_HOT
from engine.ops.op import Op
from engine.ops.row import INPUT_SLOT
from engine.spec.layers import EmbeddingSpec, OneHotSpec


def build_embedding(builder: TapeBuilder, spec: EmbeddingSpec, x: Signal, field: str) -> Signal:
    """Add W[x] for every input column x, a whole number."""
    return _lookup(builder, EMBEDDING, x, spec.vocabulary, spec.units, spec.frozen)


def build_one_hot(builder: TapeBuilder, spec: OneHotSpec, x: Signal, field: str) -> Signal:
    """Add the unit vector of every input column, a whole number."""
    return _lookup(builder, ONE_HOT, x, spec.vocabulary, spec.vocabulary, frozen=False)


def _lookup(builder: TapeBuilder, op: Op, x: Signal, vocabulary: int, n: int, frozen: bool) -> Signal:
    """Add an embedding of `vocabulary` vectors of n numbers; each input column selects one."""
    name, columns = builder.name(op.name), x.width
    if x.slot != INPUT_SLOT:
        raise InputError(
            f"Received {name} after another layer, expected it to be the first: it reads the whole numbers of the "
            "data.",
            "Move it to the front.",
        )
    blocks, z = builder.blocks(name, op, vocabulary, n, frozen), builder.slot(columns * n)
    builder.row(name, op, x.slot, z, blocks=blocks, n_in=vocabulary, n_out=n, steps=columns)
    shape = (columns, n) if x.steps is None else (x.steps, columns // x.steps * n)
    builder.layers.append(Layer(name, op.name, (x.layer,), vocabulary, n, "linear", z, z, blocks, frozen, shape))
    return x.flat(z, columns * n, name) if x.steps is None else Signal(z, columns * n, name, x.steps)
