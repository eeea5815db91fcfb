"""The trainer: reproducible bits, exact snapshots, live changes, reading and setting parameters."""

import pickle
from typing import Any

import numpy as np
import pytest

from engine.network.layer_parameters import LayerParameters
from engine.train.trainer import ShapeChange, Trainer, Unit
from tests.engine.runs import bits, hidden, same, samples, spec, trainer

ADAM = {"optimizer": {"name": "adam"}}


def driven(*advances: tuple[int, Unit], **fields: Any) -> Trainer:
    """A run after these calls of `advance`."""
    run = trainer(**{**ADAM, **fields})
    for count, unit in advances:
        run.advance(count, unit)
    return run


@pytest.mark.parametrize(
    "advances",
    [
        [(12, "step")],
        [(1, "step")] * 12,
        [(4, "epoch")],
        [(1, "epoch")] * 4,
        [(52, "sample")],
        [(1, "sample")] * 52,
        [(2, "step"), (1, "epoch"), (7, "sample"), (6, "sample"), (2, "epoch")],
    ],
    ids=lambda advances: f"{len(advances)} x {advances[0]}",
)
def test_however_a_run_is_driven_the_bits_are_the_same(advances: list[tuple[int, Unit]]) -> None:
    run = driven(*advances)
    assert (run.step, run.epoch, run.sample) == (12, 4, 0)
    assert same(run.snapshot(), driven((12, "step")).snapshot())


def test_same_seed_same_bits_and_another_seed_others() -> None:
    assert bits(driven((2, "epoch")).parameters) == bits(driven((2, "epoch")).parameters)
    assert bits(driven((2, "epoch")).parameters) != bits(driven((2, "epoch"), seed=4).parameters)


def test_an_epoch_in_progress_is_finished_first() -> None:
    run = driven((1, "step"), (1, "epoch"))
    assert (run.step, run.epoch) == (3, 1)


def test_samples_of_a_batch_are_counted_until_it_is_full() -> None:
    run = driven((4, "sample"))
    assert (run.step, run.sample) == (0, 4)
    assert run.advance(1, "sample") == 1
    assert (run.step, run.sample) == (1, 0)
    run.advance(2, "sample")
    run.advance(1, "step")
    assert (run.step, run.sample) == (2, 0)


@pytest.mark.parametrize("unit", ["sample", "step", "epoch"])
def test_a_count_of_zero_changes_nothing(unit: Unit) -> None:
    run = driven((3, "sample"))
    before = run.snapshot()
    assert run.advance(0, unit) == 0
    assert same(before, run.snapshot())


def test_bad_counts_and_units_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Received count -1, expected 0 or more\."):
        trainer().advance(-1)
    with pytest.raises(ValueError, match="Choose 'sample', 'step' or 'epoch'"):
        trainer().advance(1, "year")  # type: ignore[arg-type]


def test_epochs_are_reshuffled_and_visit_every_sample_once() -> None:
    run = driven()
    orders = []
    for _ in range(3):
        order: list[int] = []
        for _ in range(run.steps_per_epoch):
            order += run.batch_under_way().tolist()
            run.advance(1)
        orders.append(order)
    assert all(sorted(order) == list(range(run.samples)) for order in orders)
    assert len({tuple(order) for order in orders}) == 3


def test_without_shuffling_the_given_order_is_used() -> None:
    run = driven(shuffle=False)
    assert run.batch_under_way().tolist() == [0, 1, 2, 3, 4]
    run.advance(2)
    assert run.batch_under_way().tolist() == [10, 11, 12]


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adadelta", "amsgrad"])
@pytest.mark.parametrize("at", [(0, "step"), (4, "step"), (2, "epoch"), (7, "sample")])
def test_a_restored_run_continues_to_the_same_bits(optimizer: str, at: tuple[int, Unit]) -> None:
    run = trainer(optimizer={"name": optimizer})
    run.advance(*at)
    kept = pickle.loads(pickle.dumps(run.snapshot()))
    run.advance(5, "epoch")
    other = Trainer(spec(optimizer={"name": "sgd"}, seed=9))
    other.restore(kept)
    assert same(other.snapshot(), kept)
    other.advance(5, "epoch")
    if at[1] == "sample":  # five epochs from inside a batch end where those from its beginning do
        assert run.sample == other.sample == 0
    assert same(run.snapshot(), other.snapshot())


def test_a_branch_takes_the_same_steps_and_leaves_the_run_alone() -> None:
    run = driven((1, "epoch"), (2, "sample"))
    branch, before = run.branch(run.snapshot()), run.snapshot()
    assert branch.inputs is run.inputs
    branch.advance(2, "epoch")
    assert same(run.snapshot(), before)
    run.advance(2, "epoch")
    assert same(run.snapshot(), branch.snapshot())


def test_a_branch_of_an_earlier_spec_has_its_data() -> None:
    circle = {"name": "circle", "samples": 20}
    run = driven((1, "epoch"), data=circle)
    kept, inputs = run.snapshot(), run.inputs
    run.change(trainer(**ADAM, data={**circle, "seed": 9}).spec)
    branch = run.branch(kept)
    assert branch.spec == kept.spec != run.spec
    np.testing.assert_array_equal(branch.inputs, inputs)
    branch.advance(1, "epoch")
    assert same(branch.snapshot(), driven((2, "epoch"), data=circle).snapshot())


def test_a_snapshot_holds_no_more_than_the_order_of_its_epoch() -> None:
    order = driven((5, "step")).snapshot().order
    assert order.base is None


def test_unwritten_arrays_take_no_memory_in_a_snapshot() -> None:
    kept = trainer(**ADAM).snapshot()
    for array in kept.gradients, kept.memory:
        assert not array.any() and not any(array.strides)
    changed = driven((2, "step"))
    changed.change(changed.spec.model_copy(update={"optimizer": trainer(optimizer={"name": "sgd"}).spec.optimizer}))
    assert changed.snapshot().gradients.all() and not changed.snapshot().memory.any()


def test_a_snapshot_does_not_follow_the_run() -> None:
    run = driven((2, "epoch"))
    kept, parameters = run.snapshot(), run.parameters.copy()
    run.advance(3, "epoch")
    assert bits(kept.parameters) == bits(parameters)


def test_reset_restores_the_initial_weights_or_draws_new_ones() -> None:
    run = driven()
    begin = run.snapshot()
    run.advance(3, "epoch")
    run.reset()
    assert same(run.snapshot(), begin)
    run.reset(seed=77)
    assert run.spec.seed == 77
    assert bits(run.parameters) != bits(begin.parameters)
    assert bits(run.inputs) == bits(driven().inputs)


@pytest.mark.parametrize(
    "change",
    [
        {"optimizer": {"name": "adam", "learning_rate": 0.5}},
        {"network": {"layers": hidden(4, 3, activation="relu"), "initializer": {"name": "glorot_normal", "bias": 0.1}}},
        {"batch_size": 3},
        {"regularization": {"name": "l2", "rate": 0.3}},
        {"optimizer": {"name": "rmsprop"}},
        {"loss": "huber"},
        {"data": samples(count=20, seed=5)},
        {"shuffle": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changes_that_keep_the_shapes_apply_to_the_run(change: dict[str, Any]) -> None:
    run = driven((2, "epoch"))
    parameters = run.parameters.copy()
    run.change(spec(**{**ADAM, **change}))
    assert bits(run.parameters) == bits(parameters)
    assert (run.step, run.epoch) == (6, 2)
    run.advance(1, "epoch")
    unchanged = driven((3, "epoch"))
    assert bits(run.parameters) != bits(unchanged.parameters)


def test_a_change_keeps_the_memory_of_the_same_optimizer_and_empties_it_for_another() -> None:
    run = driven((2, "epoch"))
    memory = run.memory.copy()
    run.change(spec(optimizer={"name": "adam", "beta1": 0.5}))
    assert bits(run.memory) == bits(memory)
    assert run.steps_of_optimizer == 6
    run.change(spec(optimizer={"name": "rmsprop"}))
    assert not run.memory.any()
    assert run.steps_of_optimizer == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"network": {"layers": hidden(4)}}, "network.layers"),
        ({"network": {"layers": hidden(4, 4)}}, "network.layers"),
        ({"data": samples("binary")}, "data"),
        ({"data": samples(width=3)}, "data"),
        ({"features": ["x1"]}, "features"),
    ],
)
def test_changes_of_shapes_are_refused_and_change_nothing(change: dict[str, Any], field: str) -> None:
    run = driven((2, "epoch"))
    before = run.snapshot()
    with pytest.raises(ShapeChange, match=f"{field} changes the shapes of the trained parameters") as refusal:
        run.change(spec(**change))
    assert refusal.value.field == field
    assert same(run.snapshot(), before)
    run.advance(1, "epoch")
    assert same(run.snapshot(), driven((3, "epoch")).snapshot())


def test_parameters_can_be_read_and_set() -> None:
    run, other = driven((2, "epoch")), driven(seed=8)
    other.set_parameters(run.get_parameters())
    assert bits(other.parameters) == bits(run.parameters)
    run.get_parameters()[0].weights[:] = 7.0
    assert not (run.parameters == 7.0).any()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda layers: layers[:-1], "Received layers"),
        (lambda layers: layers[::-1], "Received layers"),
        (
            lambda layers: [_with(layers[0], weights=np.zeros((3, 4))), *layers[1:]],
            r"dense_1.weights of shape \(3, 4\)",
        ),
        (lambda layers: [_with(layers[0], biases=np.array([np.nan] * 4)), *layers[1:]], "expected finite numbers"),
    ],
)
def test_parameters_that_do_not_fit_change_nothing(spoil: Any, words: str) -> None:
    run = driven((1, "epoch"))
    before = run.snapshot()
    with pytest.raises(ValueError, match=words):
        run.set_parameters(spoil(run.get_parameters()))
    assert same(run.snapshot(), before)


def test_training_continues_from_a_single_parameter_that_was_set() -> None:
    run, whole = driven((2, "epoch")), driven((2, "epoch"))
    layers = whole.get_parameters()
    layers[0].weights[1, 3] = 0.25
    layers[2].biases[1] = -7.0
    whole.set_parameters(layers)
    run.set_parameter("dense_1", 3, 1, 0.25)
    run.set_parameter("output", 1, None, -7.0)
    assert same(run.snapshot(), whole.snapshot())
    assert run.steps_of_optimizer == 6
    assert run.memory.any()
    for each in (run, whole):
        each.advance(2, "epoch")
    assert same(run.snapshot(), whole.snapshot())


def test_a_diverged_run_continues_after_a_parameter_is_set() -> None:
    run = trainer(network={"layers": hidden(3, activation="linear")})
    run.set_parameter("dense_1", 0, 0, 1e300)
    run.advance()
    assert run.status == "diverged"
    run.set_parameter("dense_1", 0, 0, 0.1)
    assert run.status == "ready"
    assert run.advance() == 1


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("dense_9", 0, 0), 1.0, "unknown layer 'dense_9'. Choose from: dense_1, dense_2, output"),
        (("dense_1", 4, 0), 1.0, "Received unit 4 of dense_1, expected 0 to 3"),
        (("dense_1", -1, 0), 1.0, "Received unit -1 of dense_1, expected 0 to 3"),
        (("dense_2", 0, 4), 1.0, "Received input 4 of dense_2, expected 0 to 3"),
        (("dense_1", 0, -1), 1.0, "Received input -1 of dense_1, expected 0 to 1"),
        (("dense_1", 0, 10**30), 1.0, "expected 0 to 1"),
        (("dense_1", 4, None), 1.0, "Received unit 4"),
        (("dense_1", 0, 0), float("nan"), "Received the value nan for dense_1, expected a finite number"),
        (("dense_1", 0, None), float("inf"), "expected a finite number"),
    ],
)
def test_setting_an_unknown_parameter_changes_nothing(
    place: tuple[str, int, int | None], value: float, words: str
) -> None:
    run = driven((1, "epoch"))
    before = run.snapshot()
    with pytest.raises(ValueError, match=words):
        run.set_parameter(*place, value)
    assert same(run.snapshot(), before)


def test_data_are_loaded_again_only_if_they_change() -> None:
    run = driven((1, "epoch"))
    data, before = run.data, run.snapshot()
    run.change(spec(**ADAM, batch_size=3))
    assert run.data is data
    run.change(spec(**ADAM, data=samples(count=20, seed=5)))
    assert run.data is not data
    run.restore(before)
    np.testing.assert_array_equal(run.data.train.inputs, data.train.inputs)


def _with(layer: LayerParameters, **fields: Any) -> LayerParameters:
    return LayerParameters(**{**vars(layer), **fields})


def test_prediction_is_the_forward_pass() -> None:
    run = driven((2, "epoch"))
    inputs = run.data.train.inputs[:3]
    prediction = run.predict(inputs)
    a = inputs
    for layer in run.get_parameters():
        z = a @ layer.weights + layer.biases
        a = z if layer.name == "output" else np.tanh(z)
        np.testing.assert_allclose(prediction.activations[layer.name], a, rtol=1e-13)
    np.testing.assert_array_equal(prediction.outputs, prediction.activations["output"])


def test_predictions_refuse_inputs_of_another_width_and_accept_no_rows() -> None:
    with pytest.raises(ValueError, match=r"Received inputs of shape \(3, 5\), expected \(B, 2\)"):
        trainer().predict(np.zeros((3, 5)))
    assert trainer().predict(np.zeros((0, 2))).outputs.shape == (0, 2)


@pytest.mark.parametrize(
    "fields",
    [
        {"data": samples(width=1024, count=20), "network": {"layers": hidden(2)}},
        {"network": {"layers": hidden(*[2] * 64)}},
        {"network": {"layers": hidden(1024)}},
        {"network": {"layers": []}},
        {"data": samples(count=1), "batch_size": "all"},
    ],
    ids=["1024 inputs", "64 layers", "1024 units", "no hidden layer", "one sample"],
)
def test_extreme_shapes_train(fields: dict[str, Any]) -> None:
    run = trainer(**fields)
    before = run.parameters.copy()
    run.advance(2)
    assert run.step == 2
    assert np.isfinite(run.parameters).all()
    assert bits(run.parameters) != bits(before)
