"""Bodies of the REST calls, and the parts that answers share with the events of the stream."""

from typing import Any, Literal

from pydantic import Field, FiniteFloat

from app.protocol.base import LARGEST_WHOLE, Domain, Figure, Message, Status, Task, Undoable, Unit
from engine.spec.run import RunSpec


class Metrics(Message):
    """How well the network does on each split; null where a figure does not apply to the task or is not finite."""

    train_loss: Figure
    test_loss: Figure
    penalty: Figure = Field(description="the regularization's part, apart from the data loss")
    train_accuracy: Figure = None
    test_accuracy: Figure = None
    train_r2: Figure = None
    test_r2: Figure = None


class ActivationStatistics(Message):
    """A layer's activations over the training split."""

    mean: Figure
    std: Figure
    saturated: Figure = Field(description="share of activations on a flat part of their function")
    dead: Figure = Field(description="share of units that are flat on every sample")


class Histogram(Message):
    """Counts of activations in equal bins from `low` to `high`."""

    low: Figure
    high: Figure
    counts: list[int]


class LayerReport(Message):
    """What one layer is doing."""

    name: str
    activation: ActivationStatistics
    gradient_norm: Figure = Field(description="norm of the last gradient of the layer's parameters")
    update_ratio: Figure = Field(description="norm of the last update over the norm of the weights")
    histogram: Histogram
    frozen: bool = Field(description="training leaves it as it is")


class ParameterBlock(Message):
    """One array of a layer's parameters in the flat vector, row by row."""

    name: str
    offset: int
    shape: list[int]


class LayerShape(Message):
    """What a layer is, what it reads, and where it stands in the flat vector of parameters: of a dense layer weights
    (inputs, units) row by row, then biases; of a recurrent layer the units of all gates side by side, and `recurrent`
    weights, from step to step, in between."""

    name: str
    kind: str = Field(description="as in the RunSpec")
    sources: list[str] = Field(
        description="layers that it reads, `inputs` for the network's own; of a residual block the skip, then its branch"
    )
    units: int
    inputs: int
    activation: str = Field(description="linear where it has none")
    frozen: bool = Field(description="training leaves it as it is")
    weights_offset: int | None = Field(description="null where it has no weights")
    biases_offset: int | None = Field(description="null where it has no biases")
    blocks: list[ParameterBlock] = Field(description="all its parameters")
    shape: list[int] = Field(description="of its output: [units], [steps, units] or [height, width, channels]")


class DataShape(Message):
    """What the samples of a run are, whichever data they come from. Of a sequence, the numbers of a step stand together,
    step after step."""

    task: Task
    classes: int = Field(description="number of classes; 0 in regression")
    class_names: list[str] | None = Field(description="null: the classes go by number, or there are none")
    image: tuple[int, int, int] | None = Field(
        description="height, width and channels where the inputs are the pixels of an image, row by row"
    )
    steps: int | None = Field(description="time steps of a sample; null where the inputs are no sequence")
    target_steps: int = Field(description="for how many of the steps a sample has targets; 1: one for all")
    middle: float | None = Field(
        description="what parts off from on where each target is a bit; null where targets are values or classes"
    )


class SessionInfo(Message):
    """A session: its run, where the run is, and how its parameters lie."""

    id: str
    spec: RunSpec
    step: int = Field(description="updates done")
    epoch: int = Field(description="passes over the training data completed")
    sample: int = Field(description="samples of the batch under way already gone through")
    status: Status
    message: str | None = Field(description="why the run diverged")
    playing: bool
    parameter_count: int
    steps_per_epoch: int
    layers: list[LayerShape]
    inputs: list[str] = Field(description="names of the network's inputs")
    data_version: int = Field(description="changes when the data change: time to fetch them again")
    domain: Domain | None = Field(description="both axes of the maps; null where the inputs are no plane")
    data: DataShape
    undo: Undoable | None = Field(description="what would be taken back next; null where there is nothing")
    course: int = Field(description="changes when the run stands elsewhere than training led: fetch its history again")


class SessionAnswer(SessionInfo):
    """A session with its figures."""

    metrics: Metrics


class PatchRequest(Message):
    """A change of the run."""

    patch: dict[str, Any] = Field(description="JSON merge patch (RFC 7396) of the RunSpec; null restores a default")
    reset: bool | Literal["if_needed"] = Field(
        False,
        description="start a new run, as changes of the parameters' shapes need; if_needed: only for such changes",
    )
    adapt: bool = Field(
        False,
        description="adapt the hidden layers, so that the network can be built: recurrent layers return sequences if "
        "others need them, residual blocks are as wide as what they read, and layers that cannot read new data are left out",
    )


class StepsRequest(Message):
    """How far to train."""

    count: int = Field(1, ge=1)
    unit: Unit = "step"


class StepsAnswer(Message):
    """Where training stands after a call."""

    steps: int = Field(description="updates made by this call")
    step: int
    epoch: int
    sample: int
    status: Status
    message: str | None
    learning_rate: float = Field(description="of the next step, by the schedule")
    metrics: Metrics
    layers: list[LayerReport]


class ResetRequest(Message):
    """Back to initial weights."""

    seed: int | None = Field(None, ge=0, le=2**32 - 1, description="null: the run's own seed, so the same weights")


class LayerWeights(Message):
    """One layer's parameters, of a dense one a = f(x W + b); what a layer does not have is left out."""

    name: str
    weights: list[list[FiniteFloat]] | None = Field(None, description="(inputs, units)")
    biases: list[FiniteFloat] | None = Field(None, description="(units)")
    blocks: dict[str, list[FiniteFloat] | list[list[FiniteFloat]]] | None = Field(
        None, description="all others by name, in the shape that `layers` of the session tells"
    )


class Parameters(Message):
    """Every parameter of a network, layer by layer; layers without parameters are left out."""

    layers: list[LayerWeights]


class ParameterChange(Message):
    """A new value for one weight or bias."""

    layer: str = Field(max_length=64, description="name of the layer, as `dense_1`")
    unit: int = Field(ge=0, description="number of the unit in its layer")
    input: int | None = Field(ge=0, description="number of the input that the weight is on; null: the unit's bias")
    value: FiniteFloat
    block: str | None = Field(
        None, max_length=64, description="another block of the layer; null: its weights or biases"
    )


class PredictRequest(Message):
    """Points to ask the network about."""

    inputs: list[list[FiniteFloat]] = Field(min_length=1, description="raw inputs, before features: (rows, columns)")
    activations: bool = Field(False, description="tell every layer's activations too")


class LayerActivations(Message):
    """What one layer makes of the inputs."""

    name: str
    values: list[list[Figure]] = Field(description="(rows, units), those of all steps or pixels one after the other")


class PredictAnswer(Message):
    """The network's outputs, row by row."""

    outputs: list[list[Figure]] = Field(description="(rows, outputs)")
    activations: list[LayerActivations] | None = None


class PointData(Message):
    """The data of a run, or some of them: training rows first, then test rows. The sizes are those of this answer."""

    data_version: int
    task: Task
    classes: int | None = Field(description="number of classes; null in regression")
    train_size: int
    test_size: int
    inputs: list[list[float]] = Field(description="(rows, columns), before features")
    targets: list[int] | list[list[int]] | list[list[float]] = Field(
        description="class of each row, (rows, target_steps) where there is one for each step, or (rows, outputs) in "
        "regression"
    )


class BoundaryAnswer(Message):
    """One unit's activation over the plane, row 0 at the top (x2 largest), column 0 at the left (x1 smallest)."""

    unit: str
    resolution: int
    domain: Domain = Field(description="both axes of the map")
    values: list[list[Figure]] = Field(description="(resolution, resolution), at the middle of each cell")


class Confusion(Message):
    """How many samples of a class (row) were taken for which (column); all zeros without test rows."""

    train: list[list[int]]
    test: list[list[int]]


class ConfusionAnswer(Confusion):
    """The confusion matrices of a classification."""

    class_names: list[str] | None = Field(description="names of the rows and columns; null: they go by number")


class HistoryAnswer(Message):
    """The course of a run, one column a figure, thinned evenly where the run is long."""

    step: list[int]
    epoch: list[int]
    train_loss: list[Figure]
    test_loss: list[Figure]
    penalty: list[Figure]
    train_accuracy: list[Figure]
    test_accuracy: list[Figure]
    train_r2: list[Figure]
    test_r2: list[Figure]
    gradient_norms: list[list[Figure]] = Field(description="one column a layer, in the network's order")
    activation_stds: list[list[Figure]] = Field(description="how each layer's outputs spread, likewise")


class MomentsAnswer(Message):
    """The moments of a run that are kept whole, to look at and to go on from; one column a figure, in the order of their
    steps. When they are too many they are thinned evenly."""

    course: int = Field(description="as in the session")
    capacity: int = Field(description="most that are kept of this run; 0: it is too large for that")
    step: list[int]
    epoch: list[int]
    train_loss: list[Figure]
    test_loss: list[Figure]
    changed: list[bool] = Field(description="whether the run's settings are others now than at that moment")


class FrameView(Message):
    """What a frame holds; 0 leaves maps out. Large networks are mapped more coarsely than asked."""

    resolution: int = Field(64, ge=0, le=256, description="side of the outputs' maps")
    neuron_resolution: int = Field(16, ge=0, le=64, description="side of the hidden units' maps")
    neurons_per_layer: int = Field(8, ge=0, le=64, description="hidden units mapped in each layer, the first ones")
    confusion: bool = Field(False, description="whether headers hold the confusion matrices of a classification")


class Health(Message):
    """Whether the server is ready to train."""

    status: Literal["warming", "ready", "failed"]
    message: str = Field(description="what it is doing")
    done: int = Field(description="kernels compiled")
    total: int
    version: str
    sessions: int


class GeneratorState(Message):
    """The generator that draws the order of the samples: NumPy's PCG64. Its two numbers of 128 bits are decimal text."""

    name: Literal["PCG64"]
    state: str = Field(pattern=r"^[0-9]{1,39}$")
    increment: str = Field(pattern=r"^[0-9]{1,39}$")
    has_uint32: Literal[0, 1] = Field(description="1 where half of the last draw is still to be used")
    uinteger: int = Field(ge=0, lt=2**32, description="that half")


class RunState(Message):
    """All else that the next step depends on, so that a run goes on to the bit. Arrays are base64 of little-endian
    numbers, row by row."""

    sample: int = Field(ge=0, description="samples of the batch under way already gone through")
    position: int = Field(ge=0, description="where in the epoch's order the batch under way begins")
    order: str = Field(description="rows of the training samples in the epoch's order: int64 (samples)")
    steps_of_optimizer: int = Field(ge=0, le=LARGEST_WHOLE, description="steps since the memory was empty")
    generator: GeneratorState
    gradients: str = Field(description="of the last step: float64 (parameters)")
    previous: str = Field(description="the parameters before the last step: float64 (parameters)")
    memory: str = Field(description="the optimizer's: float64 (3, parameters)")


class RunFile(Message):
    """A run to keep: what it was, how far it came, its parameters and what exact continuation needs beside them."""

    format: Literal["backprop-run"]
    version: Literal[1]
    spec: RunSpec
    step: int = Field(ge=0, le=LARGEST_WHOLE)
    epoch: int = Field(ge=0, le=LARGEST_WHOLE)
    parameters: Parameters | None = Field(description="null: the initial ones of the spec, at step 0")
    state: RunState | None = Field(
        None, description="null: training goes on with an empty memory of the optimizer and a fresh epoch"
    )


ExportFormat = Literal["spec", "json", "npz", "python"]
"""spec: the RunSpec. json: a RunFile. npz: NumPy arrays, `<layer>.weights` and `<layer>.biases`. python: a program."""
