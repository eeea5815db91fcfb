"""A text of the user's own, as sequences of characters: which one comes next?"""

from typing import TYPE_CHECKING

import numpy as np

from engine.data.dataset import Dataset, Split, train_size
from engine.data.encoding import Labels
from engine.data.sequences import MAX_NUMBERS, code_width, coded
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.spec.run import TextSpec

WORDS = {" ": "space", "\n": "line break", "\t": "tab"}
"""Names of characters that cannot be seen."""


EXAMPLE = (
    "the cat sat on the mat and the rat sat on the hat. the hat was on the mat and the rat was on the cat. "
    "that was that, and the cat and the rat sat on the mat. "
)
"""A text to begin with: few characters, most of which follow from those before."""


def alphabet(text: str) -> list[str]:
    """The different characters of a text, in the order of their numbers."""
    return sorted(set(text))


def check_text(text: str, length: int, coding: str) -> None:
    """ValueError for a text of one character alone, one too short for its windows, and for windows of too many
    numbers."""
    kinds = len(alphabet(text))
    if kinds < 2:
        raise InputError(
            f"Received a text of {kinds} different characters, expected at least two.", "Write something longer."
        )
    if len(text) < length + 1:
        raise InputError(
            f"Received a text of {len(text)} characters for a length of {length}, expected at least {length + 1}: a "
            "sequence and the character after it.",
            "Write more, or shorten the length.",
        )
    if length * code_width(kinds, coding) > MAX_NUMBERS:
        raise InputError(
            f"Received sequences of {length} characters out of {kinds}, expected at most {MAX_NUMBERS} numbers in one.",
            "Shorten the length, or set coding to index.",
        )


def load_text(spec: "TextSpec") -> Dataset:
    """Every stretch of `length` characters of the text; the target is the next one, at its end or at every step.

    The beginning of the text trains and the rest tests. Stretches across the border belong to neither, so that none is
    tested on characters it was trained on, unless the text is too short to do without them.
    """
    letters = alphabet(spec.text)
    numbers = np.searchsorted(np.array(letters), np.array(list(spec.text)))
    windows = np.lib.stride_tricks.sliding_window_view(numbers, spec.length + 1)  # (N, length + 1)
    train = train_size(len(windows), spec.train_fraction)
    test = min(train + spec.length, len(windows) - 1) if train < len(windows) else train
    form = spec.form
    names = tuple(WORDS.get(letter, letter) for letter in letters)
    return Dataset(
        "multiclass",
        len(letters),
        _split(windows[:train], len(letters), spec),
        _split(windows[test:], len(letters), spec),
        None,
        steps=form.steps,
        target_steps=form.target_steps,
        class_names=names,
    )


def _split(windows: Labels, kinds: int, spec: "TextSpec") -> Split:
    targets = windows[:, 1:] if spec.each else windows[:, -1]
    return Split(coded(windows[:, :-1], kinds, spec.coding), np.ascontiguousarray(targets, dtype=np.int64))
