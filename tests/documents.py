"""Read the documentation: tables, names in backticks, text without blocks of code."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = {path.relative_to(ROOT).as_posix(): path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))}

PATH = r"^(?:[\w.-]+/)*(?:[\w.*<>-]+\.(?:py|js|md|json|toml|mjs|html|css|txt|yaml)|[\w.-]+/)$"
"""Names in backticks that are files or folders; `<name>` stands for any name."""

Row = list[str]


@cache
def text_of(document: str) -> str:
    """Return the text of a document, by its path in the project."""
    return DOCUMENTS[document].read_text(encoding="utf-8")


def rows(document: str, heading: str) -> list[Row]:
    """Return the rows of all tables of a document whose first column has this heading."""
    found: list[Row] = []
    inside = False
    for line in text_of(document).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if inside and cells and not set(cells[0]) <= set("-: "):
            found.append(cells)
        inside = bool(cells) and (inside or cells[0] == heading)
    assert found, f"{document} has no table with the heading {heading}"
    return found


def codes(cell: str) -> list[str]:
    """Return the texts in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def listed(document: str, heading: str) -> list[str]:
    """Return the names in backticks in the first column."""
    return [name for row in rows(document, heading) for name in codes(row[0])]


def entries(document: str, heading: str) -> dict[str, Row]:
    """Return name -> row of a table with one name per row."""
    return {codes(row[0])[0]: row for row in rows(document, heading)}


def prose(document: str) -> str:
    """Return a document without its blocks of code."""
    return re.sub(r"^(```+).*?^\1$", "", text_of(document), flags=re.MULTILINE | re.DOTALL)


def mentions(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield (document, name) for every text in backticks, outside of blocks of code, that matches."""
    for document in DOCUMENTS:
        for code in codes(prose(document)):
            for found in re.finditer(pattern, code):
                yield document, found[0]


def places(heading: str) -> set[Path]:
    """Return the files and folders that a list in ARCHITECTURE.md names."""
    (section,) = re.findall(rf"^### {heading}\n(.*?)(?=^##|\Z)", text_of("ARCHITECTURE.md"), re.MULTILINE | re.DOTALL)
    patterns = [re.sub(r"<\w+>", "*", code).rstrip("/") for code in codes(section) if re.search(PATH, code)]
    return {path for pattern in patterns for path in ROOT.glob(pattern)}
