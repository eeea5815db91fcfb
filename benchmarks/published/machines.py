"""Networks of 1986: share of runs that learn, number of sweeps, and structure of the learned weights."""

from typing import Any

import numpy as np

from app.presets import PRESETS
from benchmarks.published.study import Results, Study, metrics_of, runs_of, share
from engine.compiled.jit import Array
from engine.data.patterns import family_trees
from engine.train.trainer import Trainer


def solve(run: Trainer, most: int, every: int = 5) -> bool:
    """Train until every output is on the right side of ½. Returns False if it is not after `most` sweeps."""
    while run.step < most:
        run.advance(every)
        if metrics_of(run).train_accuracy == 1.0:
            return True
    return False


def sweeps_of(preset: str, seeds: int, most: int, **changes: Any) -> Results:
    """Share of runs that learn, and quartiles of the number of sweeps they need."""
    needed = [run.step for run in runs_of(preset, seeds, **changes) if solve(run, most)]
    quartiles = np.percentile(needed, [25, 50, 75]) if needed else [np.nan] * 3
    return {
        "solved": len(needed) / seeds,
        **dict(zip(("first", "median", "third"), map(float, quartiles), strict=True)),
    }


AFTERWARDS = 2000
"""Further sweeps, after learning the symmetry, until the weights are settled."""
RATIOS = ((1.0, 2.0, 4.0), (1.0, 1.5, 2.0))


def symmetry(seeds: int) -> Results:
    """Share of runs that learn, quartiles of sweeps; share with opposite weights and with ratio 1 : 2 : 4."""
    needed, opposite, ratios = [], [], []
    for run in runs_of("symmetry", seeds):
        if solve(run, 30_000):
            needed.append(run.step)
            run.advance(AFTERWARDS)
            weights = run.get_parameters()[0].weights
            assert weights is not None
            opposite.append(is_antisymmetric(weights))
            ratios.append(nearest_ratio(weights))
    first, median, third = np.percentile(needed, [25, 50, 75]).tolist()
    found = {"solved": len(needed) / seeds, "first": first, "median": median, "third": third}
    return {**found, "opposite": share(opposite), "one_two_four": share([ratio == RATIOS[0] for ratio in ratios])}


def is_antisymmetric(weights: Array) -> bool:
    """True if weights (6, 2) are opposite about the middle, and the two units opposite to each other."""
    scale = 0.1 * np.abs(weights).max()
    mirrored, other = np.abs(weights + weights[::-1]).max(), np.abs(weights[:, 0] + weights[:, 1]).max()
    return bool(max(mirrored, other) < scale)


def nearest_ratio(weights: Array) -> tuple[float, ...]:
    """The ratio of RATIOS that is nearest to the magnitudes of weights (6, 2)."""
    sizes = np.sort(np.abs(weights[:3]).mean(axis=1))
    distances = [np.abs(np.log(sizes / sizes[0] / np.array(ratio))).max() for ratio in RATIOS]
    return RATIOS[int(np.argmin(distances))]


TRAP = (0.1, 0.5, 0.5, 0.9)


def exclusive_or(seeds: int) -> Results:
    """Share of runs that learn, and share of the others that end in the local minimum TRAP."""
    trapped: list[bool] = []
    for run in runs_of("xor_1986", seeds):
        if not solve(run, 3000):
            outputs = np.sort(run.predict(run.data.train.inputs).outputs.ravel())
            trapped.append(bool(np.abs(outputs - TRAP).max() < 0.02))
    return {"solved": 1.0 - len(trapped) / seeds, "trapped": share(trapped)}


def hidden_units(seeds: int) -> Results:
    """Median number of sweeps for each number of hidden units."""
    network = PRESETS["xor_wide"].spec["network"]
    medians = {}
    for units in (2, 4, 8, 16, 32):
        layers = [{"units": units, "activation": "sigmoid"}]
        medians[f"units_{units}"] = sweeps_of("xor_wide", seeds, 3000, network={**network, "layers": layers})["median"]
    return medians


def families(seeds: int) -> Results:
    """Share of runs that learn 98 % of the training cases; accuracy on the cases held out; and, as the best correlation
    among the six units of a person, how well units encode nationality, generation and branch."""
    learned, right, correlations = [], [], []
    for run in runs_of("family_trees", seeds):
        run.advance(5000)
        metrics = metrics_of(run)
        assert metrics.train_accuracy is not None and metrics.test_accuracy is not None
        learned.append(metrics.train_accuracy >= 0.98)
        right.append(metrics.test_accuracy)
        weights = run.get_parameters()[0].weights
        assert weights is not None
        correlations.append([best_correlation(weights, trait) for trait in traits()])
    nation, generation, branch = np.median(correlations, axis=0).tolist()
    return {
        "learned": share(learned), "held_out": float(np.mean(right)), "all_four": share([each == 1.0 for each in right]),
        "nation": nation, "generation": generation, "branch": branch,
    }  # fmt: skip


def traits() -> tuple[Array, Array, Array]:
    """Nationality, generation and branch of the family for every person; NaN for a person of both branches."""
    trees = family_trees()
    nation = np.repeat([0.0, 1.0], 12)
    branch = [{"C": 0.0, "A": 1.0}.get(side, np.nan) for side in trees["branch"]]
    return nation, np.array(trees["generation"], dtype=np.float64), np.array(branch)


def best_correlation(weights: Array, trait: Array) -> float:
    """Largest |correlation| of a unit in weights (24, 6) with a trait (24,), over the people whose trait is known."""
    known = ~np.isnan(trait)
    return max(abs(float(np.corrcoef(unit[known], trait[known])[0, 1])) for unit in weights.T)


SWEEPS = "{solved:.0%} learn; quartiles {first:,.0f}, {median:,.0f}, {third:,.0f} sweeps"
MACHINES: dict[str, Study] = {
    "symmetry": Study(
        "symmetry",
        60,
        symmetry,
        SWEEPS + "; weights opposite in {opposite:.0%}, ratio 1 : 2 : 4 in {one_two_four:.0%}, else 1 : 1.5 : 2",
    ),
    "exclusive_or": Study("xor_1986", 200, exclusive_or, "{solved:.1%} learn"),
    "trap": Study("xor_trap", 200, exclusive_or, "{trapped:.0%} of the runs that do not learn end there"),
    "hidden_units": Study(
        "xor_wide",
        60,
        hidden_units,
        "medians {units_2:.0f}, {units_4:.0f}, {units_8:.0f}, {units_16:.0f}, {units_32:.0f} sweeps",
    ),
    "encoder": Study("encoder", 100, lambda seeds: sweeps_of("encoder", seeds, 3000), SWEEPS),
    "parity": Study("parity", 60, lambda seeds: sweeps_of("parity", seeds, 20_000), SWEEPS),
    "negation": Study("negation", 60, lambda seeds: sweeps_of("negation", seeds, 10_000), SWEEPS),
    "family_trees": Study(
        "family_trees",
        20,
        families,
        "{learned:.0%} learn 98% of the cases in 5,000 sweeps; {held_out:.0%} of the held-out cases right, 4 of 4 in "
        "{all_four:.0%}; best correlation of a unit with nationality {nation:.2f}, generation {generation:.2f}, branch {branch:.2f}",
    ),
}
