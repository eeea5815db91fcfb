"""Recurrent layers on the tape."""

from engine.errors import InputError
from engine.network.layer import Layer, Signal
from engine.network.tape_builder import TapeBuilder
from engine.ops.activations import ACTIVATION_CODES
from engine.ops.gru import GRU
from engine.ops.lstm import LSTM
from engine.ops.op import Op
from engine.ops.rnn import RNN
from engine.spec.layers import GruSpec, LstmSpec, RecurrentSpec, RnnSpec


def build_rnn(builder: TapeBuilder, spec: RnnSpec, x: Signal, field: str) -> Signal:
    """Add h_t = f(x_t W + h_{t-1} R + b)."""
    return _recurrent(builder, RNN, spec, spec.activation, x)


def build_lstm(builder: TapeBuilder, spec: LstmSpec, x: Signal, field: str) -> Signal:
    """Add a layer of long short-term memory."""
    return _recurrent(builder, LSTM, spec, "tanh", x)


def build_gru(builder: TapeBuilder, spec: GruSpec, x: Signal, field: str) -> Signal:
    """Add a layer of gated recurrent units."""
    return _recurrent(builder, GRU, spec, "tanh", x)


def _recurrent(builder: TapeBuilder, op: Op, spec: RecurrentSpec, activation: str, x: Signal) -> Signal:
    """Add a recurrent layer, which returns the states of all steps or of the last."""
    name, n = builder.name(op.name), spec.units
    if x.steps is None:
        raise _no_steps(name, x)
    steps, n_in, gates = x.steps, x.width // x.steps, len(op.gates)
    blocks = builder.blocks(name, op, n_in, n, spec.frozen)
    gate_slot, inner, states = (builder.slot(steps * k * n) for k in (gates, len(op.inner), 1))
    builder.row(
        name, op, x.slot, states, ACTIVATION_CODES[activation], blocks, n_in=n_in, n_out=n, steps=steps,
        gates=gate_slot, inner=inner, whole=int(spec.return_sequences), truncate=spec.truncate or steps,
    )  # fmt: skip
    output, shape = (states, (steps, n)) if spec.return_sequences else (states + (steps - 1) * n, ())
    builder.layers.append(
        Layer(
            name, op.name, (x.layer,), n_in, n, activation, output, output, blocks, spec.frozen, shape, gates, steps
        )
    )  # fmt: skip
    if spec.return_sequences:
        return Signal(output, steps * n, name, steps, per_step=True)
    return x.flat(output, n, name)


def _no_steps(name: str, x: Signal) -> InputError:
    """Return the error of a recurrent layer that reads no sequence."""
    if x.flat_by is not None:
        return InputError(
            f"Received {name} after {x.flat_by}, which does not output a sequence, expected a layer that does.",
            "Set return_sequences of a recurrent layer before it to true, or put it before dense layers.",
        )
    return InputError(
        f"Received {name} on data that are no sequence, expected time steps.",
        "Choose a sequence, or give own data their number of steps.",
    )
