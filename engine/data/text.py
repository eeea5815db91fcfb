"""Text as a data set: sequences of characters, whose target is the next character."""

import numpy as np

from engine.data.dataset import MAX_INPUTS, Dataset, Split
from engine.data.encoding import Labels
from engine.data.sequences import code_width, coded
from engine.data.splits import train_size
from engine.errors import InputError

INVISIBLE = {" ": "space", "\n": "line break", "\t": "tab"}
"""Names of characters that cannot be seen."""


EXAMPLE = (
    "the cat sat on the mat and the rat sat on the hat. the hat was on the mat and the rat was on the cat. "
    "that was that, and the cat and the rat sat on the mat. "
)
"""Example text with few characters, most of which follow from the previous ones."""


def alphabet(text: str) -> list[str]:
    """Return the distinct characters of a text, in the order of their class indices."""
    return sorted(set(text))


def check_text(text: str, length: int, coding: str) -> None:
    """Raise InputError if the text has a single distinct character, if it is shorter than a window, and if a window codes
    as too many numbers."""
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
    if length * code_width(kinds, coding) > MAX_INPUTS:
        raise InputError(
            f"Received sequences of {length} characters out of {kinds}, expected at most {MAX_INPUTS} numbers in one.",
            "Shorten the length, or set coding to index.",
        )


def load_text(text: str, length: int, coding: str, each: bool, train_fraction: float) -> Dataset:
    """Make a data set of every window of `length` characters of a text, as accepted by `check_text`.

    The target is the character after the window or, with `each`, the next character at every position. The beginning of
    the text trains, the rest tests. Windows that cross the border are left out, so that no test window contains
    characters of training, unless the text is too short for that.
    """
    letters = alphabet(text)
    indices = np.searchsorted(np.array(letters), np.array(list(text)))
    windows = np.lib.stride_tricks.sliding_window_view(indices, length + 1)  # (N, length + 1)
    train = train_size(len(windows), train_fraction)
    test = min(train + length, len(windows) - 1) if train < len(windows) else train

    def split(rows: Labels) -> Split:
        targets = rows[:, 1:] if each else rows[:, -1]
        return Split(coded(rows[:, :-1], len(letters), coding), np.ascontiguousarray(targets, dtype=np.int64))

    return Dataset(
        "multiclass",
        len(letters),
        split(windows[:train]),
        split(windows[test:]),
        None,
        steps=length,
        target_steps=length if each else 1,
        class_names=tuple(INVISIBLE.get(letter, letter) for letter in letters),
    )
