"""What the recurrent ops keep of each step, in one table: the same for whoever builds them and whoever looks inside."""

from dataclasses import dataclass

from engine.ops.row import GRU, LSTM, RNN


@dataclass(frozen=True)
class Recurrent:
    """gates: names of the blocks of n columns in GATES, which are also those of W, R and b. inner: names of those in
    INNER."""

    gates: tuple[str, ...]
    inner: tuple[str, ...] = ()


RECURRENT = {
    RNN: Recurrent(("z",)),
    LSTM: Recurrent(("i", "f", "g", "o"), ("c",)),
    GRU: Recurrent(("r", "z", "n"), ("s_r", "s_z", "s_n")),
}
"""op -> what it keeps. The z of the simple layer is its pre-activation; a GRU's s are h₋ R, with q in the last."""
