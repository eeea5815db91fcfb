"""Generated sequences and texts: samples, layout, splits, errors."""

from typing import Any

import numpy as np
import pytest

from engine.data.dataset import MAX_INPUTS, Dataset
from engine.data.sequence_sets import SEQUENCE_SETS
from engine.inspect.probes.observation import Detail, observe
from engine.load import load
from engine.spec.data.generated import SequenceSpec
from engine.spec.data.own import TextSpec
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer


def loaded(name: str, **fields: Any) -> Dataset:
    return load(SequenceSpec(name=name, **fields))


def steps_of(data: Dataset) -> np.ndarray[Any, Any]:
    """Training sequences as (N, steps, width)."""
    assert data.steps is not None
    return data.train.inputs.reshape(len(data.train), data.steps, -1)


def test_the_table() -> None:
    shapes = {}
    for name in SEQUENCE_SETS:
        data = loaded(name)
        shapes[name] = data.task, data.classes, data.steps, steps_of(data).shape[2], data.target_steps
    assert shapes == {
        "adding": ("regression", 0, 100, 2, 1),
        "copy": ("multiclass", 5, 30, 6, 30),
        "parity": ("binary", 2, 8, 1, 1),
        "order": ("multiclass", 4, 50, 6, 1),
        "sine": ("regression", 0, 30, 1, 1),
    }


@pytest.mark.parametrize("name", SEQUENCE_SETS)
def test_shapes_types_and_the_seed(name: str) -> None:
    entry = SEQUENCE_SETS[name]
    assert entry.source and entry.baseline and entry.description
    data = loaded(name, samples=50, seed=4)
    assert (len(data.train), len(data.test)) == (40, 10)
    for split in (data.train, data.test):
        assert split.inputs.dtype == np.float64 and split.inputs.flags.c_contiguous
        assert split.targets.dtype == (np.float64 if data.task == "regression" else np.int64)
    same, other = loaded(name, samples=50, seed=4), loaded(name, samples=50, seed=5)
    np.testing.assert_array_equal(data.train.inputs, same.train.inputs)
    np.testing.assert_array_equal(data.test.targets, same.test.targets)
    assert not np.array_equal(data.train.inputs, other.train.inputs)
    spec = SequenceSpec(name=name, samples=50)
    assert spec.size == (50, data.train.inputs.shape[1], spec.shape.classes if data.task == "multiclass" else 1)


@pytest.mark.parametrize("length", [2, 7, 100])
def test_adding(length: int) -> None:
    data = loaded("adding", length=length)
    for row, target in zip(steps_of(data), data.train.targets, strict=True):
        marked = [step for step in range(length) if row[step, 1] == 1.0]
        assert len(marked) == 2 and row[:, 1].sum() == 2.0
        assert marked[0] < length // 2 <= marked[1]
        assert target.tolist() == [pytest.approx(row[marked[0], 0] + row[marked[1], 0])]
    assert np.mean((data.train.targets - 1.0) ** 2) == pytest.approx(1 / 6, rel=0.15)


def test_copy() -> None:
    data = loaded("copy", delay=7, kept=3, symbols=4, coding="index")
    assert (data.steps, data.classes, data.target_steps) == (13, 5, 13)
    for seen, wanted in zip(data.train.inputs.astype(int).tolist(), data.train.targets.tolist(), strict=True):
        shown = seen[:3]
        assert set(shown) <= {1, 2, 3, 4}
        assert seen[3:] == [0] * 6 + [5] + [0] * 3
        assert wanted == [0] * 10 + shown
    assert data.train.targets[:, -1].max() == 4


@pytest.mark.parametrize("each", [False, True])
def test_parity(each: bool) -> None:
    data = loaded("parity", length=9, each=each)
    assert data.target_steps == (9 if each else 1)
    for bits, target in zip(data.train.inputs.tolist(), data.train.targets.tolist(), strict=True):
        odd = [sum(bits[: step + 1]) % 2 for step in range(9)]
        assert target == (odd if each else odd[-1])


@pytest.mark.parametrize("length", [10, 19, 100])
def test_temporal_order(length: int) -> None:
    data = loaded("order", length=length, coding="index")
    for row, label in zip(data.train.inputs.astype(int).tolist(), data.train.targets.tolist(), strict=True):
        (first, one), (second, other) = [(step, symbol) for step, symbol in enumerate(row) if symbol >= 4]
        assert length // 10 <= first < length / 5
        assert length // 2 <= second < 0.6 * length
        assert label == 2 * (one - 4) + (other - 4)
    np.testing.assert_allclose(np.bincount(data.train.targets) / len(data.train), 0.25, atol=0.06)


@pytest.mark.parametrize("each", [False, True])
def test_sine(each: bool) -> None:
    data = loaded("sine", length=40, each=each)
    waves, targets = data.train.inputs, data.train.targets
    assert targets.shape == (400, 40 if each else 1)
    if each:
        np.testing.assert_array_equal(waves[:, 1:], targets[:, :-1])
    # a sampled sine obeys x[t+1] = 2 cos(ω) x[t] - x[t-1]
    cosine = ((waves[:, 2:] + waves[:, :-2]) * waves[:, 1:-1]).sum(axis=1) / (2 * waves[:, 1:-1] ** 2).sum(axis=1)
    np.testing.assert_allclose(targets[:, -1], 2 * cosine * waves[:, -1] - waves[:, -2], atol=1e-9)
    period = 2 * np.pi / np.arccos(cosine)
    assert period.min() >= 10 - 1e-6 and period.max() <= 30 + 1e-6
    noisy = loaded("sine", length=40, each=each, noise=0.2)
    np.testing.assert_array_equal(noisy.train.targets, targets)
    assert (noisy.train.inputs - waves).std() == pytest.approx(0.2, rel=0.05)


@pytest.mark.parametrize("name", ["copy", "order"])
def test_symbols_are_columns_or_numbers(name: str) -> None:
    hot, index = loaded(name, coding="one_hot"), loaded(name, coding="index")
    assert (steps_of(hot).sum(axis=2) == 1.0).all()
    np.testing.assert_array_equal(steps_of(hot).argmax(axis=2), index.train.inputs)
    np.testing.assert_array_equal(hot.train.targets, index.train.targets)


def test_a_spec_is_filled_with_the_default_options_of_the_set() -> None:
    spec = SequenceSpec(name="parity").model_dump()
    assert (spec["samples"], spec["length"], spec["each"]) == (1000, 8, False)
    assert spec["symbols"] is spec["delay"] is spec["coding"] is spec["noise"] is None
    assert SequenceSpec.model_validate(spec) == SequenceSpec(name="parity")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "adding", "length": 1}, "Received length 1, expected 2 to 512"),
        ({"name": "adding", "length": 513}, "Received length 513"),
        ({"name": "adding", "symbols": 3}, "Received symbols for 'Adding problem'. It has: length"),
        ({"name": "sine", "noise": 0.6}, "Received noise 0.6, expected 0 to 0.5"),
        ({"name": "sine", "noise": float("nan")}, "finite"),
        ({"name": "copy", "delay": 0}, "Received delay 0, expected 1 to"),
        ({"name": "copy", "kept": 0}, "Received kept 0"),
        ({"name": "copy", "symbols": 1}, "Received symbols 1"),
        ({"name": "copy", "delay": 500}, "sequences of 510 steps of 6 numbers, expected at most 1024.*coding to index"),
        ({"name": "order", "length": 9}, "Received length 9, expected 10"),
        ({"name": "order", "length": 171}, "171 steps of 6 numbers"),
        ({"name": "order", "coding": "hot"}, "one_hot"),
        ({"name": "order", "samples": 9}, "greater than or equal to 10"),
        ({"name": "order", "length": 10.5}, "valid integer"),
        ({"name": "order", "each": True}, "Received each for 'Temporal order'"),
        ({"name": "ordre"}, "Received the unknown data set 'ordre'. Choose from: adding"),
    ],
)
def test_options_out_of_range_are_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SequenceSpec(**fields)


def test_the_longest_sequences_are_drawn() -> None:
    for name, fields in (("adding", {"length": 512}), ("order", {"length": 1024, "coding": "index"})):
        assert loaded(name, samples=10, **fields).train.inputs.shape == (8, MAX_INPUTS)


@pytest.mark.parametrize(
    ("data", "layers", "floor"),
    [
        ({"name": "parity", "length": 3}, [8], 0.95),
        ({"name": "order", "length": 10}, [16], 0.95),
        ({"name": "sine", "length": 12}, [16], 0.9),
        ({"name": "text", "text": "abcd" * 30, "length": 3}, [8], 0.95),
    ],
)
def test_a_dense_network_reads_a_short_sequence_flattened(data: Any, layers: list[int], floor: float) -> None:
    network = {"layers": [{"units": units} for units in layers]}
    spec = {"data": data, "network": network, "optimizer": {"name": "adam", "learning_rate": 0.01}}
    run = Trainer(RunSpec.model_validate(spec))
    run.advance(60, "epoch")
    metrics = observe(run).metrics
    score = metrics.test_r2 if metrics.test_accuracy is None else metrics.test_accuracy
    assert score is not None and score >= floor


@pytest.mark.parametrize(
    "data",
    [{"name": "copy"}, {"name": "sine", "each": True}, {"name": "text", "text": "hello " * 9, "each": True}],
)
def test_targets_at_every_step_need_an_output_at_every_step(data: Any) -> None:
    with pytest.raises(ValueError, match=r"targets at each of \d+ steps, expected a network with an output at each"):
        Trainer(RunSpec.model_validate({"data": data}))


# -- texts -----------------------------------------------------------------------------------------------------------

TEXT = "the cat sat on the mat\nand the rat sat on the cat"


def text(content: str = TEXT, **fields: Any) -> Dataset:
    return load(TextSpec(name="text", text=content, **fields))


@pytest.mark.parametrize("each", [False, True])
def test_a_text_is_every_stretch_of_it_and_the_next_character(each: bool) -> None:
    data = text(length=5, coding="index", each=each, train_fraction=1.0)
    letters = sorted(set(TEXT))
    assert data.class_names == tuple({" ": "space", "\n": "line break"}.get(letter, letter) for letter in letters)
    assert (data.task, data.classes, data.steps) == ("multiclass", len(letters), 5)
    assert (len(data.train), len(data.test), data.target_steps) == (len(TEXT) - 5, 0, 5 if each else 1)
    for start, (row, target) in enumerate(zip(data.train.inputs.tolist(), data.train.targets.tolist(), strict=True)):
        assert "".join(letters[int(number)] for number in row) == TEXT[start : start + 5]
        answer = "".join(letters[number] for number in target) if each else letters[target]
        assert answer == (TEXT[start + 1 : start + 6] if each else TEXT[start + 5])


@pytest.mark.parametrize("data", [{"name": "text", "text": TEXT}, {"name": "parity"}], ids=["text", "parity"])
def test_a_sequence_of_one_step_with_a_target_at_each_has_one_target(data: dict[str, Any]) -> None:
    spec = {"data": {**data, "length": 1, "each": True}, "network": {"layers": [{"units": 2}]}}
    run = Trainer(RunSpec.model_validate(spec))
    seen = observe(run, Detail(confusion=True))
    assert seen.confusion is not None
    assert seen.confusion.train.sum() == len(run.data.train)
    assert seen.metrics.train_accuracy == seen.confusion.train.trace() / len(run.data.train)


def test_each_character_has_a_column() -> None:
    hot, index = text(length=4), text(length=4, coding="index")
    assert (steps_of(hot).sum(axis=2) == 1.0).all()
    np.testing.assert_array_equal(steps_of(hot).argmax(axis=2), index.train.inputs)
    assert TextSpec(name="text", text=TEXT, length=4).size.inputs == hot.train.inputs.shape[1]


def test_no_test_window_contains_training_characters() -> None:
    content = "".join(chr(0x4E00 + number) for number in range(200))  # no character twice
    data = text(content, length=10, coding="index", train_fraction=0.7)
    trained = set(data.train.inputs.ravel().tolist()) | set(data.train.targets.tolist())
    assert trained.isdisjoint(data.test.inputs.ravel().tolist())
    assert (len(data.train), len(data.test)) == (133, 190 - 133 - 10)


def test_a_short_text_has_a_last_stretch_to_test() -> None:
    data = text("abcab", length=3)
    assert (len(data.train), len(data.test)) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": ""}, "at least 2 characters"),
        ({"text": "aaaa", "length": 2}, "Received a text of 1 different characters, expected at least two"),
        ({"text": "abc", "length": 3}, "a text of 3 characters for a length of 3, expected at least 4"),
        ({"text": TEXT, "length": 0}, "greater than or equal to 1"),
        ({"text": "".join(map(chr, range(33, 300))), "length": 10}, "at most 1024 numbers in one.*coding to index"),
        ({"text": TEXT, "coding": "utf-8"}, "one_hot"),
        ({"text": TEXT, "train_fraction": 0}, "greater than or equal to 0.05"),
        ({"text": "ab" * 50_001}, "at most 100000 characters"),
        ({"text": 3}, "valid string"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_used_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TextSpec(name="text", **fields)
