"""What is said of the results of an experiment: only what they show."""

from collections.abc import Sequence
from typing import Any

import pytest

from app.protocol.rooms.experiments import ExperimentRequest
from app.rooms.experiments.experiment import Experiment
from app.rooms.experiments.summary import summary_of

X = None
"""A run that has diverged."""


def experiment(results: Sequence[float | None], values: Any = (0.1, 1.0), **asked: Any) -> Experiment:
    """An experiment that is over, with the results of its first runs in order; the others have not finished."""
    request = {"spec": {"data": {"name": "circle"}}, "vary": "learning_rate", "values": values, "epochs": 1, **asked}
    made = Experiment("id", ExperimentRequest.model_validate(request), list(values), "linear")
    for trial, result in zip(made.trials, results, strict=False):
        trial.state, trial.metric = ("diverged" if result is None else "finished"), result
    made.end()
    return made


OVERLAP = "Some runs with 0.1 were no better than some with other values: the order may depend on the seeds."
CLEAR = "Every run with 0.1 was better than every other run."


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (experiment([0.2, 0.5]), "Lowest test loss: 0.2, with learning rate 0.1. With 1 it was 0.5."),
        (experiment([0.2, 0.2]), "All values reached the same test loss, 0.2."),
        (experiment([0.2, X]), "Only with learning rate 0.1 did most runs finish: 0.2. 1 run diverged, with learning rate 1."),
        (experiment([X, X]), "No run has finished. 2 runs diverged, with learning rate 0.1 and 1."),
        (experiment([0.2]), "Only with learning rate 0.1 did most runs finish: 0.2. 1 run had not finished when the experiment was ended."),
        (experiment([]), "No run has finished. 2 runs had not finished when the experiment was ended."),
        (
            experiment([0.2, 0.5, 0.3, 0.6], repeats=2),
            f"Lowest median test loss: 0.25, with learning rate 0.1. With 1 it was 0.55. {CLEAR}",
        ),
        (
            experiment([0.2, 0.3, 0.3, 0.6], repeats=2),
            f"Lowest median test loss: 0.25, with learning rate 0.1. With 1 it was 0.45. {OVERLAP}",
        ),
        (
            experiment([0.2, 0.5, X, 0.6, 0.1, 0.7], repeats=3),
            "Lowest median test loss: 0.2, with learning rate 0.1. With 1 it was 0.6. 1 run diverged, with learning rate 0.1.",
        ),
        (
            experiment([1e-8, 0.5, X, 0.6], repeats=2),
            "Only with learning rate 1 did most runs finish: 0.55. 1 run diverged, with learning rate 0.1.",
        ),
        (
            experiment([1e-8, X, X, 0.6], repeats=2),
            "No value had most of its runs finish. 2 runs diverged, with learning rate 0.1 and 1.",
        ),
        (experiment([1.2e-8, 2e9]), "Lowest test loss: 1.2 × 10⁻⁸, with learning rate 0.1. With 1 it was 2 × 10⁹."),
        (
            experiment([0.9, 0.5], metric="accuracy"),
            "Highest test accuracy: 90 %, with learning rate 0.1. With 1 it was 50 %.",
        ),
        (
            experiment([0.2, 0.2, 0.5], ("tanh", "relu", "sin"), vary="activation", metric="train_loss"),
            "Lowest training loss: 0.2, with activation function Tanh and ReLU. With Sine it was 0.5.",
        ),
        (
            experiment([0.2, 0.4, 0.3], (1, 2, 3), vary="seed"),
            "The seed alone changes the test loss from 0.2 to 0.4; the median of 3 runs is 0.3.",
        ),
        (experiment([0.2, X], (1, 2), vary="seed"), "The only run that finished reached the test loss 0.2. 1 run diverged."),
    ],
)  # fmt: skip
def test_the_summary_says_what_came_out(made: Experiment, words: str) -> None:
    assert summary_of(made) == words
