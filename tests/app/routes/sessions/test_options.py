"""Options of layers and texts: the catalog agrees with the specs that a session accepts."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.protocol.catalog.choices import CatalogLayer
from app.protocol.catalog.options import CatalogOption
from engine.data.text import EXAMPLE
from engine.spec.options import LIVE, layer_options
from engine.spec.run import RunSpec
from tests.app.conftest import Live

FORMS = {"steps": {"steps": 4}, "image": {"image": [2, 2, 1]}}


def spec_of(kind: CatalogLayer, **changed: Any) -> dict[str, Any]:
    """A run with one layer of this kind: the catalog's example with these changes."""
    data = {"name": "inline", "inputs": [[0.0, 1.0, 2.0, 3.0]], "targets": [[0.5]], **FORMS.get(kind.reads, {})}
    return {"data": data, "network": {"layers": [{**kind.example, **changed}]}, "batch_size": "all"}


def values_of(option: CatalogOption) -> list[Any]:
    """Values of an option: every choice, the ends of its range, null if it may be empty."""
    ends = [option.low, option.high] if option.high > option.low else []
    numbers = [int(end) if option.whole else end for end in ends]
    return [*numbers, *option.choices, *([None] if option.empty is not None else [])]


def test_every_option_has_the_default_that_a_session_fills_in(live: Live) -> None:
    for kind in live.client.catalog().layers:
        given = {key: value for key, value in kind.example.items() if key not in ("activation", "rate", "momentum")}
        spec = {**spec_of(kind), "network": {"layers": [given]}}
        layer = live.client.create(spec).info().spec.network.layers[0].model_dump()
        for option in kind.options:
            if option.default is not None and option.name not in given:
                assert layer[option.name] == option.default, (kind.name, option.name)
        assert {option.name for option in kind.options} == set(layer_options(kind.name))


def test_every_value_of_an_option_is_valid_in_a_spec(live: Live) -> None:
    for kind in live.client.catalog().layers:
        for option in kind.options:
            for value in values_of(option):
                RunSpec.model_validate(spec_of(kind, **{option.name: value}))
            for value in [option.low - 1, option.high + 1] if option.high > option.low else ["nothing"]:
                with pytest.raises(ValidationError):
                    RunSpec.model_validate(spec_of(kind, **{option.name: value}))


def test_options_that_do_not_restart_apply_live(live: Live) -> None:
    seen = set()
    for kind in live.client.catalog().layers:
        for option in kind.options:
            if option.restarts:
                continue
            seen.add(option.name)
            session = live.client.create(spec_of(kind))
            session.train(1)
            for value in [value for value in values_of(option) if option.name != "frozen"] or [False]:
                info = session.change({"network": {"layers": [{**kind.example, option.name: value}]}})
                assert info.spec.network.layers[0].model_dump()[option.name] == value
                assert info.step == 1
    assert seen == LIVE


def test_gates_have_names(live: Live) -> None:
    gates = {kind.name: kind.gates for kind in live.client.catalog().layers if kind.gates}
    assert gates == {"rnn": ["z"], "lstm": ["i", "f", "g", "o"], "gru": ["r", "z", "n"]}


def test_the_example_text_can_be_trained_on(live: Live) -> None:
    text = live.client.catalog().text
    assert text.example == EXAMPLE
    assert [option.name for option in text.options] == ["length", "coding", "each", "train_fraction"]
    defaults = {option.name: option.default for option in text.options}
    spec = {
        "data": {"name": "text", "text": text.example, **defaults},
        "network": {"layers": [{"kind": "lstm", "units": 4}]},
    }
    assert live.client.create(spec).train(1).step == 1
