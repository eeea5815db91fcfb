"""The catalog: every name that a RunSpec can use, with default, range and description."""

from typing import Any, Literal

from pydantic import Field

from app.protocol.base import Domain, Message, Task
from engine.spec.run import RunSpec


class PointsPreview(Message):
    """Some points of a data set, in the form of `PointData`."""

    inputs: list[list[float]]
    targets: list[int] | list[list[float]]


class SequencePreview(Message):
    """A sequence and its targets."""

    inputs: list[list[float]] = Field(description="(steps, numbers of a step)")
    targets: list[float] = Field(description="one, or one for each step")


class PatternPreview(Message):
    """The first patterns of a set, with their targets."""

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
    position_noise: str = Field(description="the effect of position noise on this set")
    label_noise: str = Field(description="the effect of label noise on this set")
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
        description="height, width and channels if the inputs are the pixels of an image, row by row; else null"
    )
    standardize: bool = Field(description="whether inputs are standardized by default")
    position_noise: str = Field(description="the effect of position noise on this set")
    label_noise: str = Field(description="the effect of label noise on this set")
    preview: PointsPreview = Field(description="some rows, as their first two principal components")


class CatalogOption(Message):
    """An option: a number from `low` to `high` inclusive, one of `choices`, or either."""

    name: str
    description: str
    default: bool | int | float | str | None = Field(description="null: no default, or the meaning of `empty`")
    low: float
    high: float = Field(description="if it is not above low, the option is not a number")
    whole: bool = Field(description="whether the number is whole")
    choices: list[bool | int | float | str] = Field(description="empty if the option is a number")
    empty: str | None = Field(description="the meaning of null; null if the option cannot be null")


class CatalogLayerOption(CatalogOption):
    """An option of a layer."""

    restarts: bool = Field(description="whether a change needs new weights")


class CatalogSequenceSet(Message):
    """Generated sequences."""

    name: str
    label: str
    task: Task
    classes: int = Field(description="number of classes by default; 0 in regression")
    samples: int = Field(description="default number of sequences")
    description: str
    source: str = Field(description="where it comes from")
    baseline: str = Field(description="the result without any memory")
    steps: int = Field(description="time steps by default")
    options: list[CatalogOption]
    preview: SequencePreview = Field(description="one sequence, by default")


class CatalogText(Message):
    """A text, read character by character."""

    label: str
    description: str
    example: str = Field(description="an example text")
    options: list[CatalogOption]


class CatalogPatternSet(Message):
    """A task of 1986, with all its patterns of bits. It is a regression whose accuracy counts the patterns with every
    output on the right side of ½."""

    name: str
    label: str
    samples: int = Field(description="patterns, as published")
    description: str
    source: str = Field(description="where it comes from")
    bits: int = Field(description="bits of an input, as published")
    least: int = Field(description="smallest number of bits of an input")
    most: int
    outputs: int = Field(description="bits of a target, as published")
    off: float = Field(description="target of a bit that is off; 1 - off is that of a bit that is on")
    held_out: int = Field(description="default number of patterns that do not train")
    input_names: list[str] | None
    output_names: list[str] | None
    preview: PatternPreview


class CatalogFeature(Message):
    """A feature of points in the plane."""

    name: str
    label: str
    preview: list[list[float]] = Field(description="its values over the plane, row 0 at the top, column 0 at the left")


class CatalogFormula(Message):
    """A choice that has a formula."""

    name: str
    label: str
    formula: str


class CatalogLayer(CatalogFormula):
    """A kind of hidden layer."""

    source: str = Field(description="publication; empty if there is none")
    example: dict[str, Any] = Field(description="an example for `network.layers`, four units wide")
    reads: Literal["any", "steps", "numbers", "image"] = Field(
        description="required input: time steps, whole numbers (as the first layer), an image, or any"
    )
    options: list[CatalogLayerOption]
    gates: list[str] = Field(
        description="names of the matrices side by side in its weights; empty if it has one or none"
    )
    connects: Literal["weights", "all", "units"] = Field(
        description="the inputs of a unit: all units before it, each by a weight; all, in another way; or the one in its "
        "own place"
    )
    inputs: Literal["units", "patch", "symbols"] = Field(
        description="what its weights belong to: the units before it, the pixels of a patch, or the symbols of a vocabulary"
    )
    unit: Literal["neuron", "filter", "channel"] = Field(description="the name of one of its units")
    normalizes: bool = Field(description="whether its parameters only scale and shift normalized inputs")


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
    tasks: list[Task] = Field(description="tasks that it is defined for; empty: all")


class CatalogHyperparameter(Message):
    """A hyperparameter, from `low` to `high` inclusive."""

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
    """An optimizer and its hyperparameters, learning rate apart."""

    source: str = Field(description="where it was published")
    learning_rate: float = Field(description="the default learning rate")
    hyperparameters: list[CatalogHyperparameter]
    update: list[CatalogUpdateLine] = Field(description="the update of a parameter, line by line")
    vector_update: list[CatalogUpdateLine] = Field(
        description="likewise, of parameters that are in no matrix; empty if it is the same"
    )


class CatalogSurface(CatalogFormula):
    """A classic function of two variables, or of one and a `y` without effect."""

    source: str = Field(description="where it was published")
    description: str
    dimensions: int
    hyperparameters: list[CatalogHyperparameter]
    window: Domain = Field(description="the part of the plane to show")
    start: tuple[float, float]
    steps: int = Field(description="default number of steps")
    settings: dict[str, dict[str, float]] = Field(description="good settings by optimizer, if its defaults are not")


class CatalogSchedule(CatalogFormula):
    """A schedule of the learning rate η by the number t of updates."""

    source: str = Field(description="publication; empty if there is none")
    hyperparameters: list[CatalogHyperparameter]


class CatalogInitializer(CatalogFormula):
    """A distribution of initial weights W (n_in, n_out), with s for the scale in its formula."""

    source: str = Field(description="where it was published; empty if it has no source")
    scale_label: str | None = Field(description="meaning of `scale`; null if it has none")
    default_scale: float


class CatalogLimits(Message):
    """The limits of runs on this server."""

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
    """An example run."""

    name: str
    label: str
    description: str
    source: str = Field(description="publication; empty if the run has not been published")
    published: str = Field(description="published result; empty if there is none")
    spec: RunSpec


class Catalog(Message):
    """Catalog of everything a RunSpec can use."""

    data_sets: list[CatalogDataSet]
    real_sets: list[CatalogRealSet] = Field(description="empty if scikit-learn, which contains them, is not installed")
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
        description="options of the initial recurrent weights beside the initializer"
    )
    regularizations: list[CatalogFormula]
    presets: list[CatalogPreset]
    default: RunSpec = Field(description="the RunSpec with all defaults but the data")
    limits: CatalogLimits
