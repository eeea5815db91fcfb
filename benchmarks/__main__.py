"""`python -m benchmarks`: measure and print the README's tables on speed, and of published results."""

import argparse
from collections.abc import Callable

from rich.console import Console

from benchmarks import frames, page, published, race, readme, start, steps
from benchmarks.table import Table

OWN_SECTION = ("published",)
"""Parts whose figures stand in a section of their own."""


def main() -> None:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few short rounds: to see that everything runs")
    parser.add_argument(
        "--only", choices=["steps", "frames", "start", "page", "race", "published"], help="one part alone"
    )
    parser.add_argument("--write-readme", action="store_true", help="replace the figures in README.md")
    arguments = parser.parse_args()
    if arguments.write_readme and (arguments.quick or arguments.only not in (None, *OWN_SECTION)):
        parser.error("--write-readme needs the whole run, without --quick and with no --only but published")
    rounds, seconds = (3, 0.05) if arguments.quick else (9, 0.2)
    parts: dict[str, Callable[[], Table]] = {
        "steps": lambda: steps.measure(rounds, seconds),
        "frames": lambda: frames.measure(rounds, seconds),
        "start": lambda: start.measure(1 if arguments.quick else 5),
        "page": lambda: page.measure(1 if arguments.quick else 5, 0.2 if arguments.quick else 10.0),
        "race": lambda: race.measure(1 if arguments.quick else 5, 50 if arguments.quick else 5000),
        "published": lambda: published.measure(0.1 if arguments.quick else 1.0),
    }
    console = Console()
    sections: dict[str, list[Table]] = {}
    for name, measure in parts.items():
        if arguments.only in (None, name):
            table = measure()
            console.print(table.terminal())
            sections.setdefault(name if name in OWN_SECTION else "benchmarks", []).append(table)
    if arguments.write_readme:
        for section, tables in sections.items():
            readme.write(tables, section)


if __name__ == "__main__":
    main()
