"""Generate text with a network that was trained on a text, character by character.

Each character is drawn from the network's prediction after the last `length` characters, the window it was trained on. Every
window starts from an empty state, as in training. While there is less text, the same parameters read a shorter window, for
which a network is built.
"""

import numpy as np
from numpy.typing import NDArray

from engine.compiled.buffers import LANES
from engine.compiled.jit import Array
from engine.data.dataset import Form
from engine.data.sequences import code_width, coded
from engine.data.text import alphabet
from engine.errors import InputError
from engine.inspect.slices import Slices, sliced
from engine.network.network import Network
from engine.spec.data.own import TextSpec
from engine.train import kernels
from engine.train.trainer import Trainer

SINGLE_ROW = np.zeros(1, dtype=np.int64)
"""Order of a batch of one row."""


@sliced
def generate(trainer: Trainer, prompt: str, length: int, temperature: float, rng: np.random.Generator) -> Slices[str]:
    """Draw `length` characters that follow `prompt`, with probabilities ∝ p^(1 / temperature).

    Raises InputError if the run is not on a text or does not end in softmax; for a prompt that is empty, contains
    characters that the text does not have, or is too short for a network that reads whole windows only; for a temperature
    that is not positive; and if the network's outputs are not finite.
    """
    text = _text_of(trainer)
    letters = alphabet(text.text)
    if not np.isfinite(temperature) or temperature <= 0.0:
        raise InputError(
            f"Received temperature {temperature}, expected a finite number above 0.",
            "1 keeps the network's own probabilities.",
            field="temperature",
        )
    numbers = _numbers(prompt, letters)
    readers: dict[int, _Reader] = {}
    for _ in range(length):
        yield
        seen = min(len(numbers), text.length)
        reader = readers.get(seen) or readers.setdefault(seen, _Reader(trainer, text, seen, len(letters)))
        numbers.append(_draw(reader.next(numbers[-seen:]), temperature, rng))
    return "".join(letters[number] for number in numbers[len(prompt) :])


def _text_of(trainer: Trainer) -> TextSpec:
    data, activation = trainer.spec.data, trainer.spec.network.output_activation
    if not isinstance(data, TextSpec):
        raise InputError(
            f"Received a run on {data.name!r}, expected one on a text: only that has characters to continue with.",
            'Train on data of the name "text".',
        )
    if activation != "softmax":
        raise InputError(
            f"Received a network that ends in {activation!r}, expected softmax: characters are drawn by probabilities.",
            "Leave output_activation and loss out.",
        )
    return data


def _numbers(prompt: str, letters: list[str]) -> list[int]:
    """The indices of the prompt's characters."""
    if not prompt:
        raise InputError(
            "Received an empty prompt, expected at least one character.", "Give some text.", field="prompt"
        )
    unknown = sorted(set(prompt) - set(letters))
    if unknown:
        raise InputError(
            f"Received the characters {''.join(unknown)!r} in the prompt, which the text does not have.",
            f"Choose from: {''.join(letters)!r}.",
            field="prompt",
        )
    number_of = {letter: number for number, letter in enumerate(letters)}
    return [number_of[letter] for letter in prompt]


def _draw(probabilities: Array, temperature: float, rng: np.random.Generator) -> int:
    """Draw a class from probabilities (k,), sharpened by a temperature below 1 and flattened by one above 1."""
    with np.errstate(divide="ignore"):
        weights = np.log(probabilities) / temperature
    weights = np.cumsum(np.exp(weights - weights.max()))
    if not np.isfinite(weights[-1]):
        raise InputError("The network's outputs are not finite numbers and choose no character.", "Reset the run.")
    return int(np.searchsorted(weights, rng.random() * weights[-1], side="right"))


class _Reader:
    """Predicts with the run's parameters on windows of `steps` characters; `kinds` is the size of the alphabet.

    Raises InputError if the parameters do not fit such windows.
    """

    def __init__(self, trainer: Trainer, text: TextSpec, steps: int, kinds: int) -> None:
        width = steps * code_width(kinds, text.coding)
        form = Form(steps, target_steps=steps if text.each else 1)
        network = trainer.network if steps == text.length else Network(trainer.spec, width, kinds, form)
        if network.layout.shapes() != trainer.network.layout.shapes():
            raise InputError(
                f"Received a prompt of {steps} characters for a network that reads {text.length} at once, not one after "
                "the other.",
                f"Give at least {text.length}.",
                field="prompt",
            )
        self._trainer, self._network, self._kinds, self._coding = trainer, network, kinds, text.coding
        last = network.prediction + network.output_width - kinds
        self._slots: NDArray[np.int64] = np.arange(last, last + kinds)
        self._values = np.zeros(network.width * LANES)
        self._none = np.empty((0, network.output_width))

    def next(self, numbers: list[int]) -> Array:
        """Probabilities (k,) of the next character."""
        results, losses = np.empty((self._kinds, 1)), np.empty(1)
        window = coded(np.array([numbers]), self._kinds, self._coding)
        kernels.run(
            self._network.tape, self._trainer.parameters, self._values, LANES, window, self._none, SINGLE_ROW, self._slots,
            results, losses,
        )  # fmt: skip
        return results[:, 0]
