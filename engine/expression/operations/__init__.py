"""Table of operations in expressions, each with its value, its local derivatives, and the LaTeX of both."""

import numpy as np

from engine.expression.operations import elementwise, matrix, reductions, softmax
from engine.expression.values import Number

OPERATORS = elementwise.OPERATORS | matrix.OPERATORS
"""Operators by their sign; `**` is read as `^`, `negate` is the unary minus, `transpose` is `.T`."""

ARRAY_FUNCTIONS = reductions.FUNCTIONS | softmax.FUNCTIONS
"""Functions of whole arrays. Their names are functions only before a (, so they can also name values: mean = (a + b)/2."""

FUNCTIONS = elementwise.FUNCTIONS | ARRAY_FUNCTIONS
"""Functions by name. max and min also accept more than two arguments: max(a, b, c) is max(max(a, b), c)."""

CONSTANTS = {"pi": Number(np.pi), "e": Number(np.e)}

OPERATIONS = OPERATORS | FUNCTIONS
