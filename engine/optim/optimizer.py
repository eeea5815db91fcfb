"""Definition of an optimizer, and the loops that apply its formula to flat vectors.

An optimizer is a formula for one parameter, `update(p, g, s…, c)`: p the parameter, g its gradient, s its memory, c the
coefficients that `coefficients(h, t)` computes once per step from the hyperparameters h (the learning rate first) and the
step number t, counted from 1. It returns the new p and the new memory. Optimizers know spans of flat vectors, not layers.
"""

from dataclasses import dataclass
from typing import Any

from engine.compiled.buffers import vector
from engine.compiled.jit import COMPILED, Kernel, jit, jit_view
from engine.optim.hyperparameter import Hyperparameter
from engine.optim.update_terms import UpdateTerms

MEMORY = 3
"""Vectors of memory per parameter, whichever optimizer runs."""


@dataclass(frozen=True)
class UpdateLine:
    """One line of the derivation of an update: `symbol` equals `latex`, which with its numbers is `numbers`.

    In `numbers` and `result`, {name} is a number of the parameter: w, g, a hyperparameter, `rate` (the scheduled learning
    rate), t, a row of the memory before the step, `next.` and a row for after it, or a term of the update.
    """

    symbol: str
    latex: str = ""
    numbers: str = ""
    result: str = ""
    """Name of the number that the line computes; empty if the next line continues it."""
    if_zero: str = ""
    """Name of a hyperparameter that has to be 0 for the line to apply."""
    if_nonzero: str = ""
    """Name of a hyperparameter that must not be 0."""


@dataclass(frozen=True, kw_only=True)
class Optimizer:
    """An optimizer.

    `step(P, G, S, span, h, t, work)` is compiled: P and G (n,), S (MEMORY · n,) row by row; it updates the part of them in
    `span` [first, end, height, width], with `work` as scratch.
    """

    label: str
    formula: str
    """The update in plain text."""
    source: str
    step: Kernel
    learning_rate: float
    """Default learning rate."""
    hyperparameters: dict[str, Hyperparameter]
    memory: tuple[str, ...]
    """Names of the rows of S that it uses, as in the formula."""
    terms: UpdateTerms
    """The same step as named intermediate values."""
    lines: tuple[UpdateLine, ...]
    """The same step for a reader, line by line."""
    vector_lines: tuple[UpdateLine, ...] = ()
    """The lines for blocks that are no matrix, if they differ."""
    by_matrix: bool = False
    """True if it updates one block at a time, a matrix as a matrix; otherwise a span may be any range of parameters, and
    its height and width are ignored."""


@jit_view
def in_span(x, span, offset):
    """The part of a flat vector in a span, counted from `offset`."""
    return vector(x, offset + span[0], span[1] - span[0])


def over_spans(memory: int, coefficients: Kernel, update: Kernel) -> Kernel:
    """Return the loop over a span of the parameters, for an update with this number of vectors of memory, 1 to 3."""
    prepare, new = jit(coefficients), jit(update)
    if not COMPILED:

        def whole(P: Any, G: Any, S: Any, span: Any, h: Any, t: int, work: Any) -> None:
            own, rows = slice(span[0], span[1]), S.reshape(MEMORY, -1)
            results = update(P[own], G[own], *rows[:memory, own], coefficients(h, t))
            P[own], rows[:memory, own] = results[0], results[1:]

        return whole

    @jit
    def one(P, G, S, span, h, t, work):
        c = prepare(h, t)
        p, g, s = in_span(P, span, 0), in_span(G, span, 0), in_span(S, span, 0)
        for i in range(p.size):
            p[i], s[i] = new(p[i], g[i], s[i], c)

    @jit
    def two(P, G, S, span, h, t, work):
        c = prepare(h, t)
        p, g, s, q = in_span(P, span, 0), in_span(G, span, 0), in_span(S, span, 0), in_span(S, span, P.size)
        for i in range(p.size):
            p[i], s[i], q[i] = new(p[i], g[i], s[i], q[i], c)

    @jit
    def three(P, G, S, span, h, t, work):
        c = prepare(h, t)
        p, g, s, q = in_span(P, span, 0), in_span(G, span, 0), in_span(S, span, 0), in_span(S, span, P.size)
        r = in_span(S, span, 2 * P.size)
        for i in range(p.size):
            p[i], s[i], q[i], r[i] = new(p[i], g[i], s[i], q[i], r[i], c)

    return (one, two, three)[memory - 1]


def average(row: str, decay: str, symbol: str, x: str = "g", of: str = "{g}") -> UpdateLine:
    """Return the line of a running mean: `row` of the memory, with the hyperparameter `decay`, of `x`."""
    return UpdateLine(
        rf"{row}\leftarrow",
        rf"{symbol}\,{row}+(1-{symbol})\,{x}",
        rf"{{{decay}}}\cdot {{{row}}}+(1-{{{decay}}})\cdot {of}",
        f"next.{row}",
    )


def move(latex: str, **conditions: str) -> UpdateLine:
    """Return the line of the update Δw."""
    return UpdateLine(r"\Delta w", latex, r"-{effective_rate}\cdot {direction}", **conditions)


def own_rate(latex: str) -> UpdateLine:
    """Return the line of a learning rate that each parameter has for itself."""
    return UpdateLine(r"\text{its own rate}", latex, "", "effective_rate")
