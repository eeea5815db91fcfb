"""The glossary: an explanation of every term that the page uses."""

from typing import Literal

from pydantic import Field

from app.protocol.base import Message
from engine.spec.run import RunSpec


class GlossaryCurve(Message):
    """A line of a chart."""

    label: str
    xs: list[float]
    ys: list[float]


class GlossaryChart(Message):
    """A chart of a function of the catalog."""

    kind: Literal["chart"] = "chart"
    x: str = Field(description="label of the horizontal axis")
    curves: list[GlossaryCurve]


class GlossaryDiagram(Message):
    """A chain of values and operations from left to right."""

    kind: Literal["diagram"] = "diagram"
    nodes: list[str]
    skips: list[tuple[int, int]] = Field(
        description="connections from one node to another that pass over those between"
    )
    backward: bool = Field(description="whether the gradient is drawn, which runs back along the chain")


class GlossaryPlace(Message):
    """A place on the page where the term can be seen."""

    path: str = Field(description="address of the view, with its choices")
    label: str = Field(description="label of the part to point at; empty: the view as a whole")
    needs: list[str] = Field(
        description="choices of the catalog, such as layers.lstm, of which the run needs one; empty: any run will do"
    )


class GlossaryTerm(Message):
    """A term and its explanation."""

    id: str = Field(description="its name in addresses, such as update-ratio")
    title: str
    subject: str = Field(description="heading under which it is listed")
    synonyms: list[str] = Field(description="other names")
    labels: list[str] = Field(description="labels of the page that stand for it")
    text: str = Field(description="the explanation, with formulas in LaTeX between dollar signs")
    latex: list[str] = Field(description="formulas in LaTeX, one per line")
    formula: str = Field(description="the catalog's formula in plain text, if there is no LaTeX; may be empty")
    source: str = Field(description="publication; empty if there is none")
    choices: list[str] = Field(description="choices of the catalog that it explains, such as activations.tanh")
    family: str = Field(
        description="list of the catalog that it explains as a whole, such as activations; may be empty"
    )
    related: list[str] = Field(description="ids of related terms")
    picture: GlossaryChart | GlossaryDiagram | None = Field(discriminator="kind")
    place: GlossaryPlace | None = Field(description="where the page shows it; null if no view does")
    example: RunSpec | None = Field(description="a run that shows it; null if there is none")

    def __str__(self) -> str:
        """The explanation as text, with its formulas in LaTeX."""
        formulas = [f"    {latex}" for latex in self.latex or [self.formula] if latex]
        source = [f"Source: {self.source}"] if self.source else []
        return "\n".join([self.title, "", self.text, *formulas, *source])


class Glossary(Message):
    """All terms, by subject."""

    terms: list[GlossaryTerm]
