"""Hyperparameter: a number with a default and a range."""

from dataclasses import dataclass

from engine.errors import InputError


@dataclass(frozen=True)
class Hyperparameter:
    """A number with a default, a range that includes its ends, and its symbol in formulas ("" if it has none)."""

    default: float
    low: float = 0.0
    high: float = 1.0
    symbol: str = ""

    def check(self, name: str, value: float) -> None:
        """Raise InputError if `value` is out of range."""
        if not self.low <= value <= self.high:
            raise InputError(
                f"Received {name} {value:g}, expected {self.low:g} to {self.high:g}.",
                f"Leave it out for {self.default:g}.",
            )


def epsilon(default: float) -> Hyperparameter:
    """Return the number that is added to a denominator."""
    return Hyperparameter(default, 1e-16, 1.0, "ε")


def momentum(default: float) -> Hyperparameter:
    """Return the decay rate of a momentum buffer."""
    return Hyperparameter(default, 0.0, 0.9999, "μ")


def beta1() -> Hyperparameter:
    """Return the decay rate of Adam's mean of gradients."""
    return Hyperparameter(0.9, 0.0, 0.9999, "β₁")


def beta2(default: float = 0.999) -> Hyperparameter:
    """Return the decay rate of Adam's mean of squared gradients."""
    return Hyperparameter(default, 0.0, 0.999999, "β₂")
