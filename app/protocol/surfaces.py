"""Optimizers on classic functions of two numbers."""

from typing import Annotated

from pydantic import Field, FiniteFloat

from app.protocol.base import Domain, Figure, Message
from engine.spec.run import OptimizerSpec


class SurfaceRequest(Message):
    """Which surface, and who descends it from where. Nothing of it is kept."""

    surface: str = Field(max_length=64, description="a surface of the catalog")
    numbers: dict[str, FiniteFloat] = Field({}, max_length=16, description="its own, as κ; those left out are defaults")
    start: tuple[FiniteFloat, FiniteFloat] | None = Field(None, description="null: the surface's own")
    optimizers: list[OptimizerSpec] = Field([], max_length=16)
    steps: int = Field(300, ge=1, le=10_000)
    resolution: Annotated[int, Field(ge=2, le=256)] | None = Field(None, description="side of the grid; null: none")


class Descent(Message):
    """The way of one optimizer, as long as its numbers were finite."""

    optimizer: str
    step: list[int] = Field(description="of each point, from 0; a long way is thinned evenly")
    points: list[tuple[float, float]]
    values: list[float] = Field(description="f at the points")
    gradient: list[tuple[Figure, Figure]] = Field(description="g of the step that led to the point; null at the start")
    update: list[tuple[Figure, Figure]] = Field(description="what that step added")
    memory: dict[str, list[tuple[Figure, Figure]]] = Field(description="the optimizer's, by the names of its formula")
    diverged: int | None = Field(description="the step whose numbers were not finite any more")


class SurfaceAnswer(Message):
    """The descents, in the order asked for, and the grid where one was wanted."""

    surface: str
    numbers: dict[str, float]
    start: tuple[float, float]
    minima: list[tuple[float, float]]
    lowest: float = Field(description="the smallest value of f")
    window: Domain
    values: list[list[Figure]] | None = Field(
        description="f at the middle of each cell of the window, row 0 at the largest y; null: not asked for"
    )
    descents: list[Descent]
