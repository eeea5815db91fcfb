"""The words of an expression's text: numbers, names, signs; and what is said of a text that is no expression."""

import re
from dataclasses import dataclass

from engine.errors import InputError


class ExpressionError(InputError):
    """Error in the text of an expression; `position` counts its characters from 0."""

    code = "invalid-expression"

    def __init__(self, position: int, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}.", f"{remedy}.", field="text")
        self.position = position


@dataclass(frozen=True)
class Token:
    """A word, as it is understood and as it was typed; at the very end stands one of kind `end`."""

    kind: str
    text: str
    typed: str
    start: int
    end: int


_TOKENS = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>\*\*|[-+*/^(),;=\n−×·÷])"
    r"|(?P<space>[^\S\n]+)|(?P<unknown>.)",
    re.ASCII | re.DOTALL,
)
_SAME = {"**": "^", "−": "-", "×": "*", "·": "*", "÷": "/", "\n": ";"}
_HINTS = {"|": "Write abs(x) for |x|", "²": "Write ^2 for a square", "[": "Use ( and )", "{": "Use ( and )"}


def tokens_of(text: str) -> list[Token]:
    """The words of a text; a line's end is a `;`, but not within parentheses. Raises ExpressionError."""
    found: list[Token] = []
    open_ones = 0
    for match in _TOKENS.finditer(text):
        kind, word = str(match.lastgroup), match.group()
        if kind == "unknown" and not word.isspace():
            remedy = _HINTS.get(word, "Use letters a to z, digits, _ and the signs + - * / ^ ( ) , ; =")
            raise ExpressionError(match.start(), f"Received the character {word!r}, which means nothing here", remedy)
        open_ones = max(0, open_ones + (word == "(") - (word == ")"))
        if kind in ("space", "unknown") or (word == "\n" and open_ones):
            continue
        found.append(Token(kind, _SAME.get(word, word), word, match.start(), match.end()))
    return [*found, Token("end", "", "", len(text), len(text))]


def shown(token: Token) -> str:
    """A word as messages name it, cut short where it is long."""
    if token.kind == "end":
        return "the end of the text"
    if token.text == ";":
        return "the end of the statement"
    return token.typed if len(token.typed) <= 24 else f"{token.typed[:23]}…"
