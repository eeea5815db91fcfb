"""The tasks of 1986, one after the other in one table of names: few patterns of bits, all of them known, each with the
bits that are wanted for it.

A bit of a target is `off` or 1 - `off`: 0 and 1, or .1 and .9 where the source has it so, for a logistic unit reaches
neither 0 nor 1. An answer is right where every output is on the right side of the middle. The patterns are all there
are, so all of them train, in the order of the table, unless some are held out.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.compiled.jit import Array
from engine.data.dataset import Dataset, Split
from engine.data.domain import domain_around
from engine.data.encoding import Labels
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.spec.run import PatternSpec

MIDDLE = 0.5
"""What parts outputs that are off from those that are on."""

PDP = "Rumelhart, Hinton & Williams, Parallel Distributed Processing 1 (1986), chapter 8"
NATURE = "Rumelhart, Hinton & Williams, Nature 323 (1986)"


@dataclass(frozen=True)
class PatternSet:
    """A table of bits.

    label: its name for a reader. source: where it comes from. bits: of an input, as published; least and most: what else
    it may be. outputs: bits of a target, by those of an input. off, held_out: as published. patterns: `bits -> inputs
    (N, bits), targets (N, outputs)`, of 0 and 1. names: of the inputs and of the outputs, where they have any.
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
        """ValueError for patterns of so many bits that there are none, and where none is left to train on."""
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


def load_patterns(spec: "PatternSpec") -> Dataset:
    """The patterns of a spec, those that train in the order of the table; its seed draws those that are held out."""
    entry = PATTERN_SETS[spec.name]
    bits, off, held_out = spec.values
    inputs, wanted = entry.patterns(bits)
    whole = Split(inputs, off + (1.0 - 2.0 * off) * wanted)
    order = np.random.default_rng(spec.seed).permutation(len(whole))
    return Dataset(
        "regression",
        0,
        whole.take(np.sort(order[held_out:])),
        whole.take(np.sort(order[:held_out])),
        domain_around(inputs) if bits == 2 else None,
        input_names=None if entry.names is None else entry.names()[0],
        middle=MIDDLE,
    )


# -- truth tables ----------------------------------------------------------------------------------------------------


def rows_of(bits: int) -> Array:
    """All vectors of so many bits, (2^bits, bits), counting up, the highest bit first."""
    numbers: Labels = np.arange(2**bits)[:, None] >> np.arange(bits)[::-1]
    return (numbers % 2).astype(np.float64)


def _symmetry(bits: int) -> tuple[Array, Array]:
    """On where the second half is the first in a mirror."""
    x = rows_of(bits)
    return x, (x == x[:, ::-1]).all(axis=1, keepdims=True).astype(np.float64)


def _parity(bits: int) -> tuple[Array, Array]:
    """On where the number of ones is odd; of two bits, exclusive or."""
    x = rows_of(bits)
    return x, x.sum(axis=1, keepdims=True) % 2.0


def _encoder(bits: int) -> tuple[Array, Array]:
    """One bit of many, and the same again."""
    return np.eye(bits), np.eye(bits)


def _negation(bits: int) -> tuple[Array, Array]:
    """All bits but the first, turned over where the first is on."""
    x = rows_of(bits)
    return x, np.abs(x[:, 1:] - x[:, :1])


# -- the family trees ------------------------------------------------------------------------------------------------


@cache
def family_trees() -> dict[str, Any]:
    """The two families: `people`, `relations`, the cases [person, relation, [people]], and of each person `generation`
    (1 to 3) and `branch` of the family (the side that a person comes from, or both)."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("family_trees.json").read_text(encoding="utf-8"))
    return found


def _families(bits: int) -> tuple[Array, Array]:
    """A person and a relation, one bit each; wanted are all people who stand in this relation to that person."""
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
        "one bit of many, to be said again through few hidden units",
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
        "the bits after the first, turned over where the first is on",
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
