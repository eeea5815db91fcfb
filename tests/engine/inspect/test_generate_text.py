"""Generated text: from windows as in training, reproducible by the seed, without a change of the run."""

from typing import Any

import numpy as np
import pytest

from engine.data.text import alphabet
from engine.errors import InputError
from engine.inspect.generate_text import generate
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.engine.runs import same

TEXT = "abcabdabcabe" * 6
ONE_HOT = {"kind": "one_hot", "vocabulary": 5}
COLD = 1e-3


def trainer(layers: list[dict[str, Any]], text: str = TEXT, length: int = 6, **fields: Any) -> Trainer:
    given = {"coding": "index", "each": True, **fields.pop("data", {})}
    spec = {
        "data": {"name": "text", "text": text, "length": length, **given},
        "network": {"layers": layers},
        "optimizer": {"name": "adam", "learning_rate": 0.02},
        **fields,
    }
    return Trainer(RunSpec.model_validate(spec))


def cell(kind: str, whole: bool = True, units: int = 8) -> dict[str, Any]:
    return {"kind": kind, "units": units, "return_sequences": whole}


def written(run: Trainer, prompt: str = "ab", length: int = 20, temperature: float = 1.0, seed: int = 0) -> str:
    return generate(run, prompt, length, temperature, np.random.default_rng(seed))


@pytest.mark.parametrize(
    "layers",
    [
        [ONE_HOT, cell("rnn")],
        [ONE_HOT, cell("lstm")],
        [ONE_HOT, cell("gru")],
        [{"kind": "embedding", "units": 4, "vocabulary": 5}, cell("gru"), cell("lstm"), {"units": 6}],
    ],
    ids=str,
)
def test_learned_text_is_generated(layers: list[dict[str, Any]]) -> None:
    run = trainer(layers)
    run.advance(40, "epoch")
    before = run.snapshot()
    text = written(run, "abcabd", 24, COLD)
    assert same(run.snapshot(), before)
    assert {text[at : at + 5] for at in range(0, 24, 6)} == {"abcab"}
    assert set(text[5::6]) <= set("de")  # which of the two, only the first character of a window tells


def test_every_character_is_drawn_from_the_prediction_after_the_last_window() -> None:
    """By `predict` on whole windows, with the same generator."""
    run = trainer([ONE_HOT, cell("lstm")])
    run.advance(2, "epoch")
    letters, rng, text = alphabet(TEXT), np.random.default_rng(4), "abcabd"
    for _ in range(30):
        window = [float(letters.index(letter)) for letter in text[-6:]]
        chances = run.predict([window]).outputs[0][-5:] ** (1 / 0.8)
        text += letters[int(np.searchsorted(np.cumsum(chances) / chances.sum(), rng.random(), side="right"))]
    assert written(run, "abcabd", 30, 0.8, 4) == text[6:]


@pytest.mark.parametrize("whole", [True, False])
def test_a_short_prompt_is_read_without_padding(whole: bool) -> None:
    """A network with shorter windows and the same parameters generates the same text."""
    layers = [ONE_HOT, cell("gru", whole)]
    long, short = (trainer(layers, length=length, data={"each": whole}) for length in (6, 2))
    long.advance(1, "epoch")
    short.set_parameters(long.get_parameters())
    assert written(long, "ca", 1) == written(short, "ca", 1)
    firsts = [[written(run, "ca", 1, seed=seed) for seed in range(20)] for run in (long, short)]
    assert firsts[0] == firsts[1]
    assert len(set(firsts[0])) > 1


def test_one_hot_data_and_a_dense_network_generate_text() -> None:
    run = trainer([{"units": 12}], data={"coding": "one_hot", "each": False})
    run.advance(30, "epoch")
    assert written(run, "abcabdabcabe", 3, COLD) == "abc"
    with pytest.raises(InputError, match="prompt of 2 characters for a network that reads 6 at once"):
        written(run, "ab")


def test_the_seed_determines_the_text_and_a_low_temperature_sharpens_it() -> None:
    run = trainer([ONE_HOT, cell("rnn")])
    assert written(run, seed=1) == written(run, seed=1) != written(run, seed=2)
    run.advance(2, "epoch")
    kinds = [
        len({written(run, "ab", 1, temperature, seed) for seed in range(60)}) for temperature in (COLD, 1.0, 100.0)
    ]
    assert kinds[0] == 1 < kinds[1] <= kinds[2] == 5


@pytest.mark.parametrize(
    ("prompt", "temperature", "message"),
    [
        ("", 1.0, "empty prompt"),
        ("abz!", 1.0, r"characters '!z' in the prompt, which the text does not have. Choose from: 'abcde'"),
        ("ab", 0.0, "temperature 0.0, expected a finite number above 0"),
        ("ab", float("nan"), "temperature nan"),
    ],
)
def test_bad_input_is_refused(prompt: str, temperature: float, message: str) -> None:
    with pytest.raises(InputError, match=message):
        written(trainer([ONE_HOT, cell("rnn")]), prompt, 5, temperature)


def test_runs_without_text_are_refused() -> None:
    with pytest.raises(InputError, match="a run on 'circle', expected one on a text"):
        written(Trainer(RunSpec.model_validate({"data": {"name": "circle"}})))
    squares = {"loss": "half_squared_error"}
    with pytest.raises(InputError, match="ends in 'linear', expected softmax"):
        written(trainer([ONE_HOT, cell("rnn")], **squares))
    run = trainer([ONE_HOT, cell("rnn")])
    run.parameters[:] = 1e308
    with pytest.raises(InputError, match="not finite numbers"):
        written(run)
