"""Division of samples into a training and a test set."""

import numpy as np

from engine.data.encoding import Labels
from engine.errors import InputError


def train_size(samples: int, train_fraction: float) -> int:
    """Return the number of training samples out of `samples`: the nearest to the fraction that leaves at least one sample
    in each set, or all of them for a fraction of 1. Raises InputError if there are too few samples."""
    if not 0.0 < train_fraction <= 1.0:
        raise InputError(
            f"Received train_fraction {train_fraction}, expected more than 0 and at most 1.",
            "Use 0.5 for two halves, or 1 to train on everything and test on nothing.",
        )
    if train_fraction == 1.0:
        return samples
    if samples < 2:
        raise InputError(
            f"Received {samples} sample to split into train and test, expected at least 2.",
            "Add samples, give a test set, or set train_fraction to 1.",
        )
    return min(max(round(samples * train_fraction), 1), samples - 1)


def shuffled(samples: int, train_fraction: float, rng: np.random.Generator) -> tuple[Labels, Labels]:
    """Draw the training rows and the test rows out of `samples`, both in random order."""
    order = rng.permutation(samples)
    training = train_size(samples, train_fraction)
    return order[:training], order[training:]


def stratified(labels: Labels, train_fraction: float, rng: np.random.Generator) -> tuple[Labels, Labels]:
    """Draw training rows and test rows, both in random order, so that each class has the same share in both.

    labels: class of every row, (N,). The number of training rows is that of `train_size`. If the shares are not whole
    numbers, the classes with the largest remainders get one row more.
    """
    order = rng.permutation(len(labels))
    training = train_size(len(labels), train_fraction)
    counts = np.bincount(labels)
    shares = counts * training / len(labels)
    quota = np.floor(shares).astype(np.int64)
    more = np.argsort(quota - shares, kind="stable")[: training - quota.sum()]
    quota[more] += 1
    trains = np.zeros(len(labels), dtype=bool)
    for label, rows in enumerate(quota):
        trains[order[labels[order] == label][:rows]] = True
    return order[trains[order]], order[~trains[order]]
