"""The results as one HTML page to keep: it needs no network, no script and no other file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.rooms.results.challenges import time_text
from app.rooms.results.images import CLASSES, image_address
from app.rooms.results.numbers import counted, number_text, percent_text
from app.rooms.results.report import Person, Report
from app.rooms.results.runs import Points, RunResult
from app.rooms.results.tables import Outcome
from app.version import VERSION

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"

SIDE = 96
"""Units on a side of a drawing, and the inset of a curve."""

INSET = 10

FLOOR = 1e-9
"""The loss at which zero is drawn, as the scale is logarithmic."""

MOST_DATA = 40
"""Largest number of data sets whose points are drawn."""

environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True)
class Card:
    """A member's run on the page. points: the symbol of its data. problem: why there is no run."""

    person: Person
    run: RunResult | None
    problem: str
    light: str
    dark: str
    points: str
    curve: str


def page_of(report: Report, outcomes: Mapping[str, Outcome]) -> str:
    """The page. outcomes: the runs by the ids of members."""
    symbols: dict[str, tuple[str, Points]] = {}
    cards = [card_of(person, outcomes[person.id], symbols) for person in report.people]
    return environment.get_template("results.html").render(
        report=report,
        cards=cards,
        symbols=[(name, points.places) for name, points in symbols.values()],
        classes=CLASSES,
        side=SIDE,
        version=VERSION,
        number=number_text,
        percent=percent_text,
        plain=plain_text,
        counted=counted,
        clock=time_text,
    )


def card_of(person: Person, outcome: Outcome, symbols: dict[str, tuple[str, Points]]) -> Card:
    """The card of a member; the points of new data join `symbols`."""
    if isinstance(outcome, str):
        return Card(person, None, outcome, "", "", "", "")
    points = ""
    if outcome.points is not None:
        key = f"{outcome.points.key} {outcome.is_binary}"
        if key not in symbols and len(symbols) < MOST_DATA:
            symbols[key] = f"{'binary' if outcome.is_binary else 'several'}-{len(symbols)}", outcome.points
        points = symbols[key][0] if key in symbols else ""
    if outcome.map is None:
        return Card(person, outcome, "", "", "", "", curve_of(outcome.losses))
    light, dark = (image_address(outcome.map, theme) for theme in ("light", "dark"))
    return Card(person, outcome, "", light, dark, points, "")


def curve_of(losses: Sequence[float]) -> str:
    """Losses, equally spaced, on a logarithmic scale of at least a power of ten, as points of an SVG polyline."""
    if len(losses) < 2:
        return ""
    powers = [log10(max(loss, FLOOR)) for loss in losses]
    low, high = min(powers), max(powers)
    missing = max(0.0, 1.0 - (high - low)) / 2
    room = SIDE - 2 * INSET
    scale = room / (high - low + 2 * missing)
    return " ".join(
        f"{INSET + room * place / (len(powers) - 1):.1f},{INSET + (high + missing - power) * scale:.1f}"
        for place, power in enumerate(powers)
    )


def plain_text(markdown: str) -> str:
    """A line of a lesson without the marks of formulas, code and emphasis."""
    return re.sub(
        r"\$([^$\n]+)\$|`([^`\n]+)`|\*\*([^*\n]+)\*\*", lambda found: next(filter(None, found.groups())), markdown
    )
