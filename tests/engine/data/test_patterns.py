"""The tasks of 1986: patterns, targets, held-out patterns, errors."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from engine.data.dataset import Dataset
from engine.data.patterns import PATTERN_SETS, family_trees
from engine.inspect.probes.observation import observe
from engine.load import load
from engine.spec.data.generated import PatternSpec
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

WANTED = {
    "symmetry": lambda bits: [bits == bits[::-1]],
    "xor_table": lambda bits: [bits[0] != bits[1]],
    "parity_table": lambda bits: [sum(bits) % 2],
    "encoder": lambda bits: bits,
    "negation": lambda bits: [1 - bit if bits[0] else bit for bit in bits[1:]],
}


def loaded(name: str, **fields: Any) -> Dataset:
    return load(PatternSpec(name=name, **fields))


def test_the_table() -> None:
    shapes = {}
    for name in PATTERN_SETS:
        data = loaded(name)
        shapes[name] = len(data.train), len(data.test), data.train.inputs.shape[1], data.train.targets.shape[1]
    assert shapes == {
        "symmetry": (64, 0, 6, 1),
        "xor_table": (4, 0, 2, 1),
        "parity_table": (16, 0, 4, 1),
        "encoder": (8, 0, 8, 8),
        "negation": (16, 0, 4, 3),
        "family_trees": (100, 4, 36, 24),
    }


@pytest.mark.parametrize(
    ("name", "bits"),
    [(name, None) for name in WANTED] + [("symmetry", 5), ("parity_table", 2), ("encoder", 5), ("negation", 3)],
)
def test_every_pattern_occurs_once_with_its_target(name: str, bits: int | None) -> None:
    data = loaded(name, bits=bits, off=0.1)
    rows = [tuple(row) for row in data.train.inputs.astype(int).tolist()]
    width = bits or PATTERN_SETS[name].bits
    everything = [row for row in product((0, 1), repeat=width) if name != "encoder" or sum(row) == 1]
    assert sorted(rows) == everything and len(set(rows)) == len(rows)
    for row, target in zip(rows, data.train.targets.tolist(), strict=True):
        assert target == pytest.approx([0.9 if bit else 0.1 for bit in WANTED[name](row)])


@pytest.mark.parametrize("name", PATTERN_SETS)
def test_shapes_types_and_the_spec(name: str) -> None:
    entry, spec, data = PATTERN_SETS[name], PatternSpec(name=name), loaded(name)
    assert entry.source and entry.description
    for split in (data.train, data.test):
        assert split.inputs.dtype == split.targets.dtype == np.float64
        assert split.inputs.flags.c_contiguous
    assert (spec.bits, spec.off, spec.held_out) == (entry.bits, entry.off, entry.held_out)
    assert spec.size == (len(data.train) + len(data.test), data.train.inputs.shape[1], data.train.targets.shape[1])
    assert (data.task, data.decision_threshold, data.domain is not None) == ("regression", 0.5, name == "xor_table")
    assert PatternSpec.model_validate(spec.model_dump()) == spec


def test_the_seed_draws_the_patterns_held_out() -> None:
    one, same, other = (loaded("family_trees", seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.test.inputs, same.test.inputs)
    assert not np.array_equal(one.test.inputs, other.test.inputs)
    whole = loaded("family_trees", held_out=0).train
    for data in (one, other):
        rows = np.concatenate([data.train.inputs, data.test.inputs])
        assert sorted(rows.tolist()) == sorted(whole.inputs.tolist())


MEN = {
    *("Christopher", "Andrew", "Arthur", "James", "Charles", "Colin"),
    *("Roberto", "Pierro", "Emilio", "Marco", "Tomaso", "Alfonso"),
}


def test_the_two_families_are_complete_and_isomorphic() -> None:
    """All relations, derived from marriages and children alone."""
    trees = family_trees()
    people, cases = trees["people"], {(person, relation): set(them) for person, relation, them in trees["cases"]}
    assert len(people) == len(set(people)) == 24 and len(trees["relations"]) == 12 and len(cases) == 104
    assert sum(map(len, cases.values())) == 112
    related = {person: {r: them for (p, r), them in cases.items() if p == person} for person in people}

    def of(person: str, *relations: str) -> set[str]:
        return set().union(*(related[person].get(relation, set()) for relation in relations))

    def expected(person: str) -> dict[str, set[str]]:
        parents, spouse = of(person, "father", "mother"), of(person, "husband", "wife")
        children = set().union(*(of(each, "son", "daughter") for each in {person} | spouse))
        siblings = set().union(*(of(each, "son", "daughter") for each in parents)) - {person}
        elders = set().union(*(of(each, "brother", "sister") for each in parents))
        elders |= set().union(*(of(each, "husband", "wife") for each in elders))
        young = siblings | set().union(*(of(each, "brother", "sister") for each in spouse))
        young = set().union(*(of(each, "son", "daughter") for each in young))
        pairs = {
            "father": parents,
            "husband": spouse,
            "son": children,
            "uncle": elders,
            "brother": siblings,
            "nephew": young,
        }
        women = {"father": "mother", "husband": "wife", "son": "daughter", "uncle": "aunt", "brother": "sister"}
        found = {relation: them & MEN for relation, them in pairs.items()}
        found |= {(women | {"nephew": "niece"})[relation]: them - MEN for relation, them in pairs.items()}
        return {relation: them for relation, them in found.items() if them}

    for number, person in enumerate(people):
        assert related[person] == expected(person), person
        twin = people[(number + 12) % 24]
        assert trees["generation"][number] == trees["generation"][(number + 12) % 24]
        assert trees["branch"][number] == trees["branch"][(number + 12) % 24]
        assert (person in MEN) == (twin in MEN)
        assert related[twin] == {
            relation: {people[(people.index(other) + 12) % 24] for other in them}
            for relation, them in related[person].items()
        }


def test_a_case_is_a_person_and_a_relation() -> None:
    data = loaded("family_trees", held_out=0)
    assert data.input_names == (*family_trees()["people"], *family_trees()["relations"])
    np.testing.assert_array_equal(data.train.inputs[:, :24].sum(axis=1), 1.0)
    np.testing.assert_array_equal(data.train.inputs[:, 24:].sum(axis=1), 1.0)
    names = family_trees()["people"]
    row = next(
        row
        for row, (person, relation, _) in enumerate(family_trees()["cases"])
        if (person, relation) == ("Colin", "aunt")
    )
    predicted = {name for name, value in zip(names, data.train.targets[row], strict=True) if value == 1.0}
    assert predicted == {"Jennifer", "Margaret"}


def test_outputs_are_logistic_by_default_and_accuracy_is_by_bit() -> None:
    spec = RunSpec.model_validate({"data": {"name": "negation"}, "batch_size": "all"})
    assert (spec.network.output_activation, spec.loss) == ("sigmoid", "half_squared_error")
    run = Trainer(spec)
    outputs, targets = run.predict(run.data.train.inputs).outputs, run.data.train.targets
    right = [
        all((y > 0.5) == (t > 0.5) for y, t in zip(*rows, strict=True)) for rows in zip(outputs, targets, strict=True)
    ]
    metrics = observe(run).metrics
    assert metrics.train_accuracy == pytest.approx(sum(right) / 16)
    assert metrics.test_accuracy is metrics.test_r2 is metrics.test_loss is None
    assert metrics.train_r2 is not None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "symmetry", "bits": 1}, "Received bits 1 of 'Symmetry', expected 2 to 10. Leave it out for 6"),
        ({"name": "symmetry", "bits": 11}, "Received bits 11"),
        ({"name": "xor_table", "bits": 3}, "Received bits 3 of 'Exclusive or, four rows', expected 2"),
        ({"name": "family_trees", "bits": 35}, "expected 36"),
        ({"name": "encoder", "held_out": 8}, "Received held_out 8 of 'Encoder', expected less than its 8 patterns"),
        ({"name": "encoder", "held_out": -1}, "greater than or equal to 0"),
        ({"name": "encoder", "off": 0.5}, "less than or equal to 0.4"),
        ({"name": "encoder", "off": float("nan")}, "finite number"),
        ({"name": "encoder", "samples": 8}, "Extra inputs"),
        ({"name": "enkoder"}, "Received the unknown data set 'enkoder'. Choose from: symmetry"),
    ],
)
def test_unknown_patterns_are_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PatternSpec(**fields)
