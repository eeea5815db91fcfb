"""Which rows train and which test."""

import numpy as np

from engine.data.dataset import train_size
from engine.data.encoding import Labels


def stratified(labels: Labels, train_fraction: float, rng: np.random.Generator) -> tuple[Labels, Labels]:
    """Rows to train and rows to test, each in random order, with every class in both by its share of `labels` (N,).

    The training rows are as many as `train_size` says. Where shares are no whole numbers, the classes with the largest
    remainders get a row more.
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
