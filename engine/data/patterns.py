"""The binary tasks of 1986 (Rumelhart, Hinton & Williams): complete tables of input and target bits, by name.

A bit of a target is `off` or 1 - `off`: 0 and 1, or 0.1 and 0.9 if published so, because a logistic unit reaches neither
0 nor 1. A prediction is correct if every output is on its target's side of the decision threshold. All patterns train,
in the order of the table, unless some are held out.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from engine.compiled.jit import Array
from engine.data.dataset import Dataset, Split
from engine.data.domain import domain_around
from engine.data.encoding import Labels
from engine.errors import InputError

DECISION_THRESHOLD = 0.5
"""Outputs above it are on, the others off."""

PDP = "Rumelhart, Hinton & Williams, Parallel Distributed Processing 1 (1986), chapter 8"
NATURE = "Rumelhart, Hinton & Williams, Nature 323 (1986)"


@dataclass(frozen=True)
class PatternSet:
    """A complete table of input and target bits.

    label: name to display. description: the problem to learn. source: publication. bits: number of input bits, as
    published; least, most: its range. samples, outputs: input bits -> number of patterns, of target bits. patterns:
    input bits -> inputs (N, bits), targets (N, outputs), of 0 and 1. off: target of a bit that is off, as published.
    held_out: number of patterns that do not train, as published. names: names of the inputs and of the outputs; None if
    they have none.
    """

    label: str
    description: str
    source: str
    bits: int
    least: int
    most: int
    samples: Callable[[int], int]
    outputs: Callable[[int], int]
    patterns: Callable[[int], tuple[Array, Array]]
    off: float = 0.0
    held_out: int = 0
    names: Callable[[], tuple[tuple[str, ...], tuple[str, ...]]] | None = None

    def check(self, bits: int, held_out: int) -> None:
        """Raise InputError if `bits` is out of range, and if no pattern is left to train on."""
        if not self.least <= bits <= self.most:
            known = str(self.least) if self.least == self.most else f"{self.least} to {self.most}"
            raise InputError(
                f"Received bits {bits} of {self.label!r}, expected {known}.",
                f"Leave it out for {self.bits}, as published.",
            )
        if held_out >= self.samples(bits):
            raise InputError(
                f"Received held_out {held_out} of {self.label!r}, expected less than its {self.samples(bits)} patterns.",
                "Hold out fewer.",
            )


def load_patterns(name: str, bits: int, off: float, held_out: int, seed: int) -> Dataset:
    """Make the pattern set `name`, as accepted by `PatternSet.check`. The seed draws the patterns that are held out; the
    others train in the order of the table."""
    entry = PATTERN_SETS[name]
    inputs, targets = entry.patterns(bits)
    whole = Split(inputs, off + (1.0 - 2.0 * off) * targets)
    order = np.random.default_rng(seed).permutation(len(whole))
    return Dataset(
        "regression",
        0,
        whole.take(np.sort(order[held_out:])),
        whole.take(np.sort(order[:held_out])),
        domain_around(inputs) if bits == 2 else None,
        input_names=None if entry.names is None else entry.names()[0],
        decision_threshold=DECISION_THRESHOLD,
    )


# -- truth tables ----------------------------------------------------------------------------------------------------


def all_bits(bits: int) -> Array:
    """Return all vectors of `bits` bits, (2^bits, bits), counting up, with the highest bit first."""
    numbers: Labels = np.arange(2**bits)[:, None] >> np.arange(bits)[::-1]
    return (numbers % 2).astype(np.float64)


def _symmetry(bits: int) -> tuple[Array, Array]:
    """Target: on if the second half mirrors the first."""
    x = all_bits(bits)
    return x, (x == x[:, ::-1]).all(axis=1, keepdims=True).astype(np.float64)


def _parity(bits: int) -> tuple[Array, Array]:
    """Target: on if the number of ones is odd; exclusive or for two bits."""
    x = all_bits(bits)
    return x, x.sum(axis=1, keepdims=True) % 2.0


def _encoder(bits: int) -> tuple[Array, Array]:
    """Input: a single bit that is on. Target: the input."""
    return np.eye(bits), np.eye(bits)


def _negation(bits: int) -> tuple[Array, Array]:
    """Target: all bits but the first, inverted if the first is on."""
    x = all_bits(bits)
    return x, np.abs(x[:, 1:] - x[:, :1])


# -- the family trees ------------------------------------------------------------------------------------------------


@cache
def family_trees() -> dict[str, Any]:
    """Return the two families: `people`, `relations`, `cases` [person, relation, [people]], and for each person the
    `generation` (1 to 3) and the `branch` of the family (one side, or both)."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("family_trees.json").read_text(encoding="utf-8"))
    return found


def _families(bits: int) -> tuple[Array, Array]:
    """Input: a person and a relation, one bit each. Target: all people in this relation to the person."""
    trees = family_trees()
    people, relations, cases = trees["people"], trees["relations"], trees["cases"]
    inputs, targets = np.zeros((len(cases), bits)), np.zeros((len(cases), len(people)))
    for row, (person, relation, others) in enumerate(cases):
        inputs[row, [people.index(person), len(people) + relations.index(relation)]] = 1.0
        targets[row, [people.index(other) for other in others]] = 1.0
    return inputs, targets


def _family_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    trees = family_trees()
    return (*trees["people"], *trees["relations"]), tuple(trees["people"])


def _one(bits: int) -> int:
    return 1


def _all(bits: int) -> int:
    return 1 << bits


PATTERN_SETS: dict[str, PatternSet] = {
    "symmetry": PatternSet(
        "Symmetry", "whether a row of bits is its own mirror image", NATURE, 6, 2, 10, _all, _one, _symmetry
    ),
    "xor_table": PatternSet(
        "Exclusive or, four rows", "whether two bits differ", PDP, 2, 2, 2, _all, _one, _parity, off=0.1
    ),
    "parity_table": PatternSet(
        "Parity, all rows", "whether the number of ones is odd", PDP, 4, 2, 10, _all, _one, _parity, off=0.1
    ),
    "encoder": PatternSet(
        "Encoder",
        "reproduce one bit of many through few hidden units",
        PDP,
        8,
        2,
        64,
        lambda bits: bits,
        lambda bits: bits,
        _encoder,
        off=0.1,
    ),
    "negation": PatternSet(
        "Negation",
        "the bits after the first, inverted if the first is on",
        PDP,
        4,
        2,
        10,
        _all,
        lambda bits: bits - 1,
        _negation,
        off=0.1,
    ),
    "family_trees": PatternSet(
        "Family trees",
        "who stands in which relation to whom, in two families of the same form",
        NATURE,
        36,
        36,
        36,
        lambda bits: 104,
        lambda bits: 24,
        _families,
        held_out=4,
        names=_family_names,
    ),
}
