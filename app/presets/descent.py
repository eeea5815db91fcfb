"""Descent: theorems about optimizers, as runs of a network without hidden layers and biases."""

from typing import Any

from app.presets.preset import Preset

SLOPE = 3.0
"""C in the example of Reddi, Kale & Kumar, any number above 2."""


def _game(optimizer: str) -> dict[str, Any]:
    """One weight x in [-1, 1] of the input 1, and losses C x, -x, -x in turn; β₁ = 0, β₂ = 1 / (1 + C²), α / √t."""
    return {
        "data": {
            "name": "inline",
            "inputs": [[1.0]] * 3,
            "targets": [[SLOPE], [-1.0], [-1.0]],
            "task": "regression",
            "input_names": ["1"],
        },
        "network": {"layers": [], "output_bias": False, "initializer": {"name": "uniform", "scale": 1.0}},
        "loss": "linear",
        "optimizer": {"name": optimizer, "learning_rate": 0.5, "beta1": 0.0, "beta2": 1.0 / (1.0 + SLOPE**2)},
        "schedule": {"name": "inverse_sqrt"},
        "projection": {"name": "box", "limit": 1.0},
        "batch_size": 1,
        "shuffle": False,
    }


CONDITION = 100.0
"""κ, the ratio of the largest to the smallest eigenvalue."""
EIGENVALUES = [CONDITION ** (number / 9) for number in range(10)]


def _quadratic(optimizer: dict[str, Any]) -> dict[str, Any]:
    """½ Σ λ_i w_i²: rows √λ_i e_i with targets 0, in full batches, summed."""
    rows = [[root if column == row else 0.0 for column in range(10)] for row, root in enumerate(_roots())]
    return {
        "data": {"name": "inline", "inputs": rows, "targets": [[0.0]] * 10, "task": "regression"},
        "network": {"layers": [], "output_bias": False, "initializer": {"name": "normal", "scale": 1.0}},
        "reduction": "sum",
        "optimizer": optimizer,
        "batch_size": "all",
    }


def _roots() -> list[float]:
    return [eigenvalue**0.5 for eigenvalue in EIGENVALUES]


ROOT = CONDITION**0.5
POLYAK = "Polyak, Some methods of speeding up the convergence of iteration methods (1964)"
REDDI = "Reddi, Kale & Kumar, On the convergence of Adam and beyond (2018), theorem 1"

DESCENT: dict[str, Preset] = {
    "adam_astray": Preset(
        "Adam converges to the wrong end",
        "One weight x in [-1, 1], with the losses 3x, -x, -x in turn: their sum is smallest at -1. Adam forgets the rare "
        "large gradient and moves to 1.",
        _game("adam"),
        REDDI,
        "if the loss is C x in every third step and -x in the others, with C > 2, Adam converges to the wrong end",
    ),
    "amsgrad_right": Preset(
        "AMSGrad converges to the right end",
        "The same losses: AMSGrad remembers the largest squared gradient and moves to -1.",
        _game("amsgrad"),
        REDDI.replace("theorem 1", "algorithm 2"),
        "AMSGrad converges to the right end",
    ),
    "quadratic": Preset(
        "A narrow valley, gradient descent",
        "A quadratic with condition number 100: at the best learning rate, the error falls by 2 % per step.",
        _quadratic({"name": "sgd", "learning_rate": 2.0 / (CONDITION + 1.0)}),
        "Cauchy (1847); " + POLYAK,
        "at best, a step multiplies the error by (κ - 1) / (κ + 1): 0.9802 for κ = 100",
    ),
    "quadratic_heavy_ball": Preset(
        "A narrow valley, momentum",
        "The same valley with momentum: at the best settings, the error falls by 18 % per step.",
        _quadratic(
            {
                "name": "momentum",
                "learning_rate": 4.0 / (ROOT + 1.0) ** 2,
                "momentum": ((ROOT - 1.0) / (ROOT + 1.0)) ** 2,
            }
        ),
        POLYAK,
        "at best, a step multiplies the error by (√κ - 1) / (√κ + 1): 0.8182 for κ = 100",
    ),
}
