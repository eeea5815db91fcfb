"""Read the samples of a run."""

import numpy as np

from app.conversion import ANSWERED, to_json
from app.errors import LimitError
from app.sessions.run import Reserve
from app.settings import Settings
from engine.train.trainer import Trainer


def data_json(trainer: Trainer, reserve: Reserve, data_version: int, rows: int | None, settings: Settings) -> bytes:
    """`PointData`: the samples, of each split at most `rows`, evenly spaced. Raises LimitError if they are too many."""
    data = trainer.data
    train, test = (split if rows is None else split.thinned(rows) for split in (data.train, data.test))
    numbers = (len(train) + len(test)) * data.train.inputs.shape[1]
    if numbers > settings.max_values:
        detail = f"rows: the answer would hold {numbers:,} numbers, expected at most {settings.max_values:,}."
        raise LimitError(detail, "Ask for fewer rows of each split, as in ?rows=1000.", field="rows")
    reserve(ANSWERED * (numbers + (len(train) + len(test)) * trainer.network.output_width))
    return to_json(
        {
            "data_version": data_version,
            "task": data.task,
            "classes": data.classes or None,
            "train_size": len(train),
            "test_size": len(test),
            "inputs": np.concatenate((train.inputs, test.inputs)),
            "targets": np.concatenate((train.targets, test.targets)),
        }
    )
