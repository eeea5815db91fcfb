"""Keys, which give a role, and codes, which are typed to find a room. The server keeps only digests of keys."""

import secrets
import unicodedata
from collections.abc import Callable, Container
from hashlib import sha256

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters of a code, without those that look alike."""

CODE_LENGTH = 6


def new_key() -> str:
    """A key of 128 bits."""
    return secrets.token_urlsafe(16)


def new_id() -> str:
    """The id of a member or a question, which is no secret in the room."""
    return secrets.token_urlsafe(6)


def digest(key: str) -> str:
    """Digest of a key, which is stored in its place."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def new_code(taken: Container[str], choice: Callable[[str], str] = secrets.choice) -> str:
    """A code that is not taken yet."""
    while True:
        code = "".join(choice(LETTERS) for _ in range(CODE_LENGTH))
        if code not in taken:
            return code


def read_code(typed: str) -> str:
    """A code as typed, without spaces and dashes, in capital letters."""
    text = unicodedata.normalize("NFKC", typed[:40]).upper()
    return "".join(letter for letter in text if not letter.isspace() and unicodedata.category(letter) != "Pd")


def shown_code(code: str) -> str:
    """A code in two halves, which is easier to read."""
    return f"{code[:3]} {code[3:]}"
