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
        "Add the two marked numbers among a hundred. The loss stays at 1/12, as if the network always answered 1.",
        _adding("rnn", 0.001, 5000),
        LE,
        "repeated: mean squared error still above 0.15 after 3,000 updates; always answering 1 gives 1/6",
    ),
    "adding_lstm": Preset(
        "Adding problem, LSTM",
        "The cells remember the first number. Nothing happens for several hundred updates, then the loss falls to almost 0.",
        _adding("lstm", 0.005, 2000),
        LE,
        "repeated: mean squared error below 0.02 in about 1,250 updates",
    ),
    "adding_gru": Preset(
        "Adding problem, GRU",
        "The same task with gated recurrent units, which learn it sooner.",
        _adding("gru", 0.005, 2000),
        "Cho et al., Learning phrase representations (2014), on the task of Le, Jaitly & Hinton (2015)",
        "repeated: mean squared error below 0.02 in about 500 updates",
    ),
}
