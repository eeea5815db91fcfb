"""Text written by a network that was trained on one, character by character.

Every next character is drawn from what the network says after the last `length` characters, the windows it was trained
on, read from an empty state as in training: no state is carried over from window to window. While less text is there,
the same parameters read a shorter window, for which the network is laid out anew.
"""

import numpy as np
from numpy.typing import NDArray

from engine.compiled.buffers import LANES
from engine.compiled.jit import Array
from engine.data.dataset import Form
from engine.data.sequences import code_width, coded
from engine.data.text import alphabet
from engine.network.network import Network
from engine.spec.data.own import TextSpec
from engine.train import kernels
from engine.train.trainer import Trainer

FIRST = np.zeros(1, dtype=np.int64)
"""The order of a single row."""


def generate(trainer: Trainer, prompt: str, length: int, temperature: float, rng: np.random.Generator) -> str:
    """`length` characters to follow `prompt`, drawn by `rng` with probabilities ∝ p^(1 / temperature).

    ValueError where the run is not one on a text that ends in softmax, for a prompt that is empty or holds characters
    the text has not, for a prompt too short for a network that reads whole windows alone, and where what the network
    says is no number.
    """
    text = _text_of(trainer)
    letters = alphabet(text.text)
    if not np.isfinite(temperature) or temperature <= 0.0:
        raise ValueError(
            f"Received temperature {temperature}, expected a finite number above 0. 1 is the network's own."
        )
    numbers = _numbers(prompt, letters)
    readers: dict[int, _Reader] = {}
    for _ in range(length):
        seen = min(len(numbers), text.length)
        reader = readers.get(seen) or readers.setdefault(seen, _Reader(trainer, text, seen, len(letters)))
        numbers.append(_draw(reader.next(numbers[-seen:]), temperature, rng))
    return "".join(letters[number] for number in numbers[len(prompt) :])


def _text_of(trainer: Trainer) -> TextSpec:
    data, activation = trainer.spec.data, trainer.spec.network.output_activation
    if not isinstance(data, TextSpec):
        raise ValueError(
            f"Received a run on {data.name!r}, expected one on a text: only that has characters to go on with. "
            'Train on data of the name "text".'
        )
    if activation != "softmax":
        raise ValueError(
            f"Received a network that ends in {activation!r}, expected softmax: characters are drawn by probabilities. "
            "Leave output_activation and loss out."
        )
    return data


def _numbers(prompt: str, letters: list[str]) -> list[int]:
    """The prompt's characters by their numbers."""
    if not prompt:
        raise ValueError("Received an empty prompt, expected at least one character to go on from. Give some text.")
    unknown = sorted(set(prompt) - set(letters))
    if unknown:
        raise ValueError(
            f"Received the characters {''.join(unknown)!r} in the prompt, which the text has not. "
            f"Choose from its own: {''.join(letters)!r}."
        )
    number_of = {letter: number for number, letter in enumerate(letters)}
    return [number_of[letter] for letter in prompt]


def _draw(probabilities: Array, temperature: float, rng: np.random.Generator) -> int:
    """A class by probabilities (k,), sharpened below the temperature 1 and flattened above it."""
    with np.errstate(divide="ignore"):
        weights = np.log(probabilities) / temperature
    weights = np.cumsum(np.exp(weights - weights.max()))
    if not np.isfinite(weights[-1]):
        raise ValueError("The network's outputs are not finite numbers and choose no character. Reset the run.")
    return int(np.searchsorted(weights, rng.random() * weights[-1], side="right"))


class _Reader:
    """The run's parameters at work on windows of `steps` characters out of `kinds`. ValueError where they do not fit."""

    def __init__(self, trainer: Trainer, text: TextSpec, steps: int, kinds: int) -> None:
        width = steps * code_width(kinds, text.coding)
        form = Form(steps, target_steps=steps if text.each else 1)
        network = trainer.network if steps == text.length else Network(trainer.spec, width, kinds, form)
        if network.layout.shapes() != trainer.network.layout.shapes():
            raise ValueError(
                f"Received a prompt of {steps} characters for a network that reads {text.length} at once, not one after "
                f"the other. Give at least {text.length}."
            )
        self._trainer, self._network, self._kinds, self._coding = trainer, network, kinds, text.coding
        last = network.prediction + network.output_width - kinds
        self._slots: NDArray[np.int64] = np.arange(last, last + kinds)
        self._values = np.zeros(network.width * LANES)
        self._none = np.empty((0, network.output_width))

    def next(self, numbers: list[int]) -> Array:
        """The probability (k,) of every character to come next."""
        results, losses = np.empty((self._kinds, 1)), np.empty(1)
        window = coded(np.array([numbers]), self._kinds, self._coding)
        kernels.run(
            self._network.tape, self._trainer.parameters, self._values, LANES, window, self._none, FIRST, self._slots,
            results, losses,
        )  # fmt: skip
        return results[:, 0]
