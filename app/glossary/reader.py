"""Reader of the glossary's files: one file per subject, with its terms in the order in which they are listed.

A file starts with its subject (`#`). A term starts with its title (`##`), followed by fields, a blank line and the
explanation. `docs/GLOSSARY.md` describes the fields.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from app.protocol.glossary import GlossaryDiagram

FIELDS = ("also", "choice", "family", "formula", "labels", "picture", "preset", "run", "see", "show", "source")
"""Names of the fields of a term."""

FIELD = re.compile(r"([a-z]+): (.+)")


class GlossaryError(ValueError):
    """A file of the glossary is wrong."""


@dataclass
class Entry:
    """A term as written in a file, not yet checked against the others."""

    title: str
    subject: str
    fields: dict[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def id(self) -> str:
        """The name of the term in addresses."""
        return id_of(self.title)

    def items(self, name: str) -> list[str]:
        """Split a field at its commas."""
        return [item.strip() for item in self.fields.get(name, "").split(",") if item.strip()]


def id_of(title: str) -> str:
    """Convert a title to an id: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def read_folder(folder: Path) -> list[Entry]:
    """Read all files of a folder. Raises GlossaryError, and names file and line."""
    return [entry for path in sorted(folder.glob("*.md")) for entry in read_text(path.read_text("utf-8"), path.name)]


def read_text(text: str, name: str) -> list[Entry]:
    """Read one file."""
    subject, entries = "", list[Entry]()
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{name}, line {number}"
        if line.startswith("## "):
            entries.append(Entry(line[3:].strip(), subject))
        elif line.startswith("# "):
            subject = line[2:].strip()
        elif not line.strip():
            continue
        elif not subject or not entries:
            raise GlossaryError(f"{where}: expected the subject (#) and a term (##) before “{line}”.")
        else:
            _add(entries[-1], line, where)
    return entries


def _add(entry: Entry, line: str, where: str) -> None:
    """Add a line to a term: a field, or a line of the explanation."""
    match = FIELD.fullmatch(line)
    if entry.text or match is None:
        entry.text = f"{entry.text} {line.strip()}".strip()
        return
    name, value = match.groups()
    if name not in FIELDS:
        raise GlossaryError(f"{where}: received the field “{name}”. Use one of {', '.join(FIELDS)}.")
    if name in entry.fields:
        raise GlossaryError(f"{where}: received the field “{name}” twice for {entry.title}.")
    entry.fields[name] = value.strip()


def read_diagram(text: str) -> GlossaryDiagram:
    """Read a diagram, such as `x > f > + > y ; skip x + ; back`. Raises GlossaryError."""
    chain, *options = (part.strip() for part in text.split(";"))
    nodes = [node.strip() for node in chain.split(">")]
    skips, backward = [], False
    for option in options:
        match option.split():
            case ["back"]:
                backward = True
            case ["skip", start, end] if start in nodes and end in nodes:
                skips.append((nodes.index(start), nodes.index(end)))
            case _:
                raise GlossaryError(
                    f"Received “{option}” in a diagram, expected “back” or “skip” and two of its nodes."
                )
    return GlossaryDiagram(nodes=nodes, skips=skips, backward=backward)
