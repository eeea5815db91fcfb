"""Metrics and confusion matrices, compared with NumPy's formulas."""

import numpy as np
import pytest

from engine.inspect.probes.observation import Detail, measure, observe
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.engine.runs import hidden, on_points, samples, trainer


def test_metrics_of_a_classification() -> None:
    run = on_points()
    run.advance(3, "epoch")
    metrics, _ = measure(run)
    for split, loss, accuracy in (
        (run.data.train, metrics.train_loss, metrics.train_accuracy),
        (run.data.test, metrics.test_loss, metrics.test_accuracy),
    ):
        outputs = run.predict(split.inputs).outputs[:, 0]
        np.testing.assert_allclose(loss, np.mean(0.5 * (outputs - (2.0 * split.targets - 1.0)) ** 2), rtol=1e-12)
        assert accuracy == np.mean((outputs > 0.0) == (split.targets == 1))
    assert metrics.train_r2 is None
    assert metrics.penalty == 0.0


def test_metrics_of_a_regression_with_a_penalty() -> None:
    run = on_points("reg_plane", regularization={"name": "l2", "rate": 0.5})
    metrics, _ = measure(run)
    outputs, targets = run.predict(run.data.test.inputs).outputs, run.data.test.targets
    expected = 1.0 - ((outputs - targets) ** 2).sum() / ((targets - targets.mean()) ** 2).sum()
    assert metrics.test_r2 == pytest.approx(expected, rel=1e-12)
    assert metrics.test_accuracy is None
    assert metrics.penalty == pytest.approx(0.25 * sum((w.weights**2).sum() for w in run.get_parameters()))


def test_without_a_test_set_there_are_no_test_metrics() -> None:
    metrics, _ = measure(trainer())
    assert metrics.test_loss is None
    assert metrics.test_r2 is None


def test_metrics_use_every_sample_of_a_large_set() -> None:
    run = Trainer(RunSpec.model_validate({"data": {"name": "circle", "samples": 6000}}))
    outputs = run.predict(run.data.train.inputs).outputs[:, 0]
    expected = np.mean(0.5 * (outputs - (2.0 * run.data.train.targets - 1.0)) ** 2)
    assert measure(run)[0].train_loss == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_confusion_matrices_count_true_and_predicted_classes(task: str) -> None:
    data = {**samples(task, count=40), "train_fraction": 0.7}
    run = trainer(data=data, network={"layers": hidden(3)})
    run.advance(3, "epoch")
    seen = observe(run, Detail(confusion=True))
    assert seen.confusion is not None
    for split, matrix, accuracy in (
        (run.data.train, seen.confusion.train, seen.metrics.train_accuracy),
        (run.data.test, seen.confusion.test, seen.metrics.test_accuracy),
    ):
        outputs = run.predict(split.inputs).outputs
        predicted = (outputs[:, 0] > 0).astype(int) if task == "binary" else outputs.argmax(axis=1)
        expected = np.zeros((run.data.classes, run.data.classes), dtype=int)
        for true, taken in zip(split.targets, predicted, strict=True):
            expected[true, taken] += 1
        np.testing.assert_array_equal(matrix, expected)
        assert matrix.trace() / matrix.sum() == accuracy


def test_confusion_matrices_include_classes_without_samples() -> None:
    data = {**samples("binary"), "targets": [[0.0]] * 13, "task": "multiclass", "class_names": ["a", "b", "c"]}
    seen = observe(trainer(data=data), Detail(confusion=True)).confusion
    assert seen is not None
    assert (seen.train.shape, seen.train.sum(), seen.train[1:].sum()) == ((3, 3), 13, 0)
    np.testing.assert_array_equal(seen.test, np.zeros((3, 3)))


def test_confusion_matrices_are_optional_and_for_classification_only() -> None:
    assert observe(on_points()).confusion is None
    assert observe(trainer(), Detail(confusion=True)).confusion is None
