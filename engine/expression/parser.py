"""Parser of expressions: turns `z = w*x + b; L = (tanh(z) - y)^2` into the rows of a Wengert list.

It evaluates nothing. The grammar:

    program    = statement {(";" | newline) statement}
    statement  = [name "="] expression
    expression = numbers, arrays, names, functions(…) and (…), joined by + - * / @ ^ (or **), with a minus before a
                 term and .T after it
    array      = "[" numbers "]" | "[" "[" numbers "]" {"," "[" numbers "]"} "]"

As in Python, ^ binds tighter than a minus before it and associates to the right: -x^2 is -(x^2), a^b^c is a^(b^c). A
number directly before a name, a function or a ( is multiplied, exactly as with a *: 2x^2 is 2*x^2, 1/2x is 1/2*x. A
name set to a number or an array, `x = 2`, is an input with this value; an undefined name is an input without one.
Constants are operands, not rows, so `2*x` is one row.
"""

from difflib import get_close_matches
from typing import NoReturn

import numpy as np

from engine.expression.arrays import read_array
from engine.expression.operations import ARRAY_FUNCTIONS, CONSTANTS, FUNCTIONS, OPERATIONS
from engine.expression.program import Constant, Input, Operand, Program, Ref, Row
from engine.expression.tokens import ExpressionError, Token, shown, tokens_of
from engine.expression.values import Number

MAX_LENGTH = 2000
"""Characters of a text, at most."""
MAX_DEPTH = 50
"""Nested parentheses, powers and minuses, at most."""
MAX_ROWS = 200
"""Operations of a list, at most."""
MAX_INPUTS = 24

EXAMPLE = "L = (tanh(w*x + b) - y)^2"


_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2, "@": 2, "^": 4}
_MINUS_LEVEL = 3


def parse(text: str) -> Program:
    """Parse a text. Raises ExpressionError, with the position of the error."""
    if len(text) > MAX_LENGTH:
        problem = f"Received {len(text)} characters, expected at most {MAX_LENGTH}"
        raise ExpressionError(MAX_LENGTH, problem, "Shorten the expression")
    return _Parser(text).program()


class _Parser:
    """Precedence climbing over the tokens; appends rows in the order of evaluation."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.at = 0
        self.inputs: list[Input] = []
        self.rows: list[Row] = []
        self.known: dict[str, Ref] = {}
        self.names: dict[Ref, str] = {}
        self.unread: dict[str | int, tuple[str | None, Ref]] = {}

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    @property
    def is_implied_product(self) -> bool:
        """True between a number and a name, a function or ( that follows it: 2x, 2sin(x), 2(x + 1)."""
        follows = self.token.text == "(" or (self.token.kind == "name" and self.token.text[0] != "_")
        return follows and self.tokens[self.at - 1].kind == "number"

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def program(self) -> Program:
        while self.token.kind != "end":
            if self.token.text == ";":
                self.take()
            else:
                self.statement()
        if not self.unread:
            problem = "Received only values, expected something that is computed" if self.inputs else "Received no text"
            raise ExpressionError(self.token.start, problem, f"Type an expression, such as {EXAMPLE}")
        return Program(self.text, tuple(self.inputs), tuple(self.rows), self.names, tuple(self.unread.values()))

    def statement(self) -> None:
        first, second = self.token, self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if not (first.kind == "name" and second.text == "="):
            value = self.expression()
            self.end_statement()
            if isinstance(value, Constant):
                kind = "an array" if np.ndim(value.value) else "a number"
                problem = f"Received {kind} by itself, expected something that is computed"
                self.fail(first, problem, f"Give it a name: x = {value.text}")
            self.unread[self.at] = (None, value)
            return
        self.check_new(first)
        self.at += 2
        start = self.token.start
        value = self.expression()
        end = self.tokens[self.at - 1].end
        self.end_statement()
        if first.text in self.known:
            problem = f"Received {first.text} in its own definition, expected names that are known by then"
            self.fail(first, problem, "Use another name on the left")
        if isinstance(value, Constant):
            self.add_input(Input(first.text, value.value, (start, end)), first)
            return
        self.known[first.text] = value
        self.unread[first.text] = (first.text, value)
        if value >= 0:
            self.names.setdefault(value, first.text)

    def check_new(self, name: Token) -> None:
        """Raise ExpressionError if a name cannot be assigned."""
        text = name.text
        if (text in FUNCTIONS and text not in ARRAY_FUNCTIONS) or text in CONSTANTS:
            kind = "a constant" if text in CONSTANTS else "a function"
            self.fail(name, f"Received {text} = …, but {text} is {kind}", f"Use another name, such as {text}1")
        if text not in self.known:
            return
        known = self.known[text]
        read = self.inputs[-known - 1] if known < 0 else None
        if read is not None and (read.name, read.span) == (text, None):
            problem = f"Received a value for {text} after {text} was used, expected it before"
            self.fail(name, problem, f"Move {text} = … up")
        self.fail(name, f"Received a second value for {text}, expected one", "Use another name")

    def end_statement(self) -> None:
        token = self.token
        if token.kind == "end" or token.text == ";":
            return
        before = self.tokens[self.at - 1]
        problem = f"Received {shown(token)} after {shown(before)}, expected an operator or the end of the statement"
        if token.text == ")":
            self.fail(token, "Received ) without a ( before it, expected an operator", "Remove it, or add the (")
        if token.text == "]":
            self.fail(token, "Received ] without a [ before it, expected an operator", "Remove it, or add the [")
        if token.text == "[":
            self.fail(token, problem, "Write an operator before the array. Entries of an array cannot be taken")
        if token.text == "=":
            problem = "Received = after an expression, expected it after one name"
            self.fail(token, problem, "Write name = expression, each statement on its own line or after a ;")
        if token.text == ",":
            self.fail(token, problem, "Use the point for decimals, and separate statements by ;")
        self.fail(token, problem, _product(before, token))

    def expression(self, level: int = 0, depth: int = 0) -> Operand:
        """Parse operators that bind tighter than `level`."""
        if depth > MAX_DEPTH:
            problem = f"Received parts nested more than {MAX_DEPTH} deep, expected at most that"
            self.fail(self.token, problem, "Name a part: z = …; L = … z …")
        start = self.token.start
        left = self.term(depth)
        while (sign := "*" if self.is_implied_product else self.token.text) in _LEVELS and _LEVELS[sign] > level:
            at = self.token.start
            if not self.is_implied_product:
                self.take()
            # ^ is right-associative, the other operators are left-associative
            right = self.expression(_LEVELS[sign] - (sign == "^"), depth + 1)
            left = self.row(sign, (left, right), start, at)
        return left

    def term(self, depth: int) -> Operand:
        start = self.token.start
        term = self.factor(depth)
        while self.token.text == ".T":
            term = self.row("transpose", (term,), start, self.take().start)
        return term

    def factor(self, depth: int) -> Operand:
        token = self.take()
        if token.kind == "number":
            return self.number(token)
        if token.kind == "name":
            if token.text in FUNCTIONS and (token.text not in ARRAY_FUNCTIONS or self.token.text == "("):
                return self.call(token, depth)
            return self.name(token)
        if token.text == "[":
            array, self.at = read_array(self.tokens, self.at - 1, self.text)
            return array
        if token.text == "(":
            inner = self.expression(0, depth + 1)
            self.close(token)
            return inner
        if token.text in ("-", "+"):
            operand = self.expression(_MINUS_LEVEL, depth + 1)
            if token.text == "+":
                return operand
            if isinstance(operand, Constant):
                return Constant(-operand.value, operand.text[1:] if operand.text[0] == "-" else f"-{operand.text}")
            return self.row("negate", (operand,), token.start, token.start)
        self.at -= 1
        return self.fail(
            token, f"Received {shown(token)}, expected a number, a name, a function or (", "Add the missing value"
        )

    def number(self, token: Token) -> Constant:
        value = Number(token.text)
        if not np.isfinite(value):
            self.fail(token, f"Received {shown(token)}, expected at most 1.8e308", "Write a smaller number")
        return Constant(value, token.text)

    def name(self, token: Token) -> Operand:
        if token.text in CONSTANTS:
            return Constant(CONSTANTS[token.text], token.text)
        if self.token.text == "(":
            problem = f"Received {token.text}(, expected one of the functions {', '.join(FUNCTIONS)}"
            self.fail(token, problem, _suggestion(token.text))
        self.unread.pop(token.text, None)
        if token.text not in self.known:
            self.add_input(Input(token.text), token)
        return self.known[token.text]

    def add_input(self, made: Input, token: Token) -> None:
        if len(self.inputs) == MAX_INPUTS:
            problem = f"Received more than {MAX_INPUTS} inputs, expected at most that"
            self.fail(token, problem, "Write numbers for some of them")
        self.inputs.append(made)
        self.known[made.name] = -len(self.inputs)

    def call(self, function: Token, depth: int) -> Operand:
        opening = self.take()
        if opening.text != "(":
            problem = f"Received {shown(opening)} after {function.text}, expected ("
            self.fail(opening, problem, f"Write {function.text}(…)")
        arguments = [self.expression(0, depth + 1)]
        while self.token.text == ",":
            self.take()
            arguments.append(self.expression(0, depth + 1))
        self.close(opening)
        arity, is_open = OPERATIONS[function.text].arity, function.text in ("max", "min")
        if len(arguments) < arity or (len(arguments) > arity and not is_open):
            wanted = f"{arity} or more" if is_open else str(arity)
            problem = (
                f"Received {len(arguments)} argument{'s' * (len(arguments) > 1)} of {function.text}, expected {wanted}"
            )
            self.fail(function, problem, "Separate arguments by commas, and use the point for decimals")
        made = self.row(function.text, tuple(arguments[:arity]), function.start, function.start)
        for further in arguments[arity:]:
            made = self.row(function.text, (made, further), function.start, function.start)
        return made

    def close(self, opening: Token) -> None:
        if self.token.text == ")":
            self.take()
        elif self.token.kind == "end":
            self.fail(opening, "Received no ) for this (, expected one", "Close the parenthesis")
        else:
            before = self.tokens[self.at - 1]
            problem = f"Received {shown(self.token)} after {shown(before)}, expected an operator or )"
            self.fail(self.token, problem, _product(before, self.token))

    def row(self, operation: str, arguments: tuple[Operand, ...], start: int, at: int) -> Ref:
        end = self.tokens[self.at - 1].end
        if len(self.rows) == MAX_ROWS:
            problem = f"Received more than {MAX_ROWS} operations, expected at most that"
            raise ExpressionError(end, problem, "Shorten the expression")
        self.rows.append(Row(operation, arguments, (start, end), at))
        return len(self.rows) - 1

    def fail(self, token: Token, problem: str, remedy: str) -> NoReturn:
        raise ExpressionError(token.start, problem, remedy)


def _product(left: Token, right: Token) -> str:
    """Return the remedy for two tokens that are not multiplied without an operator."""
    if right.kind in ("name", "number") or right.text == "(":
        return f"Write * to multiply: {shown(left)}*{shown(right)}"
    return "Write an operator between them, or take one of them out"


def _suggestion(name: str) -> str:
    close = get_close_matches(name, FUNCTIONS, 1)
    return f"Write {close[0]}(…) if that is meant, {name}*(…) to multiply" if close else f"Write {name}*(…) to multiply"
