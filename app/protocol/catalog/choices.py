"""The catalog's layers, functions, optimizers and other choices."""

from typing import Any, Literal

from pydantic import Field

from app.protocol.base import Domain, Measured, Message, Task
from app.protocol.catalog.options import CatalogLayerOption
from engine.ops.activations import Family


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
        description="how a unit is connected: to all units before it by weights (weights), to all of them in another "
        "way (all), or to the unit at the same place (units)"
    )
    inputs: Literal["units", "patch", "symbols"] = Field(
        description="inputs of its weights: the units before it, the pixels of a patch, or the symbols of a vocabulary"
    )
    unit: Literal["neuron", "filter", "channel"] = Field(description="the name of one of its units")
    normalizes: bool = Field(description="whether its parameters only scale and shift normalized inputs")


class CatalogActivation(CatalogFormula):
    """An activation function f."""

    latex: str = Field(description="f(z), with #1 for z")
    latex_derivative: str = Field(description="f′(z), with #1 for z and #0 for f(z)")
    numpy: str = Field(description="f(z) as a NumPy expression of an array z; it may use the module math")
    range: tuple[Measured, Measured] = Field(
        description="greatest lower and least upper bound of f(z); null: unbounded"
    )
    family: Family = Field(
        description="squashing: rises from one finite bound to the other, and is flat at both ends; rectifier: about z for "
        "large z, and nearly flat for very negative z; identity; periodic"
    )
    largest_slope: float = Field(description="the largest |f′(z)|")


class CatalogLoss(CatalogFormula):
    """A loss."""

    latex: str = Field(description="of one sample, with \\hat y_k for an output and y_k for its target")
    latex_derivative: str = Field(
        description="by one output, or by its pre-activation if the loss needs an output activation"
    )
    latex_by_prediction: str = Field(description="by one output also then; empty if the loss needs no activation")
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

    symbol: str = Field(description="symbol of the value that the line computes")
    latex: str = Field(description="formula; may be empty")
    numbers: str = Field(description="formula with numbers; may be empty")
    result: str = Field(description="name of the result; empty if the next line continues this one")
    if_zero: str = Field(description="name of a hyperparameter; the line applies only if it is 0. Empty: always")
    if_nonzero: str = Field(description="likewise, only if it is not 0")


class CatalogOptimizer(CatalogFormula):
    """An optimizer and its hyperparameters, learning rate apart."""

    source: str = Field(description="publication")
    learning_rate: float = Field(description="the default learning rate")
    hyperparameters: list[CatalogHyperparameter]
    update: list[CatalogUpdateLine] = Field(description="the update of a parameter, line by line")
    vector_update: list[CatalogUpdateLine] = Field(
        description="likewise, of parameters that are in no matrix; empty if it is the same"
    )


class CatalogSurface(CatalogFormula):
    """A classic function of two variables, or of one and a `y` without effect."""

    source: str = Field(description="publication")
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

    source: str = Field(description="publication; empty if there is none")
    scale_label: str | None = Field(description="meaning of `scale`; null if it has none")
    default_scale: float
