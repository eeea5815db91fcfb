"""Table of regularizations: penalties in the objective, and weight decay apart from the gradient. Biases have none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Regularization:
    """A regularization. formula: the penalty, or the change of a weight per step. l1, l2, decay: its factors of the rate
    in the L1 penalty rate · Σ|w|, the L2 penalty rate · ½ Σw², and the weight decay w ← (1 - η rate) w."""

    label: str
    formula: str
    l1: float = 0.0
    l2: float = 0.0
    decay: float = 0.0


REGULARIZATIONS: dict[str, Regularization] = {
    "none": Regularization("None", "0"),
    "l1": Regularization("L1", "rate · Σ|w|", l1=1.0),
    "l2": Regularization("L2", "rate · ½ Σw²", l2=1.0),
    "decay": Regularization("Weight decay", "w ← (1 - η rate) w, apart from the gradient", decay=1.0),
}
