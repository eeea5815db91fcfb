"""Say in words what came out of an experiment: what the results show, and no more."""

from collections.abc import Mapping, Sequence
from itertools import chain
from math import inf, isfinite
from statistics import median

from app.rooms.experiments.experiment import Experiment
from app.rooms.experiments.factors import FACTORS

METRICS = {"train_loss": "training loss", "test_loss": "test loss", "accuracy": "test accuracy"}

NONE = "No run has finished."

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

FEW = 3
"""Values that are named one by one."""


def summary_of(experiment: Experiment) -> str:
    """Say which values were best and worst by their medians (diverged runs count as worst), whether their runs overlap, and
    what diverged."""
    reached: dict[int, list[float]] = {}
    worst = -inf if experiment.asked.metric == "accuracy" else inf
    for each in experiment.trials:
        if each.ended:
            reached.setdefault(each.value, []).append(worst if each.metric is None else each.metric)
    sentences = [_over_seeds(experiment, reached) if experiment.asked.vary == "seed" else _best(experiment, reached)]
    sentences.append(_diverged(experiment))
    missing = sum(not each.ended for each in experiment.trials)
    if missing:
        sentences.append(f"{_runs(missing)} had not finished when the experiment was ended.")
    return " ".join(each for each in sentences if each)


def _best(experiment: Experiment, reached: Mapping[int, Sequence[float]]) -> str:
    """The value with the best median, and how its runs compare with those of the next."""
    metric, words, sign = *_metric(experiment), -1 if experiment.asked.metric == "accuracy" else 1
    medians = {value: middle for value, results in reached.items() if isfinite(middle := median(results))}
    ranked = sorted(medians, key=lambda value: sign * medians[value])
    if not ranked:
        return "No value had most of its runs finish." if any(map(isfinite, chain(*reached.values()))) else NONE
    if len(ranked) == 1:
        return f"Only with {words} {_value(experiment, ranked[0])} did most runs finish: {_number(experiment, medians[ranked[0]])}."
    repeated = any(len(results) > 1 for results in reached.values())
    first, second, last = ranked[0], ranked[1], ranked[-1]
    if medians[first] == medians[last]:
        return f"All values reached the same {'median ' if repeated else ''}{metric}, {_number(experiment, medians[first])}."
    best = "Highest" if sign < 0 else "Lowest"
    equals = [value for value in ranked if medians[value] == medians[first]]
    named = _listed(experiment, sorted(equals))
    text = (
        f"{best} {'median ' if repeated else ''}{metric}: {_number(experiment, medians[first])}, with {words} {named}."
    )
    text += f" With {_value(experiment, last)} it was {_number(experiment, medians[last])}."
    whole = all(each.state == "finished" for each in experiment.trials if each.value == first)
    if whole and len(equals) == 1 and min(len(reached[first]), len(reached[second])) > 1:
        text += _overlap(experiment, reached, first, sign)
    return text


def _overlap(experiment: Experiment, reached: Mapping[int, Sequence[float]], first: int, sign: int) -> str:
    """Say whether all runs of the best value are better than all others."""
    worst = max(sign * each for each in reached[first])
    others = min(sign * each for value, results in reached.items() if value != first for each in results)
    name = _value(experiment, first)
    if worst < others:
        return f" Every run with {name} was better than every other run."
    return f" Some runs with {name} were no better than some with other values: the order may depend on the seeds."


def _over_seeds(experiment: Experiment, reached: Mapping[int, Sequence[float]]) -> str:
    """Say how much the seed alone changes the result."""
    results = sorted(filter(isfinite, chain(*reached.values())))
    metric = _metric(experiment)[0]
    if not results:
        return NONE
    if len(results) == 1:
        return f"The only run that finished reached the {metric} {_number(experiment, results[0])}."
    return (
        f"The seed alone changes the {metric} from {_number(experiment, results[0])} to {_number(experiment, results[-1])}; "
        f"the median of {len(results)} runs is {_number(experiment, median(results))}."
    )


def _diverged(experiment: Experiment) -> str:
    """Say how many runs diverged, and with which values."""
    diverged = [each for each in experiment.trials if each.state == "diverged"]
    if not diverged:
        return ""
    values = sorted({each.value for each in diverged})
    text = f"{_runs(len(diverged))} diverged"
    if experiment.asked.vary == "seed" or len(values) > FEW:
        return f"{text}."
    return f"{text}, with {_metric(experiment)[1]} {_listed(experiment, values)}."


def _metric(experiment: Experiment) -> tuple[str, str]:
    return METRICS[experiment.asked.metric], FACTORS[experiment.asked.vary].words


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count} runs"


def _listed(experiment: Experiment, places: Sequence[int]) -> str:
    """At most FEW values in words."""
    values = [_value(experiment, place) for place in places]
    if len(values) > FEW:
        return f"{', '.join(values[:FEW])} and {len(values) - FEW} more"
    *others, last = values
    return f"{', '.join(others)} and {last}" if others else last


def _value(experiment: Experiment, place: int) -> str:
    return FACTORS[experiment.asked.vary].known.label(experiment.values[place])


def _number(experiment: Experiment, value: float) -> str:
    if experiment.asked.metric == "accuracy":
        return f"{100 * value:.3g} %"
    digits, _, power = f"{value:.3g}".partition("e")
    return f"{digits} × 10{str(int(power)).translate(SUPERSCRIPT)}" if power else digits
