"""What there is to choose from: every name a RunSpec may hold, with its default, its range and a word on it."""

from typing import Any, Literal

from pydantic import Field

from app.protocol.base import Domain, Message, Task
from engine.spec.run import RunSpec


class PointsPreview(Message):
    """A few points of a data set, as `PointData` gives them."""

    inputs: list[list[float]]
    targets: list[int] | list[list[float]]


class SequencePreview(Message):
    """A sequence and what is to be said of it."""

    inputs: list[list[float]] = Field(description="(steps, numbers of a step)")
    targets: list[float] = Field(description="one, or one for each step")


class PatternPreview(Message):
    """The first patterns of a set, and the bits that are wanted for them."""

    inputs: list[list[int]]
    targets: list[list[int]]


class CatalogDataSet(Message):
    """A generated data set."""

    name: str
    label: str
    task: Task
    classes: int = Field(description="number of classes; 0 in regression")
    samples: int = Field(description="default number of points")
    description: str
    position_noise: str = Field(description="what position noise does here")
    label_noise: str = Field(description="what label noise does here")
    preview: PointsPreview


class CatalogRealSet(Message):
    """Measured data."""

    name: str
    label: str
    task: Task
    classes: int
    samples: int = Field(description="rows; all of them are used")
    description: str
    source: str = Field(description="who measured it, and where it was published")
    input_names: list[str]
    class_names: list[str]
    image: tuple[int, int, int] | None = Field(
        description="height, width and channels where the inputs are the pixels of an image, row by row"
    )
    standardize: bool = Field(description="whether inputs are standardized unless a run says otherwise")
    position_noise: str = Field(description="what position noise does here")
    label_noise: str = Field(description="what label noise does here")
    preview: PointsPreview = Field(description="some rows by their first two principal components")


class CatalogOption(Message):
    """Something that can be set: a number from `low` to `high`, ends included, one of `choices`, or either."""

    name: str
    description: str
    default: bool | int | float | str | None = Field(description="null: none, or what is empty")
    low: float
    high: float = Field(description="not above low: no number")
    whole: bool = Field(description="whether the number has no fraction")
    choices: list[bool | int | float | str] = Field(description="empty: a number")
    empty: str | None = Field(description="what null stands for; null where it stands for nothing")


class CatalogLayerOption(CatalogOption):
    """Something that can be set of a layer."""

    restarts: bool = Field(description="whether a change needs new weights, or another beginning of them")


class CatalogSequenceSet(Message):
    """Generated sequences."""

    name: str
    label: str
    task: Task
    classes: int = Field(description="number of classes by default; 0 in regression")
    samples: int = Field(description="default number of sequences")
    description: str
    source: str = Field(description="where it comes from")
    baseline: str = Field(description="what is reached without remembering anything")
    steps: int = Field(description="time steps by default")
    options: list[CatalogOption]
    preview: SequencePreview = Field(description="one sequence, by default")


class CatalogText(Message):
    """A text of one's own, read character by character."""

    label: str
    description: str
    example: str = Field(description="a text to begin with")
    options: list[CatalogOption]


class CatalogPatternSet(Message):
    """A task of 1986: all its patterns of bits. It is a regression, whose accuracy counts the patterns with every output
    on the right side of ½."""

    name: str
    label: str
    samples: int = Field(description="patterns, as published")
    description: str
    source: str = Field(description="where it comes from")
    bits: int = Field(description="of an input, as published")
    least: int = Field(description="fewest bits that an input may have")
    most: int
    outputs: int = Field(description="bits of a target, as published")
    off: float = Field(description="target of a bit that is off; of one that is on 1 - off")
    held_out: int = Field(description="patterns that do not train unless a run says otherwise")
    input_names: list[str] | None
    output_names: list[str] | None
    preview: PatternPreview


class CatalogFeature(Message):
    """An input that can be switched on."""

    name: str
    label: str
    preview: list[list[float]] = Field(description="its values over the plane, row 0 at the top, column 0 at the left")


class CatalogChoice(Message):
    """A choice that needs no more than a name and a label."""

    name: str
    label: str


class CatalogFormula(CatalogChoice):
    """A choice that is a formula."""

    formula: str


class CatalogLayer(CatalogFormula):
    """A kind of hidden layer."""

    source: str = Field(description="where it was published; empty where nobody is to be named")
    example: dict[str, Any] = Field(description="a layer to begin with, as `network.layers` has it, four units wide")
    reads: Literal["any", "steps", "numbers", "image"] = Field(
        description="what has to come before it: time steps, whole numbers (as the first layer), a picture, or anything"
    )
    options: list[CatalogLayerOption]
    gates: list[str] = Field(description="names of the matrices side by side in its weights; empty for one without")


class CatalogActivation(CatalogFormula):
    """An activation function f."""

    latex: str = Field(description="f(z), with #1 for z")
    latex_derivative: str = Field(description="f′(z), with #1 for z and #0 for f(z)")
    numpy: str = Field(description="f(z) as a NumPy expression of an array z; it may use the module math")


class CatalogLoss(CatalogFormula):
    """A loss."""

    latex: str = Field(description="of one sample, with y_k or a_k for an output and t_k for its target")
    latex_derivative: str = Field(
        description="by one output, or by its pre-activation if the loss needs an output activation"
    )
    description: str
    output_activation: str | None = Field(description="the output activation it needs; null: any but softmax")
    tasks: list[Task] = Field(description="tasks it makes sense for; empty: all")


class CatalogHyperparameter(Message):
    """A number of an optimizer, with its range, ends included."""

    name: str
    symbol: str = Field(description="in formulas; empty if it has none")
    default: float
    low: float
    high: float


class CatalogUpdateLine(Message):
    """One line of the derivation of an update, as LaTeX.

    In `numbers` and `result`, {name} is a number of the parameter: w, g, t, a hyperparameter, `rate` (the scheduled learning
    rate), a row of the memory before the step, `next.` and a row for after it, or one of the `parts` of a trace.
    """

    symbol: str = Field(description="what the line computes")
    latex: str = Field(description="how; may be empty")
    numbers: str = Field(description="the same with numbers; may be empty")
    result: str = Field(description="name of the result; empty if the next line continues this one")
    if_zero: str = Field(description="name of a hyperparameter; the line applies only if it is 0. Empty: always")
    if_nonzero: str = Field(description="likewise, only if it is not 0")


class CatalogOptimizer(CatalogFormula):
    """An optimizer and its own hyper-parameters."""

    source: str = Field(description="where it was published")
    learning_rate: float = Field(description="the default learning rate")
    hyperparameters: list[CatalogHyperparameter]
    update: list[CatalogUpdateLine] = Field(description="the update of a parameter, line by line")
    vector_update: list[CatalogUpdateLine] = Field(
        description="likewise, of parameters that are in no matrix; empty if it is the same"
    )


class CatalogSurface(CatalogFormula):
    """A classic function of two numbers, or of one and a `y` that does nothing."""

    source: str = Field(description="where it was published")
    description: str
    dimensions: int
    hyperparameters: list[CatalogHyperparameter]
    window: Domain = Field(description="what is drawn of it")
    start: tuple[float, float]
    steps: int = Field(description="steps to begin with")
    settings: dict[str, dict[str, float]] = Field(
        description="by optimizer, numbers with which it gets along here; of any other its defaults do"
    )


class CatalogSchedule(CatalogFormula):
    """A schedule of the learning rate η, by the number t of updates, and its own numbers."""

    source: str = Field(description="where it was published; empty where nobody is to be named")
    hyperparameters: list[CatalogHyperparameter]


class CatalogInitializer(CatalogChoice):
    """A way to draw initial weights."""

    scale_label: str | None = Field(description="what `scale` means; null where there is none")
    default_scale: float


class CatalogLimits(Message):
    """How large a run may be on this server."""

    layers: int
    units: int
    parameters: int
    batch: int
    samples: int
    inputs: int
    steps: int = Field(description="steps of one call")
    body_bytes: int
    message_bytes: int


class CatalogPreset(Message):
    """A run worth looking at."""

    name: str
    label: str
    description: str
    source: str = Field(description="where it was published; empty for a run that is ours")
    published: str = Field(description="what was found there; empty where nothing was")
    spec: RunSpec


class Catalog(Message):
    """All that can be chosen on this server."""

    data_sets: list[CatalogDataSet]
    real_sets: list[CatalogRealSet] = Field(description="empty where scikit-learn, which they come with, is missing")
    sequence_sets: list[CatalogSequenceSet]
    pattern_sets: list[CatalogPatternSet]
    text: CatalogText
    features: list[CatalogFeature]
    layers: list[CatalogLayer]
    activations: list[CatalogActivation]
    output_activations: list[str]
    losses: list[CatalogLoss]
    optimizers: list[CatalogOptimizer]
    surfaces: list[CatalogSurface]
    schedules: list[CatalogSchedule]
    clippings: list[CatalogFormula]
    projections: list[CatalogFormula]
    initializers: list[CatalogInitializer]
    recurrent_weights: list[CatalogOption] = Field(
        description="what can be set of the initial recurrent weights beside the initializer"
    )
    regularizations: list[CatalogFormula]
    presets: list[CatalogPreset]
    default: RunSpec = Field(description="a RunSpec of which nothing but the data was given")
    limits: CatalogLimits
