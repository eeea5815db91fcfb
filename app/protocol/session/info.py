"""A session: its run, its position and its structure."""

from pydantic import Field

from app.protocol.base import DivergenceReport, Domain, Message, Status, Task, Undoable, former_name
from app.protocol.session.metrics import Metrics
from engine.spec.run import RunSpec


class ParameterBlock(Message):
    """One array of a layer's parameters in the flat vector, row by row."""

    name: str
    offset: int
    shape: list[int]


class LayerShape(Message):
    """A layer: its kind, its sources, and its place in the flat vector of parameters. A dense layer has weights (inputs,
    units) row by row, then biases; a recurrent layer has the units of all gates side by side, and `recurrent` weights,
    from step to step, between the two."""

    name: str
    kind: str = Field(description="as in the RunSpec")
    sources: list[str] = Field(
        description="layers that it reads, `inputs` for the network's inputs; of a residual block the skip, then its branch"
    )
    units: int
    inputs: int
    activation: str = Field(description="linear if it has none")
    frozen: bool = Field(description="whether training leaves its parameters as they are")
    weights_offset: int | None = Field(description="null if it has no weights")
    biases_offset: int | None = Field(description="null if it has no biases")
    blocks: list[ParameterBlock] = Field(description="all its parameters")
    shape: list[int] = Field(description="of its output: [units], [steps, units] or [height, width, channels]")


class DataShape(Message):
    """The number and form of a run's samples. The numbers of a sequence are given step after step."""

    train_size: int = Field(description="number of training samples")
    test_size: int = Field(description="number of test samples")
    task: Task
    classes: int = Field(description="number of classes; 0 in regression")
    class_names: list[str] | None = Field(description="null if the classes have no names, or there are none")
    image: tuple[int, int, int] | None = Field(
        description="height, width and channels if the inputs are the pixels of an image, row by row; else null"
    )
    steps: int | None = Field(description="time steps of a sample; null if the inputs are no sequence")
    target_steps: int = Field(description="number of steps that have targets; 1: one target for the whole sequence")
    decision_threshold: float | None = Field(
        description="between off and on, if each target is a bit; null if targets are values or classes"
    )
    middle: float | None = former_name("decision_threshold")
    baseline_loss: float | None = Field(
        description="test loss of the best constant guess: half the squared error in regression, otherwise the "
        "cross-entropy, averaged over the targets of a sample; null without test samples"
    )


class SessionInfo(Message):
    """A session: its run, the run's position, and the layout of its parameters."""

    id: str
    spec: RunSpec
    step: int = Field(description="updates done")
    epoch: int = Field(description="passes over the training data completed")
    sample: int = Field(description="samples of the current batch already processed")
    status: Status
    message: str | None = Field(description="detail and remedy of the divergence")
    divergence: DivergenceReport | None = Field(description="why the run diverged; null if it can be trained")
    playing: bool
    parameter_count: int
    steps_per_epoch: int
    layers: list[LayerShape]
    inputs: list[str] = Field(description="names of the network's inputs")
    data_version: int = Field(description="changes when the data do: fetch them again then")
    domain: Domain | None = Field(description="both axes of the maps; null if the data do not have two inputs")
    data: DataShape
    undo: Undoable | None = Field(description="the change that would be undone next; null if there is none")
    history_number: int = Field(
        description="number of the history; changes if the run continues from another state, as after a reset or undo: "
        "fetch the history again then"
    )
    course: int = former_name("history_number")


class SessionAnswer(SessionInfo):
    """A session with its metrics."""

    metrics: Metrics


MAX_SPECS = 32


class SessionsRequest(Message):
    """The specs of several sessions."""

    specs: list[RunSpec] = Field(min_length=1, max_length=MAX_SPECS)


class SessionsAnswer(Message):
    """Several sessions in the order of their specs, without metrics."""

    sessions: list[SessionInfo]
