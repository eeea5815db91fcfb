"""`python -m benchmarks`: measure and print the README's tables on speed, and of published results."""

import argparse
from collections.abc import Callable

from rich.console import Console

from benchmarks import changes, cost, frames, page, published, race, readme, sessions, start, steps, views
from benchmarks.table import Table

OWN_SECTION = ("published",)
"""Parts whose figures stand in a section of their own."""

PARTS: dict[str, Callable[[bool], Table]] = {
    "steps": lambda quick: steps.measure(*_rounds(quick)),
    "cost": lambda quick: cost.measure(*_rounds(quick)),
    "frames": lambda quick: frames.measure(*_rounds(quick)),
    "sessions": lambda quick: sessions.measure(*_rounds(quick)),
    "changes": lambda quick: changes.measure(10 * _repeats(quick)),
    "start": lambda quick: start.measure(_repeats(quick)),
    "page": lambda quick: page.measure(_repeats(quick), 0.2 if quick else 1.0),
    "views": lambda quick: views.measure(1 if quick else 3),
    "race": lambda quick: race.measure(_repeats(quick), 50 if quick else 5000),
    "published": lambda quick: published.measure(0.1 if quick else 1.0),
}
"""What is measured, by its name; each is told whether to be quick."""


def _rounds(quick: bool) -> tuple[int, float]:
    """How many rounds, of how many seconds."""
    return (3, 0.05) if quick else (9, 0.2)


def _repeats(quick: bool) -> int:
    """How often something longer is done."""
    return 1 if quick else 5


def main() -> None:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few short rounds: to see that everything runs")
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    parser.add_argument("--write-readme", action="store_true", help="replace the figures in README.md")
    arguments = parser.parse_args()
    if arguments.write_readme and (arguments.quick or arguments.only not in (None, *OWN_SECTION)):
        parser.error("--write-readme needs the whole run, without --quick and with no --only but published")
    console = Console()
    sections: dict[str, list[Table]] = {}
    for name, measure in PARTS.items():
        if arguments.only in (None, name):
            table = measure(arguments.quick)
            console.print(table.terminal())
            sections.setdefault(name if name in OWN_SECTION else "benchmarks", []).append(table)
    if arguments.write_readme:
        for section, tables in sections.items():
            readme.write(tables, section)


if __name__ == "__main__":
    main()
