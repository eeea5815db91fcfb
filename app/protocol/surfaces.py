"""Optimizers on classic functions of two numbers."""

from typing import Annotated

from pydantic import Field, FiniteFloat

from app.protocol.base import Domain, Measured, Message
from engine.spec.run import OptimizerSpec


class SurfaceRequest(Message):
    """A classic function, optimizers and a start. Nothing is stored on the server."""

    surface: str = Field(max_length=64, description="a function of the catalog, by name")
    numbers: dict[str, FiniteFloat] = Field(
        {}, max_length=16, description="its parameters, such as κ; defaults if left out"
    )
    start: tuple[FiniteFloat, FiniteFloat] | None = Field(None, description="null: that of the catalog")
    optimizers: list[OptimizerSpec] = Field([], max_length=16)
    steps: int = Field(300, ge=1, le=10_000)
    resolution: Annotated[int, Field(ge=2, le=256)] | None = Field(None, description="side of the grid; null: none")


class Descent(Message):
    """The path of one optimizer, up to the first value that is not finite."""

    optimizer: str
    step: list[int] = Field(description="step of each point, from 0; a long path is thinned evenly")
    points: list[tuple[float, float]]
    values: list[float] = Field(description="f at the points")
    gradient: list[tuple[Measured, Measured]] = Field(
        description="gradient of the step that led to the point; null at the start"
    )
    update: list[tuple[Measured, Measured]] = Field(description="change by that step")
    memory: dict[str, list[tuple[Measured, Measured]]] = Field(
        description="the optimizer's, by the names in its formula"
    )
    diverged: int | None = Field(description="the first step that was not finite")


class SurfaceAnswer(Message):
    """The paths, in the order of the request, and the grid if one was requested."""

    surface: str
    numbers: dict[str, float]
    start: tuple[float, float]
    minima: list[tuple[float, float]]
    lowest: float = Field(description="the smallest value of f")
    window: Domain
    values: list[list[Measured]] | None = Field(
        description="f at the centre of each cell of the window, row 0 at the largest y; null if not requested"
    )
    descents: list[Descent]
