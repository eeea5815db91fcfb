"""Table of optimizers. Definitions are PyTorch's."""

from engine.compiled.jit import choose
from engine.optim.adam import ADAM, ADAMW, AMSGRAD
from engine.optim.adaptive_rates import ADADELTA, ADAGRAD, RMSPROP
from engine.optim.gradient_descent import MOMENTUM, NESTEROV, SGD
from engine.optim.lion import LION
from engine.optim.muon import MUON
from engine.optim.optimizer import Optimizer

OPTIMIZERS: dict[str, Optimizer] = {
    "sgd": SGD,
    "momentum": MOMENTUM,
    "nesterov": NESTEROV,
    "adagrad": ADAGRAD,
    "adadelta": ADADELTA,
    "rmsprop": RMSPROP,
    "adam": ADAM,
    "amsgrad": AMSGRAD,
    "adamw": ADAMW,
    "lion": LION,
    "muon": MUON,
}

CODES = {name: code for code, name in enumerate(OPTIMIZERS)}

step = choose([optimizer.step for optimizer in OPTIMIZERS.values()])
"""step(code, P, G, S, span, h, t, work): one update of a span of the flat parameters P by the gradient G, with memory S,
hyperparameters h and scratch `work`."""
