"""Which layers fit, over REST; and changes that adapt the layers."""

from typing import Any

import pytest

from app.client import Client, ProblemError, Session


def session(client: Client, data: Any, *layers: Any) -> Session:
    return client.create({"data": data, "network": {"layers": list(layers)}})


def kinds(run: Session) -> list[str]:
    return [layer.kind for layer in run.info().spec.network.layers]


CONV, POOL, DENSE = {"kind": "conv2d", "filters": 2, "size": 3}, {"kind": "max_pool", "size": 2}, {"units": 5}
ONE_LSTM = {"kind": "lstm", "units": 3, "return_sequences": True}


def test_a_run_fits_as_it_is(client: Client) -> None:
    run = session(client, {"name": "circle"}, DENSE)
    answer = run.fit()
    assert (answer.fits, answer.problem, answer.options) == (True, None, [{}])
    assert answer.layers == run.info().spec.network.layers
    (choice,) = answer.choices
    assert list(choice.kinds) == [
        "dense", "activation", "layer_norm", "batch_norm", "dropout", "residual", "parallel",
    ]  # fmt: skip
    assert choice.removable
    assert choice.kinds["dense"] == answer.layers[0]
    assert choice.kinds["residual"].model_dump()["layers"][-1]["units"] == 2
    assert [layer and layer.model_dump()["units"] for layer in answer.insertions] == [5, 5]


@pytest.mark.slow
def test_every_kind_offered_can_be_chosen_and_no_other(client: Client) -> None:
    run = session(client, {"name": "digits"}, CONV, POOL, DENSE)
    every = [entry.name for entry in client.catalog().layers]
    for at, choice in enumerate(run.fit().choices):
        for kind in every:
            layers = [layer.model_dump() for layer in run.info().spec.network.layers]
            example = next(entry.example for entry in client.catalog().layers if entry.name == kind)
            offered = choice.kinds.get(kind)
            layers[at] = offered.model_dump() if offered else example
            patch = {"network": {"layers": layers}}
            if offered is None:
                with pytest.raises(ProblemError):
                    run.change(patch, reset=True, adapt=True)
            else:
                run.change(patch, reset="if_needed", adapt=True)
                if run.info().undo:
                    run.undo()


def test_changes_that_do_not_fit_are_listed(client: Client) -> None:
    run = session(client, {"name": "copy", "length": None}, ONE_LSTM)
    answer = run.fit()
    assert not answer.choices[0].removable
    assert set(answer.choices[0].kinds) == {"rnn", "lstm", "gru"}
    assert answer.options[0]["return_sequences"].choices == [True]
    assert answer.insertions[0] is not None
    pooled = session(client, {"name": "digits"}, POOL, POOL, {"kind": "max_pool", "size": 2})
    assert pooled.fit().options[2]["size"].high == 2
    block = {"kind": "residual", "layers": [{"units": 3}, {"units": 2}]}
    tied = session(client, {"name": "circle"}, block).fit().options
    assert tied[0] == {}
    assert tied[1]["units"].low == tied[1]["units"].high


def test_a_patch_is_tried_without_changing_the_run(client: Client) -> None:
    run = session(client, {"name": "digits"}, CONV, POOL, DENSE)
    before = run.info()
    answer = run.fit({"data": {"name": "iris"}})
    assert not answer.fits
    assert answer.problem is not None and "conv2d_1" in answer.problem
    assert [layer.kind for layer in answer.layers] == ["dense"]
    assert run.info() == before


def test_other_data_adapt_the_network(client: Client) -> None:
    run = session(client, {"name": "digits"}, CONV, POOL, DENSE)
    with pytest.raises(ProblemError, match="conv2d_1"):
        run.change({"data": {"name": "iris"}}, reset=True)
    run.change({"data": {"name": "iris"}}, reset=True, adapt=True)
    assert kinds(run) == ["dense"]
    run.change({"data": {"name": "copy"}}, reset=True, adapt=True)
    assert kinds(run) == ["lstm"]
    run.change({"data": {"coding": "index"}}, reset=True, adapt=True)
    assert kinds(run) == ["embedding", "lstm"]
    assert run.info().spec.network.layers[0].model_dump()["vocabulary"] == 6
    run.change({"data": {"coding": "one_hot"}}, reset=True, adapt=True)
    assert kinds(run) == ["lstm"]
    run.train(2)


def test_layers_of_the_patch_stay_or_are_refused(client: Client) -> None:
    run = session(client, {"name": "circle"}, DENSE)
    with pytest.raises(ProblemError, match="conv2d_1"):
        run.change({"network": {"layers": [CONV, DENSE]}}, reset=True, adapt=True)
    block = {"kind": "residual", "layers": [{"units": 3}]}
    run.change({"network": {"layers": [block, DENSE]}}, reset=True, adapt=True)
    assert run.info().spec.network.layers[0].model_dump()["layers"][0]["units"] == 2


def test_a_new_run_starts_only_if_it_is_needed(client: Client) -> None:
    run = session(client, {"name": "order", "length": 20}, {"kind": "lstm", "units": 3})
    run.train(3)
    assert run.change({"data": {"length": 30}}, reset="if_needed", adapt=True).step == 3
    assert run.change({"data": {"coding": "index"}}, reset="if_needed", adapt=True).step == 0
