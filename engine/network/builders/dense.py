"""Dense and activation layers on the tape."""

from engine.network.layer import Layer, Signal
from engine.network.tape_builder import TapeBuilder
from engine.ops.activation import ACTIVATION
from engine.ops.activations import ACTIVATION_CODES
from engine.ops.dense import DENSE
from engine.ops.per_step import PER_STEP
from engine.ops.product import PRODUCT
from engine.spec.layers import ActivationSpec, DenseSpec


def build_dense(builder: TapeBuilder, spec: DenseSpec, x: Signal, field: str) -> Signal:
    """Add a hidden dense layer."""
    name = builder.name("dense")
    return dense(builder, name, x, spec.units, spec.activation, frozen=spec.frozen, bias=spec.bias)


def dense(
    builder: TapeBuilder,
    name: str,
    x: Signal,
    units: int,
    activation: str,
    *,
    frozen: bool,
    bias: bool,
    with_loss: bool = False,
) -> Signal:
    """Add a = f(x W + b), at every step of the states of a recurrent layer with the same W and b.

    `with_loss`: the loss applies the activation, as a cross-entropy does.
    """
    steps = x.steps if x.per_step and x.steps is not None else 1
    n_in = x.width // steps
    op = PRODUCT if not bias else PER_STEP if x.per_step else DENSE
    blocks = builder.blocks(name, op, n_in, units, frozen)
    z, a = builder.slot(steps * units), builder.slot(steps * units)
    builder.row(name, op, x.slot, z, blocks=blocks, n_in=n_in, n_out=units, steps=steps, whole=int(x.per_step))
    if not with_loss:
        apply_activation(builder, name, activation, z, a, steps * units)
    shape = (steps, units) if x.per_step else ()
    builder.layers.append(
        Layer(name, "dense", (x.layer,), n_in, units, activation, z, a, blocks, frozen, shape, repeats=steps)
    )
    return Signal(a, steps * units, name, steps, per_step=True) if x.per_step else x.flat(a, units, name)


def build_activation(builder: TapeBuilder, spec: ActivationSpec, x: Signal, field: str) -> Signal:
    """Add a = f(x)."""
    name, a = builder.name("activation"), builder.slot(x.width)
    apply_activation(builder, name, spec.activation, x.slot, a, x.width)
    builder.layers.append(Layer(name, "activation", (x.layer,), x.width, x.width, spec.activation, x.slot, a))
    return x._replace(slot=a, layer=name)


def apply_activation(builder: TapeBuilder, owner: str, activation: str, z: int, a: int, width: int) -> None:
    """Add the row of an activation, from slot `z` to slot `a`."""
    builder.row(owner, ACTIVATION, z, a, ACTIVATION_CODES[activation], n_in=width, n_out=width)
