"""Memory: the adding problem over a hundred steps, with three kinds of recurrent layer."""

from typing import Any

from app.presets.preset import STANDARD, Preset

LE = "Hochreiter & Schmidhuber, Long short-term memory (1997), in the form of Le, Jaitly & Hinton (2015)"


def _adding(kind: str, rate: float, samples: int) -> dict[str, Any]:
    """The adding problem with a fixed training set, 80 % of the samples; published runs draw new sequences for every batch.
    The plain layer, which takes longer, would memorize fewer than 4,000 training samples."""
    return {
        "data": {"name": "adding", "length": 100, "samples": samples},
        "network": {
            "layers": [{"kind": kind, "units": 32, "recurrent_initializer": STANDARD}],
            "initializer": STANDARD,
        },
        "optimizer": {"name": "adam", "learning_rate": rate},
        "clipping": {"name": "norm", "limit": 1.0},
        "batch_size": 50,
    }


MEMORY: dict[str, Preset] = {
    "adding_rnn": Preset(
        "Adding problem, a plain recurrent layer",
        "Two marked numbers among a hundred are to be added. The loss stays where always guessing 1 leaves it, at 1/12.",
        _adding("rnn", 0.001, 5000),
        LE,
        "repeated: mean squared error still above .15 after 3,000 updates; always guessing 1 costs 1/6",
    ),
    "adding_lstm": Preset(
        "Adding problem, LSTM",
        "Cells carry the first number to the second: nothing for several hundred updates, then the loss falls to nearly 0.",
        _adding("lstm", 0.005, 2000),
        LE,
        "repeated: mean squared error below .02 in about 1,250 updates",
    ),
    "adding_gru": Preset(
        "Adding problem, GRU",
        "The same with gated recurrent units, which find it sooner.",
        _adding("gru", 0.005, 2000),
        "Cho et al., Learning phrase representations (2014), on the task of Le, Jaitly & Hinton (2015)",
        "repeated: mean squared error below .02 in about 500 updates",
    ),
}
