"""The loss landscape on a plane of parameters, with the trajectories of runs, and the history of one parameter."""

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from app.protocol.base import LARGEST_WHOLE, Domain, Measured, Message, former_name

Range = tuple[FiniteFloat, FiniteFloat]


class RandomPlane(Message):
    """Two random directions, each filter scaled to the norm of the network's filter (Li et al. 2018)."""

    kind: Literal["random"] = "random"
    seed: int = Field(0, ge=0, le=LARGEST_WHOLE)


class TrajectoryPlane(Message):
    """The first two principal components of the trajectories."""

    kind: Literal["pca"]


class GivenPlane(Message):
    """A plane of an earlier answer, or any other: centre and two directions, a number for each parameter."""

    kind: Literal["given"]
    centre: list[FiniteFloat]
    first: list[FiniteFloat]
    second: list[FiniteFloat]


PlaneRequest = Annotated[RandomPlane | TrajectoryPlane | GivenPlane, Field(discriminator="kind")]


class LandscapeRequest(Message):
    """A plane, and the sessions whose trajectories are projected onto it."""

    plane: PlaneRequest = RandomPlane()
    resolution: int = Field(40, ge=2, le=96, description="cells on a side")
    window: tuple[Range, Range] | None = Field(
        None, description="range along each direction; null: around all trajectories"
    )
    sessions: list[Annotated[str, Field(max_length=64)]] = Field(
        [], max_length=16, description="sessions with parameters of the same shapes; empty: this one"
    )


class Trajectory(Message):
    """The trajectory of a run, projected onto the plane."""

    session: str
    step: list[int]
    points: list[tuple[Measured, Measured]]


class LandscapeAnswer(Message):
    """The mean training loss on the plane centre + a · first + b · second; row 0 at the largest b, column 0 at the
    smallest a. The loss is that of the session's metrics, without the penalty."""

    centre: list[float] = Field(description="the parameters of this session, unless the plane was given")
    first: list[float]
    second: list[float]
    window: Domain = Field(description="ranges of a and b")
    resolution: int
    losses: list[list[Measured]] = Field(description="(resolution, resolution), at the centre of each cell")
    samples: int = Field(
        description="number of training samples used; evenly spaced samples if all would take too long"
    )
    captured: Measured = Field(
        description="share of the squared distances from the centre that is within the plane, over the runs that determine it"
    )
    apart: list[str] = Field(
        description="sessions that do not determine plane and window: they diverged, or moved many times as far as the others"
    )
    trajectories: list[Trajectory]
    ways: list[Trajectory] = former_name("trajectories")


class ParameterHistory(Message):
    """The history of one parameter, one column per quantity. Gradient and update are those of the step before, null at step 0.
    update = decay - effective_rate · direction, as in a trace."""

    parameter: int = Field(description="its index in the flat vector")
    name: str = Field(description="name of its block, as in `dense_1.weights`")
    index: list[int] = Field(description="its index in the block")
    optimizer: str
    step: list[int]
    value: list[Measured]
    gradient: list[Measured] = Field(description="as passed to the optimizer: with the penalty, clipped")
    update: list[Measured] = Field(description="change by the step")
    effective_rate: list[Measured] = Field(description="learning rate of this parameter; null if it is not trained")
    memory: dict[str, list[Measured]] = Field(
        description="the optimizer's memory after that step, by the names in its formula; null under another optimizer"
    )
