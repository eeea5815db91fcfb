"""Own data can be standardised: the network sees (x - mean) / std, everything outside stays in raw units."""

from typing import Any

import numpy as np
import pytest

from engine.compiled.jit import Array
from engine.data.features import FEATURES, expand
from engine.data.scaling import mean_and_deviation, standardization
from engine.inspect.gradcheck import gradient_check
from engine.inspect.probes.maps import output_maps
from engine.inspect.trace.trace import trace
from engine.train.trainer import ShapeChange, Trainer
from tests.engine.runs import bits, hidden, same, samples, spec, trainer


def rows(width: int = 2) -> Array:
    """Columns of very different means and spreads."""
    rng = np.random.default_rng(1)
    return rng.normal(size=(20, width)) * 10.0 ** np.arange(width) + 100.0 * np.arange(1, width + 1)


def own(inputs: Array, **fields: Any) -> dict[str, Any]:
    """Inline data of these inputs, for a regression."""
    return {**samples(count=len(inputs)), "inputs": inputs.tolist(), **fields}


def scaled(inputs: Array, by: Array | None = None) -> Array:
    """The oracle: NumPy's z-score of `inputs` by the mean and deviation of `by`."""
    known = inputs if by is None else by
    return (inputs - known.mean(axis=0)) / known.std(axis=0)


@pytest.mark.parametrize("width", [1, 2, 5])
def test_a_run_is_that_on_rows_standardised_beforehand(width: int) -> None:
    raw = rows(width)
    run, before = trainer(data=own(raw, standardize=True)), trainer(data=own(scaled(raw)))
    for each in (run, before):
        each.advance(5, "epoch")
    assert bits(run.parameters) == bits(before.parameters)
    np.testing.assert_array_equal(run.data.train.inputs, raw)
    other = rows(width)[::-1] + 3.0
    np.testing.assert_allclose(
        run.predict(other).outputs, before.predict(scaled(other, raw)).outputs, rtol=1e-12, atol=1e-15
    )


def test_only_the_training_rows_count() -> None:
    raw = rows()
    run = trainer(data=own(raw, standardize=True, train_fraction=0.5))
    training = run.data.train.inputs
    assert len(training) == 10
    np.testing.assert_allclose(run.inputs.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(run.inputs.std(axis=0), 1)
    np.testing.assert_allclose(run.test_inputs, scaled(run.data.test.inputs, training))


def test_features_are_computed_from_standardized_inputs() -> None:
    raw = rows()
    run = trainer(data=own(raw, standardize=True), features=list(FEATURES))
    np.testing.assert_array_equal(run.inputs, expand(scaled(raw), list(FEATURES)))


def test_maps_and_traces_are_asked_in_raw_units() -> None:
    raw = rows()
    run = trainer(data=own(raw, standardize=True))
    run.advance(3, "epoch")
    maps, domain = output_maps(run, 4), run.data.domain
    assert maps is not None and domain is not None
    (left, right), (bottom, top) = domain
    corner = [left + (right - left) / 8, top - (top - bottom) / 8]
    np.testing.assert_allclose(maps[:, 0, 0], run.predict(np.array([corner])).outputs[0], rtol=1e-11)
    answer = trace(run, raw[3])
    np.testing.assert_array_equal(answer.inputs, raw[3])
    np.testing.assert_allclose(answer.features, scaled(raw)[3])
    np.testing.assert_allclose(answer.ops[-1].prediction, run.predict(raw[3:4]).outputs[0])  # type: ignore[union-attr]


def test_gradients_are_right() -> None:
    assert all(check.passed for check in gradient_check(trainer(data=own(rows(), standardize=True))))


def test_a_constant_column_is_only_centred() -> None:
    inputs = np.column_stack([np.full(7, 0.1), np.arange(7.0), np.full(7, -3e200)])
    scaling = standardization(inputs)
    assert scaling.scale.tolist() == [1.0, 2.0, 1.0]
    np.testing.assert_allclose(scaling(inputs)[:, [0, 2]], 0, atol=1e-16 * 3e200)
    assert not np.abs(scaling(inputs)[:, 0]).max() > 1e-16


def test_one_row_is_all_zeros() -> None:
    assert standardization(np.array([[3.0, -2.0]]))(np.array([[3.0, -2.0]])).tolist() == [[0.0, 0.0]]


def test_numbers_next_to_each_other_do_not_overflow() -> None:
    inputs = np.array([[0.0], [5e-324], [5e-324]])
    assert np.isfinite(standardization(inputs)(inputs)).all()


def test_numbers_too_large_to_standardize_are_refused() -> None:
    with pytest.raises(ValueError, match=r"inputs up to 1e\+200 in column 1 to standardize.*set standardize to false"):
        trainer(data=own(np.array([[1.0, 1e200], [2.0, -1e200]]), standardize=True))


def test_it_can_be_switched_in_a_live_run() -> None:
    raw = rows()
    run = trainer(data=own(raw))
    run.advance(2, "epoch")
    parameters = run.parameters.copy()
    run.change(spec(data=own(raw, standardize=True)))
    assert bits(run.parameters) == bits(parameters)
    np.testing.assert_array_equal(run.inputs, scaled(raw))
    kept = run.snapshot()
    run.change(spec(data=own(raw)))
    np.testing.assert_array_equal(run.inputs, raw)
    other = Trainer(spec())
    other.restore(kept)
    np.testing.assert_array_equal(other.inputs, scaled(raw))


def test_a_refused_change_of_data_changes_nothing() -> None:
    run = trainer(data=own(rows()), features=["x1", "x2"], network={"layers": hidden(3)})
    run.advance(1, "epoch")
    before, inputs = run.snapshot(), run.inputs
    with pytest.raises(ValueError, match=r"two coordinates, shape \(N, 2\)") as refusal:
        run.change(spec(data=own(rows(3)), features=["x1", "x2"], network={"layers": hidden(3)}))
    assert not isinstance(refusal.value, ShapeChange)
    assert same(run.snapshot(), before)
    assert run.inputs is inputs
    assert run.advance(1) == 1


@pytest.mark.parametrize("rows", [1, 1023, 1024, 1025, 5000])
def test_mean_and_deviation_are_those_of_all_rows(rows: int) -> None:
    inputs = 1e6 + np.random.default_rng(rows).standard_normal((rows, 3))
    mean, deviation = mean_and_deviation(inputs)
    np.testing.assert_array_equal(mean, inputs.mean(axis=0))
    np.testing.assert_allclose(deviation, inputs.std(axis=0), rtol=1e-12)
