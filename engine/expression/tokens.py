"""Tokens of an expression (numbers, names and signs), and the error for text that is not an expression."""

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
    """A token in normal form (`text`) and as it was typed. The last token of a text has the kind `end`."""

    kind: str
    text: str
    typed: str
    start: int
    end: int


_TOKENS = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>\*\*|\.T\b|[-+*/^@(),;=\n\[\]−×·÷])"
    r"|(?P<space>[^\S\n]+)|(?P<unknown>.)",
    re.ASCII | re.DOTALL,
)
_SAME = {"**": "^", "−": "-", "×": "*", "·": "*", "÷": "/", "\n": ";"}
_HINTS = {"|": "Write abs(x) for |x|", "²": "Write ^2 for a square", "{": "Use ( and )"}


def tokens_of(text: str) -> list[Token]:
    """Split a text into tokens. The end of a line is a `;`, except within parentheses and brackets. Raises ExpressionError."""
    found: list[Token] = []
    open_ones = 0
    for match in _TOKENS.finditer(text):
        kind, word = str(match.lastgroup), match.group()
        if kind == "unknown" and not word.isspace():
            remedy = _HINTS.get(word, "Use letters a to z, digits, _ and the signs + - * / ^ @ ( ) [ ] , ; =")
            raise ExpressionError(match.start(), f"Received the character {word!r}, which means nothing here", remedy)
        open_ones = max(0, open_ones + (word in "([") - (word in ")]"))
        if kind in ("space", "unknown") or (word == "\n" and open_ones):
            continue
        found.append(Token(kind, _SAME.get(word, word), word, match.start(), match.end()))
    return [*found, Token("end", "", "", len(text), len(text))]


def shown(token: Token) -> str:
    """Return a token in the form for messages, shortened if it is long."""
    if token.kind == "end":
        return "the end of the text"
    if token.text == ";":
        return "the end of the statement"
    return token.typed if len(token.typed) <= 24 else f"{token.typed[:23]}…"
