"""Names of members and rooms: cleaned, and different from each other."""

import secrets
import unicodedata
from collections.abc import Callable, Iterable, Sequence

LONGEST = 40
"""Characters of a name."""

LONGEST_MESSAGE = 500

JOINER = "\N{ZERO WIDTH JOINER}"
"""The zero-width joiner, which joins the parts of an emoji. All other invisible characters are removed."""

ADJECTIVES = (
    "Brave", "Bright", "Calm", "Clever", "Curious", "Daring", "Eager", "Fair", "Gentle", "Happy", "Jolly", "Keen",
    "Kind", "Lively", "Lucky", "Merry", "Nimble", "Patient", "Proud", "Quick", "Quiet", "Sharp", "Shiny", "Silent",
    "Smart", "Steady", "Sunny", "Swift", "Tidy", "Warm", "Wise", "Witty",
)  # fmt: skip
ANIMALS = (
    "Badger", "Bear", "Beaver", "Crane", "Dolphin", "Eagle", "Falcon", "Ferret", "Finch", "Fox", "Gecko", "Hare",
    "Heron", "Ibex", "Jaguar", "Koala", "Lark", "Lynx", "Marmot", "Newt", "Octopus", "Otter", "Owl", "Panda",
    "Penguin", "Puffin", "Raven", "Seal", "Sparrow", "Squirrel", "Swan", "Tiger",
)  # fmt: skip

Choice = Callable[[Sequence[str]], str]


def clean(text: str, longest: int = LONGEST) -> str:
    """A text on one line, without control and invisible characters, and not longer than `longest`."""
    normal = unicodedata.normalize("NFC", text)
    seen = (" " if each.isspace() else each for each in normal if _is_seen(each))
    return " ".join("".join(seen).split())[:longest].rstrip(f" {JOINER}").lstrip(JOINER)


def _is_seen(letter: str) -> bool:
    return letter == JOINER or letter.isspace() or not unicodedata.category(letter).startswith("C")


def member_name(wanted: str, taken: Iterable[str], choice: Choice = secrets.choice) -> str:
    """A name for a member that nobody else has: the wanted one, or a random friendly one if that is empty. A second
    "Ada" is "Ada 2"."""
    others = {each.casefold() for each in taken}
    name = clean(wanted)
    for _ in range(0 if name else 20):
        name = f"{choice(ADJECTIVES)} {choice(ANIMALS)}"
        if name.casefold() not in others:
            break
    numbered, number = name, 1
    while numbered.casefold() in others:
        number += 1
        ending = f" {number}"
        numbered = name[: LONGEST - len(ending)].rstrip() + ending
    return numbered
