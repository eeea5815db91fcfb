"""Reader of array literals: [1, 2, 3] is a vector, [[1, 2], [3, 4]] a matrix of two rows."""

from collections.abc import Sequence
from typing import NoReturn

import numpy as np

from engine.expression.operations import CONSTANTS
from engine.expression.program import Constant
from engine.expression.tokens import ExpressionError, Token, shown
from engine.expression.values import Number, ValueProblem, read_value


def read_array(tokens: Sequence[Token], at: int, text: str) -> tuple[Constant, int]:
    """Read the literal whose [ is token `at`; return it with the index of the token after it. Raises ExpressionError."""
    opening = tokens[at]
    entries, after = _Reader(tokens, at).entries()
    typed = text[opening.start : tokens[after - 1].end]
    try:
        return Constant(read_value("the array", entries), typed), after
    except ValueProblem as fault:
        raise ExpressionError(opening.start, fault.problem, fault.remedy) from None


class _Reader:
    def __init__(self, tokens: Sequence[Token], at: int) -> None:
        self.tokens = tokens
        self.at = at

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def entries(self) -> tuple[list[float] | list[list[float]], int]:
        self.take()
        rows: list[list[float]] = []
        numbers: list[float] = []
        while True:
            token = self.tokens[self.at]
            if token.text == "[":
                if numbers:
                    self.fail(token, "Received a row among numbers", "Write a matrix as [[1, 2], [3, 4]]")
                self.take()
                rows.append(self.row())
            elif rows:
                self.fail(token, f"Received {shown(token)} among rows", "Write a matrix as [[1, 2], [3, 4]]")
            else:
                numbers.append(self.number())
            if self.is_end():
                return rows or numbers, self.at

    def row(self) -> list[float]:
        numbers = [self.number()]
        while not self.is_end():
            numbers.append(self.number())
        return numbers

    def number(self) -> float:
        token = self.take()
        sign = 1.0
        while token.text in ("-", "+"):
            sign = -sign if token.text == "-" else sign
            token = self.take()
        if token.kind == "number" and np.isfinite(Number(token.text)):
            return sign * float(token.text)
        if token.text in CONSTANTS:
            return sign * float(CONSTANTS[token.text])
        return self.fail(
            token, f"Received {shown(token)} in an array, expected a number", "Write numbers, as in [1, -0.5]"
        )

    def is_end(self) -> bool:
        """Take a comma, or the ] after the last entry."""
        token = self.take()
        if token.text not in (",", "]"):
            before = self.tokens[self.at - 2]
            problem = f"Received {shown(token)} after {shown(before)} in an array, expected , or ]"
            self.fail(token, problem, "Separate entries by commas, and close the array with ]")
        return token.text == "]"

    def fail(self, token: Token, problem: str, remedy: str) -> NoReturn:
        raise ExpressionError(token.start, problem, remedy)
