"""Sequences and texts over REST: catalog, sessions, changes, errors."""

from typing import Any

import httpx
import pytest

from app.client import ProblemError
from engine.data.sequence_sets import SEQUENCE_SETS
from engine.load import load
from engine.spec.data.generated import SequenceSpec
from engine.spec.data.own import TextSpec
from tests.app.live import Live
from tests.app.problems import refused


def test_the_catalog_lists_them_with_their_options(live: Live) -> None:
    sets = {entry.name: entry for entry in live.client.catalog().sequence_sets}
    assert list(sets) == list(SEQUENCE_SETS)
    for name, entry in sets.items():
        spec = SequenceSpec(name=name)
        shape = spec.shape
        assert [option.name for option in entry.options] == [
            key for key, value in spec.options.items() if value is not None
        ]
        assert (len(entry.preview.inputs), len(entry.preview.inputs[0])) == (shape.steps, shape.width)
        assert len(entry.preview.targets) == shape.target_steps
        assert entry.source and entry.baseline
    delay, coding = sets["copy"].options[0], sets["copy"].options[3]
    assert (delay.default, delay.low, delay.choices) == (20, 1, [])
    assert (coding.default, coding.choices) == ("one_hot", ["one_hot", "index"])


def test_a_session_has_the_number_of_time_steps(live: Live) -> None:
    session = live.client.create({"data": {"name": "order", "length": 20, "samples": 100}})
    info = session.info()
    assert (info.data.steps, info.data.target_steps, info.data.classes) == (20, 1, 4)
    assert (info.layers[0].inputs, info.domain, info.spec.loss) == (120, None, "softmax_cross_entropy")
    assert session.train(2, "epoch").epoch == 2
    assert (
        session.data().inputs == load(info.spec.data).train.inputs.tolist() + load(info.spec.data).test.inputs.tolist()
    )


def test_a_text_names_its_characters(live: Live) -> None:
    session = live.client.create({"data": {"name": "text", "text": "to be or not to be " * 3, "length": 4}})
    info = session.info()
    assert isinstance(info.spec.data, TextSpec)
    assert info.data.class_names == ["space", *"benort"]
    assert session.train(3).step == 3
    assert session.confusion().class_names == info.data.class_names


def test_a_session_can_change_to_sequences_and_between_them(live: Live) -> None:
    session = live.session(seed=2)
    parity = session.change({"data": {"name": "parity", "length": 5}}, reset=True).spec
    assert (parity.features, parity.data.train_fraction) == (None, 0.5)
    order = session.change({"data": {"name": "order"}}, reset=True).spec.data
    assert isinstance(order, SequenceSpec)
    assert (order.length, order.each, order.coding, order.samples) == (50, None, "one_hot", 1000)
    text = session.change({"data": {"name": "text", "text": "ab" * 20, "length": 3}}, reset=True).spec
    assert text.data.size.inputs == 6
    assert session.undo().spec.data == order
    assert session.undo().spec.data == parity.data
    assert session.change({"data": {"name": "xor"}}, reset=True).spec.features == ["x1", "x2"]


def test_a_run_on_sequences_can_be_saved_and_continued(live: Live) -> None:
    session, other = live.client.create({"data": {"name": "adding", "length": 6}}), live.session()
    session.train(10)
    assert other.load(session.export()).step == 10
    session.train(5)
    other.train(5)
    assert other.parameters() == session.parameters()


BAD = [
    ({"name": "adding", "length": 0}, "length 0, expected 2 to 512"),
    ({"name": "adding", "length": "long"}, "/data/length"),
    ({"name": "adding", "kept": 3}, "kept"),
    ({"name": "copy", "delay": 400}, "at most 1024"),
    ({"name": "sine", "noise": -1}, "noise"),
    ({"name": "parity", "samples": 100_001}, "/data/samples"),
    ({"name": "adding", "length": 500, "samples": 50_000}, "samples × inputs"),
    ({"name": "copy"}, "an output at each"),
    ({"name": "text"}, "/data/text"),
    ({"name": "text", "text": "aa"}, "at least two"),
    ({"name": "text", "text": "abc"}, "at least 17"),
    ({"name": "text", "text": "abcabc", "length": 3, "each": True}, "an output at each"),
]


@pytest.mark.parametrize(("data", "named"), BAD)
def test_errors_name_the_field(live: Live, data: Any, named: str) -> None:
    problem = refused(httpx.post(f"{live.url}/api/v1/sessions", json={"data": data}), 422)
    assert named in f"{problem.detail} {problem.remedy}"


def test_an_option_of_another_set_is_refused_in_a_change(live: Live) -> None:
    session = live.client.create({"data": {"name": "parity"}})
    with pytest.raises(ProblemError, match="Received symbols for 'Parity'"):
        session.change({"data": {"symbols": 3}})


def test_inline_sequences_have_one_length(live: Live) -> None:
    data = {"name": "inline", "inputs": [[0, 1, 0], [1, 1]], "targets": [[0], [1]]}
    assert "2 numbers in row 1" in refused(httpx.post(f"{live.url}/api/v1/sessions", json={"data": data}), 422).detail
