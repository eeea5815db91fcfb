"""Residual and parallel blocks on the tape."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from engine.errors import InputError
from engine.network.layer import Layer, Signal
from engine.network.tape_builder import TapeBuilder
from engine.ops import fork, row
from engine.ops.add import ADD
from engine.ops.concat import CONCAT
from engine.ops.fork import FORK
from engine.spec.layers import ParallelSpec, ResidualSpec


def build_residual(builder: TapeBuilder, spec: ResidualSpec, x: Signal, field: str) -> Signal:
    """Add y = x + s f(x)."""
    name, n = builder.name("residual"), x.width
    skip, branch = _fork(builder, name, x, [(0, n)] * 2)
    f = builder.chain(spec.layers, branch, f"{field}.layers")
    if f.width != n:
        raise InputError(
            f"Received a residual block of {n} inputs in {field} whose layers end in {f.width} units, expected {n} units.",
            f"Give its last dense layer {n} units, or add a dense layer of {f.width} units before the block.",
            field=field,
        )
    y, scale = builder.slot(n), spec.factor(builder.residual_blocks)
    builder.row(name, ADD, skip.slot, y, n_in=n, n_out=n, second=f.slot, number=row.bits_of(scale))
    builder.layers.append(Layer(name, "residual", (x.layer, f.layer), n, n, "linear", y, y))
    return x._replace(slot=y, layer=name)


def build_parallel(builder: TapeBuilder, spec: ParallelSpec, x: Signal, field: str) -> Signal:
    """Add y = [f₁(x[columns₁]) f₂(x[columns₂]) …]."""
    name = builder.name("parallel")
    columns = [branch.inputs or (0, x.width) for branch in spec.branches]
    for number, (first, end) in enumerate(columns):
        if end > x.width:
            raise InputError(
                f"Received [{first}, {end}] as inputs of {field}.branches[{number}] for {x.width} inputs, expected an end "
                f"of at most {x.width}.",
                "Choose columns that exist.",
                field=f"{field}.branches[{number}].inputs",
            )
    forks = _fork(builder, name, x, columns)
    parts = [
        builder.chain(branch.layers, part, f"{field}.branches[{number}].layers")
        for number, (branch, part) in enumerate(zip(spec.branches, forks, strict=True))
    ]
    ends = np.cumsum([0, *(part.width for part in parts)]).tolist()
    y = x.flat(builder.slot(ends[-1]), ends[-1], name)
    for part, (first, end) in zip(parts, pairwise(ends), strict=True):
        builder.row(name, CONCAT, part.slot, y.columns(first, end).slot, n_in=part.width, n_out=part.width)
    sources = tuple(part.layer for part in parts)
    builder.layers.append(Layer(name, "parallel", sources, x.width, y.width, "linear", y.slot, y.slot))
    return y


def _fork(builder: TapeBuilder, owner: str, x: Signal, columns: Sequence[tuple[int, int]]) -> list[Signal]:
    """Copy columns of x for each of its readers."""
    copies = []
    for number, (first, end) in enumerate(columns, 1):
        part = x.columns(first, end)
        copy = part._replace(slot=builder.slot(end - first))
        code = fork.LAST if number == len(columns) else 0
        builder.row(owner, FORK, x.slot, copy.slot, code, n_in=x.width, n_out=copy.width, second=part.slot)
        copies.append(copy)
    return copies
