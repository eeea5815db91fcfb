"""The loss over a plane of parameters, the ways of runs on it, and one parameter's way under its optimizer."""

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from app.protocol.base import LARGEST_WHOLE, Domain, Figure, Message

Range = tuple[FiniteFloat, FiniteFloat]


class RandomPlane(Message):
    """Two directions drawn from a seed, each filter as long as the network's own (Li et al. 2018)."""

    kind: Literal["random"] = "random"
    seed: int = Field(0, ge=0, le=LARGEST_WHOLE)


class TrajectoryPlane(Message):
    """The first two principal components of the ways that the runs have gone."""

    kind: Literal["pca"]


class GivenPlane(Message):
    """A plane of an earlier answer, or one's own: centre and two directions, a number for each parameter."""

    kind: Literal["given"]
    centre: list[FiniteFloat]
    first: list[FiniteFloat]
    second: list[FiniteFloat]


PlaneRequest = Annotated[RandomPlane | TrajectoryPlane | GivenPlane, Field(discriminator="kind")]


class LandscapeRequest(Message):
    """Which plane to look at, and whose ways to draw on it."""

    plane: PlaneRequest = RandomPlane()
    resolution: int = Field(40, ge=2, le=96, description="cells on a side")
    window: tuple[Range, Range] | None = Field(
        None, description="from where to where along each direction; null: around all ways"
    )
    sessions: list[Annotated[str, Field(max_length=64)]] = Field(
        [], max_length=16, description="whose ways are drawn, with parameters of the same shapes; empty: its own"
    )


class Way(Message):
    """Where a run was on the plane: the points of it nearest to the run's parameters."""

    session: str
    step: list[int]
    points: list[tuple[Figure, Figure]]


class LandscapeAnswer(Message):
    """The mean training loss on the plane centre + a · first + b · second; row 0 at the largest b, column 0 at the
    smallest a. It is the data loss, as in the metrics, of the session that was asked."""

    centre: list[float] = Field(description="the parameters of the session that was asked, unless the plane was given")
    first: list[float]
    second: list[float]
    window: Domain = Field(description="from where to where a and b go")
    resolution: int
    losses: list[list[Figure]] = Field(description="(resolution, resolution), at the middle of each cell")
    samples: int = Field(description="training samples that were used, evenly picked where all would take too long")
    captured: Figure = Field(
        description="share of the squared distances from the centre that lies in the plane, of the runs that shape it"
    )
    apart: list[str] = Field(
        description="sessions that shape neither plane nor window: they diverged, or went many times as far as the others"
    )
    ways: list[Way]


class ParameterCourse(Message):
    """One parameter along the run, a column for each quantity: those of a step are the last step's, and null before the
    first. update = decay - effective_rate · direction, as the parts of a trace have it."""

    parameter: int = Field(description="its place in the flat vector")
    name: str = Field(description="of its block, as `dense_1.weights`")
    index: list[int] = Field(description="where in the block it is")
    optimizer: str
    step: list[int]
    value: list[Figure]
    gradient: list[Figure] = Field(description="as the optimizer was given it: with the penalty, clipped")
    update: list[Figure] = Field(description="what the step added")
    effective_rate: list[Figure] = Field(
        description="the learning rate that this parameter had of its own; null where it is not trained"
    )
    memory: dict[str, list[Figure]] = Field(
        description="the optimizer's memory after that step, by the names of its formula; null under another optimizer"
    )
