"""The glossary: complete, well-formed, and true to the catalog; its files are read with care."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import make_catalog
from app.glossary.glossary import FAMILIES, UnknownTermError, find, make_glossary, names_of
from app.glossary.reader import GlossaryError, read_diagram, read_text
from app.protocol.catalog.catalog import Catalog
from app.protocol.glossary import Glossary, GlossaryChart, GlossaryTerm
from app.routes.pages.pages import VIEWS
from app.settings import Settings

SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
LEAST = 100
"""Fewest terms of the glossary."""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return make_catalog(Settings())


@pytest.fixture(scope="module")
def glossary(catalog: Catalog) -> Glossary:
    return make_glossary(catalog)


def texts_of(glossary: Glossary) -> Iterator[tuple[str, str]]:
    for term in glossary.terms:
        yield from ((term.title, text) for text in (term.text, *term.latex))


def test_every_term_has_two_sentences(glossary: Glossary) -> None:
    assert len(glossary.terms) >= LEAST
    counts = {term.title: len(SENTENCE_END.findall(term.text)) for term in glossary.terms}
    assert {title: count for title, count in counts.items() if count != 2} == {}


def test_a_term_is_shown_by_more_than_words(glossary: Glossary) -> None:
    bare = [term.title for term in glossary.terms if not (term.latex or term.formula or term.picture or term.place)]
    assert len(bare) < len(glossary.terms) / 20, bare


def test_dollar_signs_and_braces_are_balanced(glossary: Glossary) -> None:
    wrong = {title for title, text in texts_of(glossary) if text.count("$") % 2 or text.count("{") != text.count("}")}
    assert wrong == set()


def test_every_choice_of_the_catalog_is_explained_once(catalog: Catalog, glossary: Glossary) -> None:
    choices = [f"{family}.{choice.name}" for family in FAMILIES for choice in getattr(catalog, family)]
    assert sorted(choice for term in glossary.terms for choice in term.choices) == sorted(choices)
    assert sorted(term.family for term in glossary.terms if term.family) == sorted(FAMILIES)


def test_formulas_and_sources_are_those_of_the_catalog(catalog: Catalog, glossary: Glossary) -> None:
    schedules = {f"schedules.{each.name}": each for each in catalog.schedules}
    for term in glossary.terms:
        for choice in set(term.choices) & set(schedules):
            assert (term.formula, term.source) == (schedules[choice].formula, schedules[choice].source)
    assert find(glossary, "tanh").latex == [r"f(z)=\tanh(z)", "f'(z)=1-f(z)^2"]
    assert find(glossary, "hinge").latex[0] == r"\ell=\sum_k \max(0,\,1-y_k\,\hat y_k)"
    assert find(glossary, "momentum").latex == [r"b\leftarrow \mu\,b+g", r"\Delta w=-\eta\,b"]
    assert find(glossary, "adagrad").latex[0] == r"s\leftarrow s+g^2"


def test_related_terms_lead_everywhere(glossary: Glossary) -> None:
    named = {related for term in glossary.terms for related in term.related}
    lonely = [term.id for term in glossary.terms if not term.related]
    assert lonely == []
    assert all(term.id not in term.related for term in glossary.terms)
    assert len(named) > 0.6 * len(glossary.terms)


def test_every_place_is_a_view(glossary: Glossary) -> None:
    paths = {view.path for view in VIEWS}
    places = {term.place.path.partition("?")[0] for term in glossary.terms if term.place}
    assert places == paths - {"/lessons"}


def test_a_choice_that_the_run_may_lack_has_an_example(glossary: Glossary) -> None:
    lacking = [term.id for term in glossary.terms if term.place and term.place.needs and term.example is None]
    assert lacking == []


def test_charts_follow_the_functions(glossary: Glossary) -> None:
    relu = find(glossary, "relu").picture
    assert isinstance(relu, GlossaryChart)
    values, slopes = relu.curves
    assert values.ys == [max(0.0, x) for x in values.xs]
    assert slopes.ys == [float(x > 0) for x in slopes.xs]
    warm_up = find(glossary, "warm-up").picture
    assert isinstance(warm_up, GlossaryChart)
    assert (warm_up.curves[0].ys[0], warm_up.curves[0].ys[-1]) == (0.01, 1.0)


@pytest.mark.parametrize("name", ["update-ratio", "Update ratio", " SATURATED ", "η", "Xavier", "Mean ± std"])
def test_a_term_is_found_by_all_its_names(glossary: Glossary, name: str) -> None:
    assert name.strip().lower() in {each.lower() for each in names_of(find(glossary, name))}


@pytest.mark.parametrize(("name", "similar"), [("saturatd", "saturated"), ("momentun", "momentum")])
def test_an_unknown_term_names_similar_ones(glossary: Glossary, name: str, similar: str) -> None:
    with pytest.raises(UnknownTermError) as caught:
        find(glossary, name)
    assert similar in caught.value.remedy


@pytest.mark.parametrize("name", ["", "x" * 10_000, "<script>alert(1)</script>", "\u0000"])
def test_nonsense_is_not_a_term(glossary: Glossary, name: str) -> None:
    with pytest.raises(UnknownTermError) as caught:
        find(glossary, name)
    assert len(caught.value.detail) < 400


def as_glossary(folder: Path, text: str, catalog: Catalog) -> list[GlossaryTerm]:
    (folder / "a.md").write_text(text, "utf-8")
    return make_glossary(catalog, folder).terms


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("colour: blue\n\nOne. Two.", "received the field “colour”"),
        ("see: a\nsee: b\n\nOne. Two.", "twice"),
        ("see: nosuch\n\nOne. Two.", "nosuch"),
        ("choice: activations.nosuch\n\nOne. Two.", "nosuch"),
        ("choice: optimizers.adam\nsource: somebody\n\nOne. Two.", "already in the catalog"),
        ("preset: nosuch\n\nOne. Two.", "nosuch"),
        ('run: {"data": {"name": "nosuch"}}\n\nOne. Two.', "nosuch"),
        ("run: {\n\nOne. Two.", "A"),
        ("picture: painting x\n\nOne. Two.", "painting"),
        ("picture: diagram x > y ; skip x z\n\nOne. Two.", "skip x z"),
        ("also: a\n\nOne. Two.\n\n## B\nalso: A\n\nOne. Two.", "twice"),
        ("\n\nOne. Two.", "no term explains"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(catalog: Catalog, tmp_path: Path, term: str, message: str) -> None:
    with pytest.raises(GlossaryError, match=re.escape(message)):
        as_glossary(tmp_path, f"# Subject\n\n## A\n{term}\n", catalog)


@pytest.mark.parametrize("text", ["## A\n\nNo subject.", "# Subject\n\nNo term."])
def test_text_without_a_place_is_refused(text: str) -> None:
    with pytest.raises(GlossaryError, match=r"a\.md, line \d"):
        read_text(text, "a.md")


def test_a_diagram_is_a_chain_with_skips() -> None:
    diagram = read_diagram("x > f > + > y ; skip x + ; back")
    assert (diagram.nodes, diagram.skips, diagram.backward) == (["x", "f", "+", "y"], [(0, 2)], True)
