"""Recurrent layers step by step, held against traces and against central differences of scalar formulas."""

from typing import Any

import numpy as np
import pytest

from engine.compiled.jit import Array
from engine.errors import InputError
from engine.inspect.through_time import MEASURED_UNITS, ThroughTime, samples, through_time
from engine.inspect.trace.trace import trace
from engine.layers.initializers import of_spectral_radius, spectral_radius
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.engine.network.test_sequence_and_image_layers import CELLS, RUNS, sequence, trainer_of
from tests.engine.runs import bits, same

STEPS = 6


def of_all(run: Trainer, loss_step: int | None = None) -> ThroughTime:
    return through_time(run, run.data.train.inputs, run.targets, loss_step)


@pytest.mark.parametrize("kind", [*CELLS, "lstm on lstm", "one-hot and lstm, classes of every step"])
def test_states_gates_and_gradients_are_those_of_traces(kind: str) -> None:
    run = trainer_of(RUNS[kind], batch_size="all")
    before = run.snapshot()
    seen = of_all(run)
    assert same(run.snapshot(), before)
    for number, (x, target) in enumerate(zip(run.data.train.inputs, run.targets, strict=True)):
        ops = trace(run, x, target).ops
        assert seen.losses[number] == pytest.approx(ops[-1].value, rel=1e-12)
        np.testing.assert_allclose(seen.predictions[number].ravel(), ops[-1].prediction, rtol=1e-12)
        recurrent = [op for op in ops if op.kind == "recurrent"]
        assert [layer.layer for layer in seen.layers] == [op.layer for op in recurrent]
        for layer, op in zip(seen.layers, recurrent, strict=True):
            np.testing.assert_allclose(layer.states[number], op.outputs, rtol=1e-12, atol=1e-14)
            for answer, own in ((layer.gates, op.gates), (layer.inner, op.inner)):
                assert list(answer) == list(own)
                for name, values in answer.items():
                    np.testing.assert_allclose(values[number], own[name], rtol=1e-12, atol=1e-14)
            norms = np.linalg.norm(op.output_adjoints, axis=1)
            np.testing.assert_allclose(layer.gradient_norms[number], norms, rtol=1e-10, atol=1e-16)
            assert (layer.cell_gradient_norms is not None) == (layer.kind == "lstm")
            if layer.cell_gradient_norms is not None:
                cells = np.linalg.norm(op.inner_adjoints["c"], axis=1)
                np.testing.assert_allclose(layer.cell_gradient_norms[number], cells, rtol=1e-10, atol=1e-16)


# -- against differences -----------------------------------------------------------------------------------------------


def logistic(z: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-z))


def step(kind: str, p: dict[str, Array], x: Array, h: Array, c: Array) -> tuple[Array, Array]:
    """One step of a cell by its formula: the next h and c."""
    n, z, s = h.size, x @ p["weights"] + p["biases"], h @ p["recurrent"]
    if kind == "rnn":
        return np.tanh(z + s), c
    if kind == "lstm":
        i, f, g, o = np.split(z + s, 4)
        c = logistic(f) * c + logistic(i) * np.tanh(g)
        return logistic(o) * np.tanh(c), c
    r, u = logistic((z + s)[:n]), logistic((z + s)[n : 2 * n])
    candidate = np.tanh(z[2 * n :] + r * (s[2 * n :] + p["recurrent_biases"]))
    return (1.0 - u) * candidate + u * h, c


def every_step(kind: str) -> Trainer:
    """Classes at every step, after some training, so that the weights are not special."""
    data = {"name": "parity", "length": STEPS, "each": True, "samples": 30, "seed": 3}
    layers = [{"kind": kind, "units": 4, "return_sequences": True}]
    run = Trainer(RunSpec.model_validate({"data": data, "network": {"layers": layers, "output_activation": "linear"}}))
    run.advance(20)
    return run


@pytest.mark.parametrize("loss_step", [STEPS - 1, 2])
@pytest.mark.parametrize("kind", CELLS)
def test_the_gradient_of_one_steps_loss_is_the_difference(kind: str, loss_step: int) -> None:
    run = every_step(kind)
    cell, output = run.get_parameters()
    p, (x, target) = cell.every(), (run.data.train.inputs[0], run.targets[0])
    seen = through_time(run, x[None], target[None], loss_step).layers[0]
    assert output.weights is not None and output.biases is not None

    def loss_from(t: int, h: Array, c: Array) -> float:
        for later in range(t + 1, loss_step + 1):
            h, c = step(kind, p, x[later : later + 1], h, c)
        return float(0.5 * ((h @ output.weights + output.biases)[0] - target[loss_step]) ** 2)

    h = c = np.zeros(4)
    for t in range(STEPS):
        h, c = step(kind, p, x[t : t + 1], h, c)
        np.testing.assert_allclose(seen.states[0, t], h, rtol=1e-10)
        if t > loss_step:
            assert seen.gradient_norms[0, t] == 0.0
            continue
        moves = 1e-5 * np.eye(4)
        of_state = [(loss_from(t, h + d, c) - loss_from(t, h - d, c)) / 2e-5 for d in moves]
        assert seen.gradient_norms[0, t] == pytest.approx(np.linalg.norm(of_state), rel=1e-6)
        if seen.cell_gradient_norms is not None:
            out = seen.gates["o"][0, t]
            ends = [[loss_from(t, out * np.tanh(c + way * d), c + way * d) for way in (1, -1)] for d in moves]
            of_cell = [(up - down) / 2e-5 for up, down in ends]
            assert seen.cell_gradient_norms[0, t] == pytest.approx(np.linalg.norm(of_cell), rel=1e-6)


@pytest.mark.parametrize("kind", CELLS)
def test_the_last_step_of_one_target_is_the_whole_loss(kind: str) -> None:
    run = trainer_of(RUNS[kind])
    assert bits(of_all(run).layers[0].gradient_norms) == bits(of_all(run, 0).layers[0].gradient_norms)


def test_dropout_is_inactive() -> None:
    layers = [{"kind": "rnn", "units": 3}, {"kind": "dropout", "rate": 0.9}]
    run, plain = sequence(layers), sequence(layers[:1])
    assert bits(of_all(run).layers[0].gradient_norms) == bits(of_all(plain).layers[0].gradient_norms)


def test_samples_follow_the_order_of_the_data() -> None:
    run = Trainer(RunSpec.model_validate({"data": {"name": "adding", "length": 4, "samples": 10}}))
    inputs, targets = samples(run, np.array([0, 9]))
    np.testing.assert_array_equal(inputs, [run.data.train.inputs[0], run.data.test.inputs[1]])
    np.testing.assert_array_equal(targets, [run.data.train.targets[0], run.data.test.targets[1]])
    for row in (-1, 10):
        with pytest.raises(InputError, match=f"Received sample {row}, expected 0 to 9"):
            samples(run, np.array([row]))


def test_invalid_requests_are_refused() -> None:
    with pytest.raises(InputError, match="without recurrent layers"):
        of_all(sequence([{"units": 3}]))
    for loss_step in (-1, STEPS):
        with pytest.raises(InputError, match=f"Received loss_step {loss_step} .* expected 0 to {STEPS - 1}"):
            of_all(every_step("rnn"), loss_step)
    run = sequence([{"kind": "rnn", "units": 3}])
    run.parameters[:] = 1e308
    with pytest.raises(InputError, match="not a finite number"):
        of_all(run)


# -- spectral radius ---------------------------------------------------------------------------------------------------


def test_the_spectral_radius_is_the_largest_eigenvalue() -> None:
    turn = 0.5 * np.array([[0.0, -1.0], [1.0, 0.0]])  # eigenvalues ± i / 2
    assert spectral_radius(turn) == pytest.approx(0.5)
    assert spectral_radius(np.array([[0.2, 5.0], [0.0, -0.7]])) == pytest.approx(0.7)
    np.testing.assert_allclose(of_spectral_radius(turn, 2.0), 4.0 * turn)
    np.testing.assert_array_equal(of_spectral_radius(turn, 0.0), np.zeros((2, 2)))
    with pytest.raises(InputError, match="whose own is 0"):
        of_spectral_radius(np.array([[0.0, 1.0], [0.0, 0.0]]), 1.0)


def recurrent_layer(kind: str, initializer: Any, units: int = 6) -> dict[str, Any]:
    return {"kind": kind, "units": units, "recurrent_initializer": initializer}


@pytest.mark.parametrize("name", ["orthogonal", "glorot_uniform", "normal", "identity", "constant"])
@pytest.mark.parametrize("kind", CELLS)
def test_recurrent_weights_begin_with_the_spectral_radius_asked_for(kind: str, name: str) -> None:
    run = sequence([recurrent_layer(kind, {"name": name, "spectral_radius": 1.3})])
    radii = of_all(run).layers[0].spectral_radius
    np.testing.assert_allclose(list(radii.values()), 1.3, rtol=1e-9)
    drawn = sequence([recurrent_layer(kind, name)])
    gates = {"rnn": 1, "lstm": 4, "gru": 3}[kind]
    blocks = [each.get_parameters()[0].every()["recurrent"] for each in (run, drawn)]
    for scaled, own in zip(*(np.split(block, gates, axis=1) for block in blocks), strict=True):
        np.testing.assert_allclose(scaled, own * 1.3 / spectral_radius(own), rtol=1e-12)
    run.advance(5)
    assert set(of_all(run).layers[0].spectral_radius.values()) != set(radii.values())
    run.reset()
    assert of_all(run).layers[0].spectral_radius == radii


def test_a_linear_stretch_shrinks_the_gradient_by_the_spectral_radius() -> None:
    """Orthogonal weights scaled to ρ, and units that hardly leave 0: ‖∂ℓ/∂h_t‖ is multiplied by ρ at every step back."""
    data = {"inputs": (1e-4 * np.ones((13, 8))).tolist(), "steps": 8}
    run = sequence([recurrent_layer("rnn", {"name": "orthogonal", "spectral_radius": 0.8})], data=data)
    norms = of_all(run).layers[0].gradient_norms
    np.testing.assert_allclose(norms[:, 1:] / norms[:, :-1], 1 / 0.8, rtol=1e-5)


@pytest.mark.parametrize("initializer", ["zeros", {"name": "normal", "scale": 0}], ids=str)
def test_zero_weights_cannot_be_scaled(initializer: Any) -> None:
    given = {"name": initializer} if isinstance(initializer, str) else initializer
    with pytest.raises(ValueError, match="that are all zero"):
        sequence([recurrent_layer("rnn", {**given, "spectral_radius": 1.0})])
    sequence([recurrent_layer("rnn", {**given, "spectral_radius": 0.0})])


def test_wide_layers_have_no_spectral_radius() -> None:
    assert of_all(sequence([{"kind": "rnn", "units": MEASURED_UNITS + 1}])).layers[0].spectral_radius == {}
