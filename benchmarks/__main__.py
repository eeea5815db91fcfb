"""`python -m benchmarks`: measure and print the tables of the README's section on speed."""

import argparse
from collections.abc import Callable

from rich.console import Console

from benchmarks import frames, page, readme, start, steps
from benchmarks.table import Table


def main() -> None:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few short rounds: to see that everything runs")
    parser.add_argument("--only", choices=["steps", "frames", "start", "page"], help="one part alone")
    parser.add_argument("--write-readme", action="store_true", help="replace the figures in README.md")
    arguments = parser.parse_args()
    if arguments.write_readme and (arguments.quick or arguments.only):
        parser.error("--write-readme needs the whole run, without --quick and --only")
    rounds, seconds = (3, 0.05) if arguments.quick else (9, 0.2)
    parts: dict[str, Callable[[], Table]] = {
        "steps": lambda: steps.measure(rounds, seconds),
        "frames": lambda: frames.measure(rounds, seconds),
        "start": lambda: start.measure(1 if arguments.quick else 5),
        "page": lambda: page.measure(1 if arguments.quick else 5, 0.2 if arguments.quick else 10.0),
    }
    console = Console()
    tables = []
    for name, measure in parts.items():
        if arguments.only in (None, name):
            table = measure()
            console.print(table.terminal())
            tables.append(table)
    if arguments.write_readme:
        readme.write(tables)


if __name__ == "__main__":
    main()
