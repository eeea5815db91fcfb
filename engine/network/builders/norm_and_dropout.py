"""Layer norm, batch norm and dropout on the tape."""

from engine.compiled.buffers import LANES
from engine.errors import InputError
from engine.network.layer import Layer, Signal
from engine.network.tape_builder import TapeBuilder
from engine.ops import row
from engine.ops.batch_norm import BATCH_NORM
from engine.ops.dropout import DROPOUT
from engine.ops.layer_norm import LAYER_NORM
from engine.spec.layers import BatchNormSpec, DropoutSpec, LayerNormSpec


def build_layer_norm(builder: TapeBuilder, spec: LayerNormSpec, x: Signal, field: str) -> Signal:
    """Add y = x̂ g + b, x̂ normalized over the units."""
    name, n = builder.name("layer_norm"), x.width
    _check_vector(name, x)
    blocks = builder.blocks(name, LAYER_NORM, n, n, spec.frozen)
    y = builder.slot(n)
    builder.row(name, LAYER_NORM, x.slot, y, blocks=blocks, n_in=n, n_out=n, work=builder.slot(n + 2))
    builder.layers.append(Layer(name, "layer_norm", (x.layer,), n, n, "linear", y, y, blocks, spec.frozen))
    return x._replace(slot=y, layer=name)


def build_batch_norm(builder: TapeBuilder, spec: BatchNormSpec, x: Signal, field: str) -> Signal:
    """Add y = x̂ g + b, x̂ normalized over the batch."""
    name, n = builder.name("batch_norm"), x.width
    _check_vector(name, x)
    blocks = builder.blocks(name, BATCH_NORM, n, n, spec.frozen)
    y, work = builder.slot(n), builder.slot(n + -(-n // LANES))
    builder.row(
        name, BATCH_NORM, x.slot, y, blocks=blocks, n_in=n, n_out=n, work=work,
        second=builder.sample_mask, number=row.bits_of(spec.momentum),
    )  # fmt: skip
    builder.layers.append(Layer(name, "batch_norm", (x.layer,), n, n, "linear", y, y, blocks, spec.frozen))
    return x._replace(slot=y, layer=name)


def build_dropout(builder: TapeBuilder, spec: DropoutSpec, x: Signal, field: str) -> Signal:
    """Add y = x ∘ mask while training, y = x otherwise."""
    name, n = builder.name("dropout"), x.width
    y, mask = builder.slot(n), builder.slot(n)
    builder.row(name, DROPOUT, x.slot, y, n_in=n, n_out=n, work=mask, number=row.bits_of(spec.rate))
    builder.layers.append(Layer(name, "dropout", (x.layer,), n, n, "linear", y, y))
    return x._replace(slot=y, layer=name)


def _check_vector(name: str, x: Signal) -> None:
    """Raise InputError if a norm reads a sequence."""
    if x.per_step:
        raise InputError(
            f"Received {name} after {x.layer}, which gives sequences, expected one vector a sample: a norm would mix the "
            "steps.",
            "Leave it out, or set return_sequences to false.",
        )
