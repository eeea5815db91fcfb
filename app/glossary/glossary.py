"""The glossary, made from its files and from the catalog, whose formulas and sources it repeats."""

import json
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.glossary.charts import chart_of
from app.glossary.examples import example_of
from app.glossary.formulas import latex_of
from app.glossary.reader import Entry, GlossaryError, read_diagram, read_folder
from app.presets import PRESETS
from app.protocol.catalog.catalog import Catalog
from app.protocol.glossary import Glossary, GlossaryChart, GlossaryDiagram, GlossaryPlace, GlossaryTerm
from engine.spec.run import RunSpec

FOLDER = Path(__file__).resolve().parents[2] / "static" / "glossary"

FAMILIES = (
    "layers", "activations", "losses", "optimizers", "schedules", "clippings", "projections", "initializers",
    "regularizations", "features",
)  # fmt: skip
"""Names of the catalog lists whose entries the glossary must explain."""


LINE_END = re.compile(r" \\\\ |,\\qquad ?")
"""Ends of the lines of a formula: a break, or a wide space after a comma."""

SHARED_LABELS = {"None", "Linear", "Constant", "Step", "Exponential"}
"""Labels that several choices or terms have; such a label is a name of a term only together with its family."""


class UnknownTermError(AppError):
    """The glossary does not have this term."""

    status, kind, title = 404, "unknown-term", "There is no such term"


def make_glossary(catalog: Catalog, folder: Path = FOLDER) -> Glossary:
    """Make the glossary. Raises GlossaryError if a file is wrong."""
    entries = read_folder(folder)
    choices = {f"{family}.{choice.name}": choice for family in FAMILIES for choice in getattr(catalog, family)}
    places = {entry.fields["family"]: _place(entry) for entry in entries if "family" in entry.fields}
    glossary = Glossary(terms=[_term(entry, choices, places) for entry in entries])
    _check(glossary, set(choices))
    return glossary


def find(glossary: Glossary, name: str) -> GlossaryTerm:
    """Find a term by its id, title or a synonym. Raises UnknownTermError, which names similar terms."""
    wanted = name.strip().lower()
    names = {each.lower(): term for term in glossary.terms for each in names_of(term)}
    if wanted in names:
        return names[wanted]
    close = list(dict.fromkeys(names[match].id for match in get_close_matches(wanted[:80], names, 4)))
    remedy = f"Did you mean {', '.join(close)}?" if close else "GET /api/v1/glossary lists all terms."
    raise UnknownTermError(f"The glossary has no term {name[:80]!r}.", remedy)


def names_of(term: GlossaryTerm) -> list[str]:
    """All names by which a term is found: title, synonyms, labels and, last, its id."""
    return [term.title, *term.synonyms, *term.labels, term.id]


def _term(entry: Entry, choices: dict[str, Any], places: dict[str, GlossaryPlace | None]) -> GlossaryTerm:
    try:
        return _completed(entry, choices, places)
    except (GlossaryError, KeyError, ValueError) as error:
        raise GlossaryError(f"The term “{entry.title}”: {error}") from error


def _completed(entry: Entry, choices: dict[str, Any], places: dict[str, GlossaryPlace | None]) -> GlossaryTerm:
    explained = entry.items("choice")
    family, _, name = explained[0].partition(".") if len(explained) == 1 else ("", "", "")
    choice = choices[explained[0]] if family else None
    latex = LINE_END.split(entry.fields["formula"]) if "formula" in entry.fields else latex_of(family, choice)
    return GlossaryTerm(
        id=entry.id,
        title=entry.title,
        subject=entry.subject,
        synonyms=_synonyms(entry, choice),
        labels=entry.items("labels"),
        text=entry.text,
        latex=latex,
        formula="" if latex or choice is None else choice.formula,
        source=_source(entry, choice),
        choices=explained,
        family=entry.fields.get("family", ""),
        related=entry.items("see"),
        picture=_picture(entry, family, name),
        place=_place(entry) or _place_of_choice(entry, places.get(family)),
        example=_example(entry, family, choice),
    )


def _synonyms(entry: Entry, choice: Any) -> list[str]:
    """The synonyms, and the label of the choice if it is not the title."""
    given = entry.items("also")
    known = {each.lower() for each in (*given, entry.title)}
    if choice is None or "family" in entry.fields or choice.label.lower() in known:
        return given
    return given if choice.label in SHARED_LABELS else [*given, choice.label]


def _source(entry: Entry, choice: Any) -> str:
    given, known = entry.fields.get("source", ""), getattr(choice, "source", "")
    if given and known:
        raise GlossaryError(f"the source is already in the catalog: {known}")
    return given or known


def _picture(entry: Entry, family: str, name: str) -> GlossaryChart | GlossaryDiagram | None:
    kind, _, what = entry.fields.get("picture", "").partition(" ")
    if kind == "diagram":
        return read_diagram(what)
    if kind == "curve":
        family, _, name = what.partition(".")
    elif kind:
        raise GlossaryError(f"received the picture “{kind}”, expected “curve” or “diagram”")
    return chart_of(family, name)


def _place(entry: Entry) -> GlossaryPlace | None:
    if "show" not in entry.fields:
        return None
    path, _, label = (part.strip() for part in entry.fields["show"].partition("|"))
    return GlossaryPlace(path=path, label=label, needs=[])


def _place_of_choice(entry: Entry, place: GlossaryPlace | None) -> GlossaryPlace | None:
    """The place of a choice: that of its family, if the run has made this choice."""
    return place and place.model_copy(update={"needs": entry.items("choice")})


def _example(entry: Entry, family: str, choice: Any) -> RunSpec | None:
    if "preset" in entry.fields:
        return RunSpec.model_validate(PRESETS[entry.fields["preset"]].spec)
    if "run" in entry.fields:
        return RunSpec.model_validate(json.loads(entry.fields["run"]))
    can_lack = choice is not None and "family" not in entry.fields and "show" not in entry.fields
    return example_of(family, choice) if can_lack else None


def _check(glossary: Glossary, choices: set[str]) -> None:
    """Check names, references and coverage of the catalog. Raises GlossaryError naming the first fault."""
    terms = glossary.terms
    _check_unique("id", (term.id for term in terms))
    _check_unique("name", (name for term in terms for name in {each.lower() for each in names_of(term)}))
    _check_unique("explanation of", (choice for term in terms for choice in term.choices))
    ids = {term.id for term in terms}
    for term in terms:
        _check_known(f"{term.title} names the related terms", term.related, ids)
        _check_known(f"{term.title} explains the choices", term.choices, choices)
    _check_known("no term explains the choices", choices, {choice for term in terms for choice in term.choices})


def _check_unique(what: str, names: Iterable[str]) -> None:
    seen = set[str]()
    for name in names:
        if name in seen:
            raise GlossaryError(f"Received the {what} “{name}” twice.")
        seen.add(name)


def _check_known(what: str, names: Iterable[str], known: set[str]) -> None:
    unknown = sorted(set(names) - known)
    if unknown:
        raise GlossaryError(f"{what} {', '.join(unknown)}.")
