"""Gradient descent, without and with momentum."""

from engine.optim.hyperparameter import momentum
from engine.optim.optimizer import Optimizer, UpdateLine, move, over_spans
from engine.optim.update_terms import Step, Terms, terms_of

BUFFER = r"b\leftarrow", r"\mu\,b+g", r"{momentum}\cdot {b}+{g}", "next.b"


def _coefficients(h, t):
    return h[0], h[1]


def _momentum(p, g, buffer, c):
    rate, momentum = c
    buffer = momentum * buffer + g
    return p - rate * buffer, buffer


def _momentum_terms(step: Step) -> Terms:
    """w ← w - η b"""
    return terms_of(step.hyperparameters[0], step.memory_after[0])


def _nesterov(p, g, buffer, c):
    rate, momentum = c
    buffer = momentum * buffer + g
    return p - rate * (g + momentum * buffer), buffer


def _nesterov_terms(step: Step) -> Terms:
    """w ← w - η (g + μ b)"""
    rate, momentum = step.hyperparameters
    return terms_of(rate, step.gradient + momentum * step.memory_after[0])


_momentum_step = over_spans(1, _coefficients, _momentum)

SGD = Optimizer(
    label="Gradient descent",
    formula="w ← w - η g",
    source="Cauchy 1847",
    step=_momentum_step,
    learning_rate=0.03,
    hyperparameters={"momentum": momentum(0.0)},
    memory=("b",),
    terms=_momentum_terms,
    lines=(
        UpdateLine(*BUFFER, if_nonzero="momentum"),
        move(r"-\eta\,b", if_nonzero="momentum"),
        move(r"-\eta\,g", if_zero="momentum"),
    ),
)

MOMENTUM = Optimizer(
    label="Momentum",
    formula="b ← μ b + g;  w ← w - η b",
    source="Polyak 1964; Rumelhart et al. 1986, eq. 9",
    step=_momentum_step,
    learning_rate=0.03,
    hyperparameters={"momentum": momentum(0.9)},
    memory=("b",),
    terms=_momentum_terms,
    lines=SGD.lines,
)

NESTEROV = Optimizer(
    label="Nesterov",
    formula="b ← μ b + g;  w ← w - η (g + μ b)",
    source="Nesterov 1983; Sutskever et al. 2013",
    step=over_spans(1, _coefficients, _nesterov),
    learning_rate=0.03,
    hyperparameters={"momentum": momentum(0.9)},
    memory=("b",),
    terms=_nesterov_terms,
    lines=(
        UpdateLine(*BUFFER),
        UpdateLine(r"g+\mu\,b", "", "", "direction"),
        move(r"-\eta\,(g+\mu\,b)"),
    ),
)
