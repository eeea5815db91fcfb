"""Table of regularizations: penalties in the objective, and weight decay apart from the gradient. Biases have none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Regularization:
    """A regularization. formula: the penalty, or the change of a weight per step."""

    label: str
    formula: str


REGULARIZATIONS: dict[str, Regularization] = {
    "none": Regularization("None", "0"),
    "l1": Regularization("L1", "rate · Σ|w|"),
    "l2": Regularization("L2", "rate · ½ Σw²"),
    "decay": Regularization("Weight decay", "w ← (1 - η rate) w, apart from the gradient"),
}
