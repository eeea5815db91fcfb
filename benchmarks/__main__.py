"""Measure speed and repeat published results; print the tables of docs/BENCHMARKS.md and docs/PUBLISHED.md."""

import argparse
from collections.abc import Callable

from rich.console import Console

from benchmarks import changes, cost, documents, frames, published, race, sessions, start, steps
from benchmarks.browser import load, page, views
from benchmarks.fuzz import measure as fuzz
from benchmarks.table import Table
from benchmarks.workshop import measure as workshop

PARTS: dict[str, Callable[[bool], Table]] = {
    "steps": lambda quick: steps.measure(*_rounds(quick)),
    "cost": lambda quick: cost.measure(*_rounds(quick)),
    "frames": lambda quick: frames.measure(*_rounds(quick)),
    "sessions": lambda quick: sessions.measure(*_rounds(quick)),
    "changes": lambda quick: changes.measure(10 * _repeats(quick)),
    "start": lambda quick: start.measure(_repeats(quick)),
    "page": lambda quick: page.measure(_repeats(quick), 0.2 if quick else 1.0),
    "load": lambda quick: load.measure(_repeats(quick)),
    "views": lambda quick: views.measure(1 if quick else 3),
    "race": lambda quick: race.measure(_repeats(quick), 50 if quick else 5000),
    "fuzz": lambda quick: fuzz.measure(2_000 if quick else 100_000),
    "workshop": lambda quick: workshop.measure(workshop.QUICK if quick else workshop.Seconds()),
    "published": lambda quick: published.measure(0.1 if quick else 1.0),
}
"""name -> function that measures a part and returns its table; its argument is true for a quick run."""

DOCUMENTS = {name: "PUBLISHED.md" if name == "published" else "BENCHMARKS.md" for name in PARTS}
"""name of a part -> the file in docs/ that holds its table."""


def _rounds(quick: bool) -> tuple[int, float]:
    """Number of rounds and seconds per round."""
    return (3, 0.05) if quick else (9, 0.2)


def _repeats(quick: bool) -> int:
    """Number of repeats of a longer measurement."""
    return 1 if quick else 5


def main() -> None:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few short rounds, to check that everything runs")
    parser.add_argument("--only", choices=PARTS, help="measure this part only")
    parser.add_argument("--write-docs", action="store_true", help="replace the tables in docs/")
    arguments = parser.parse_args()
    if arguments.write_docs and (arguments.quick or arguments.only not in (None, "published")):
        parser.error("--write-docs needs a whole run: no --quick, and no --only except published")
    console = Console()
    measured: dict[str, list[Table]] = {}
    for name, measure in PARTS.items():
        if arguments.only in (None, name):
            table = measure(arguments.quick)
            console.print(table.terminal())
            measured.setdefault(DOCUMENTS[name], []).append(table)
    if arguments.write_docs:
        for document, tables in measured.items():
            documents.write(tables, document)


if __name__ == "__main__":
    main()
