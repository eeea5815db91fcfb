"""One sample's whole pass in numbers, op by op, and the check of the gradients."""

from typing import Annotated, Literal, Self

from pydantic import Field, FiniteFloat, model_validator

from app.protocol.base import Figure, Message

Vector = list[Figure]
Matrix = list[list[Figure]]
Picture = list[list[list[Figure]]]


class TraceRequest(Message):
    """A sample to follow through the network: one of the run's by its row, or numbers of one's own."""

    input: list[FiniteFloat] | None = Field(None, min_length=1, description="raw inputs, before features")
    target: int | list[FiniteFloat] | None = Field(
        None, description="a class by its number, or the numbers the loss compares with; null: the forward pass alone"
    )
    row: int | None = Field(None, ge=0, description="a row of the data in place of an input, with its target")
    split: Literal["train", "test"] = Field("train", description="which rows are counted")
    of: Literal["sample", "batch"] = Field(
        "sample",
        description="whose gradients and update are told: this sample's, or those of the batch that the next step takes",
    )
    finite_differences: bool = Field(
        False, description="put a central difference beside every gradient that is told; for a few thousand at the most"
    )
    layers: list[str] | None = Field(None, description="layers whose parameters are told; null: all")

    @model_validator(mode="after")
    def _one_sample(self) -> Self:
        if (self.input is None) == (self.row is None):
            raise ValueError("Received both or neither of input and row, expected one of them. Leave the other out.")
        if self.row is not None and self.target is not None:
            raise ValueError("Received a target for a row, which has one of its own. Leave the target out.")
        return self


class ParameterTrace(Message):
    """A block of parameters; every array has its shape, and what needs a target is null without one."""

    name: str
    values: Vector | Matrix
    memory: dict[str, Vector | Matrix] = Field(description="the optimizer's memory, by the names of its formula")
    gradient: Vector | Matrix | None = Field(description="∂L/∂ the parameters, without penalty")
    numeric_gradient: Vector | Matrix | None = Field(
        description="the same by central differences, where asked for; null numbers next to a kink"
    )
    penalty_gradient: Vector | Matrix | None = Field(description="the regularization's part")
    step_gradient: Vector | Matrix | None = Field(
        description="both together, clipped, as the optimizer is given it; null where nothing is trained"
    )
    parts: dict[str, Vector | Matrix] | None = Field(
        description="what the optimizer makes of it: update = decay - effective_rate · direction + projection, the first "
        "and the last 0 unless told; m_hat and v_hat are Adam's, corrected for the start"
    )
    update: Vector | Matrix | None = Field(description="what a step of the optimizer would add")
    next_memory: dict[str, Vector | Matrix] | None = Field(description="the memory after that step")


class DenseTrace(Message):
    """z = x W + b. Parameters are null where they are left out, biases also where a layer has none."""

    kind: Literal["dense"]
    layer: str
    inputs: Vector = Field(description="x")
    weights: ParameterTrace | None
    biases: ParameterTrace | None
    terms: Matrix | None = Field(description="x_i w_ij, (inputs, units)")
    outputs: Vector = Field(description="z")
    output_adjoints: Vector | None = Field(description="∂L/∂z")
    input_adjoints: Vector | None = Field(description="∂L/∂x")


class ActivationTrace(Message):
    """a = f(z)."""

    kind: Literal["activation"]
    layer: str
    function: str
    inputs: Vector = Field(description="z")
    outputs: Vector = Field(description="a")
    derivatives: Vector = Field(description="f′(z)")
    output_adjoints: Vector | None = Field(description="∂L/∂a")
    input_adjoints: Vector | None = Field(description="∂L/∂z")


class ForkTrace(Message):
    """y = x[first : first + len(y)]: what one reader gets of a value that several read."""

    kind: Literal["fork"]
    layer: str
    inputs: Vector = Field(description="x")
    first: int
    outputs: Vector = Field(description="y")
    output_adjoints: Vector | None = Field(description="∂L/∂y, of this reader")
    input_adjoints: Vector | None = Field(description="∂L/∂x, the sum over all readers")


class AddTrace(Message):
    """y = x + scale · f, the end of a residual block."""

    kind: Literal["add"]
    layer: str
    inputs: Vector = Field(description="x, the skip")
    branch: Vector = Field(description="f")
    scale: float
    outputs: Vector = Field(description="y")
    output_adjoints: Vector | None = Field(description="∂L/∂y")
    input_adjoints: Vector | None = Field(description="∂L/∂x")
    branch_adjoints: Vector | None = Field(description="∂L/∂f")


class ConcatTrace(Message):
    """y[first : first + len(x)] = x: one part of a concatenation."""

    kind: Literal["concat"]
    layer: str
    inputs: Vector = Field(description="x")
    first: int
    outputs: Vector = Field(description="the same numbers in y")
    output_adjoints: Vector | None = Field(description="∂L/∂ that part of y")
    input_adjoints: Vector | None = Field(description="∂L/∂x")


class NormTrace(Message):
    """y = (x - mean) / deviation · g + b."""

    kind: Literal["layer_norm", "batch_norm"]
    layer: str
    inputs: Vector = Field(description="x")
    mean: Vector = Field(description="one number, the sample's own, of a layer norm; the running means of a batch norm")
    deviation: Vector = Field(description="likewise the root of variance + 1e-5")
    normalised: Vector = Field(description="(x - mean) / deviation")
    gains: ParameterTrace | None
    biases: ParameterTrace | None
    outputs: Vector = Field(description="y")
    output_adjoints: Vector | None = Field(description="∂L/∂y")
    input_adjoints: Vector | None = Field(description="∂L/∂x")


class DropoutTrace(Message):
    """y = x: where nothing trains nothing is dropped."""

    kind: Literal["dropout"]
    layer: str
    rate: float = Field(description="share that is dropped while training")
    inputs: Vector = Field(description="x")
    outputs: Vector = Field(description="y")
    output_adjoints: Vector | None = Field(description="∂L/∂y")
    input_adjoints: Vector | None = Field(description="∂L/∂x")


class LossTrace(Message):
    """L of what the network says against the targets."""

    kind: Literal["loss"]
    layer: str
    function: str
    inputs: Vector = Field(description="outputs; of a cross-entropy, which takes its activation along, pre-activations")
    prediction: Vector
    targets: Vector | None
    value: Figure = Field(description="L")
    input_adjoints: Vector | None = Field(description="∂L/∂ the inputs")
    step_values: Vector | None = Field(
        None, description="L of each step, where targets are a sequence; L is their mean"
    )


class PerStepTrace(Message):
    """z = x W + b at every step of a sequence or place of a picture."""

    kind: Literal["per_step"]
    layer: str
    inputs: Matrix = Field(description="x, (steps or places, inputs)")
    weights: ParameterTrace | None
    biases: ParameterTrace | None
    outputs: Matrix = Field(description="z, (steps or places, units)")
    output_adjoints: Matrix | None = Field(description="∂L/∂z")
    input_adjoints: Matrix | None = Field(description="∂L/∂x")


class RecurrentTrace(Message):
    """A recurrent layer, step by step."""

    kind: Literal["recurrent"]
    layer: str
    cell: str = Field(description="rnn, lstm or gru")
    function: str = Field(description="the activation of the state")
    whole: bool = Field(description="whether the next layer reads every state, or the last alone")
    truncate: int = Field(description="steps that the gradient goes back at the most")
    inputs: Matrix = Field(description="x, (steps, inputs)")
    weights: ParameterTrace | None
    recurrent: ParameterTrace | None
    biases: ParameterTrace | None
    recurrent_biases: ParameterTrace | None
    gates: dict[str, Matrix] = Field(description="by name: z of rnn; i, f, g, o; r, z, n: (steps, units) each")
    inner: dict[str, Matrix] = Field(description="cells c of lstm; recurrent parts s_r, s_z, s_n of gru")
    outputs: Matrix = Field(description="states h, (steps, units)")
    output_adjoints: Matrix | None = Field(description="∂L/∂h by all ways, the steps after included")
    gate_adjoints: dict[str, Matrix] | None = Field(description="∂L/∂ what each gate is a function of")
    inner_adjoints: dict[str, Matrix] | None
    input_adjoints: Matrix | None = Field(description="∂L/∂x")


class TableTrace(Message):
    """Embedding or one-hot: the row of a table for each number."""

    kind: Literal["table"]
    layer: str
    inputs: Vector = Field(description="numbers of the rows")
    weights: ParameterTrace | None = Field(description="the table; null also for one-hot, with nothing to learn")
    outputs: Matrix = Field(description="the rows, (inputs, units)")
    output_adjoints: Matrix | None


class PatchesTrace(Message):
    """What a filter sees at each of its places."""

    kind: Literal["patches"]
    layer: str
    size: int
    padding: int = Field(description="zeros around the picture, both sides together")
    inputs: Picture
    outputs: Matrix = Field(description="(places, size · size · channels)")
    output_adjoints: Matrix | None
    input_adjoints: Picture | None


class MaxPoolTrace(Message):
    """The largest pixel of every window, channel by channel."""

    kind: Literal["max_pool"]
    layer: str
    size: int
    inputs: Picture
    chosen: list[list[list[int]]] = Field(description="which pixel of the window that was, counted line by line")
    outputs: Picture
    output_adjoints: Picture | None
    input_adjoints: Picture | None


OpTrace = Annotated[
    DenseTrace
    | ActivationTrace
    | ForkTrace
    | AddTrace
    | ConcatTrace
    | NormTrace
    | DropoutTrace
    | LossTrace
    | PerStepTrace
    | RecurrentTrace
    | TableTrace
    | PatchesTrace
    | MaxPoolTrace,
    Field(discriminator="kind"),
]


class Change(Message):
    """A loss before and after the coming update."""

    before: Figure
    after: Figure


class TraceAnswer(Message):
    """The pass of one sample: every op in order; read backwards, it is the backward pass."""

    inputs: Vector = Field(description="raw inputs")
    features: Vector = Field(description="what the network reads")
    ops: list[OpTrace]
    of: Literal["sample", "batch"] = Field(description="whose gradients and update the parameters tell")
    batch: list[int] = Field(description="training rows that the next step takes")
    sample_loss: Change | None = Field(description="without penalty")
    batch_loss: Change | None = Field(
        description="likewise, as training has it: with the masks of the step and the statistics of the batch"
    )
    first_order: Figure = Field(description="what the gradient says that its loss changes by: Σ gradient · update")
    difference_floor: Figure = Field(description="finite differences are good to so much, for rounding")
    step: int = Field(description="updates done by the run that is looked at")
    epoch: int
    optimizer_step: int = Field(description="the number the coming update would have for the optimizer, from 1")
    learning_rate: float = Field(description="the rate that update would be taken with, by the schedule")


class GradientCheckRequest(Message):
    """How thoroughly to check."""

    samples: int = Field(16, ge=1, le=1024, description="samples of the batch under way, at most")
    components: int = Field(100, ge=1, le=10_000, description="parameters of each block, at most; large networks fewer")


class BlockCheck(Message):
    """One block of parameters: what backpropagation says against what central differences say."""

    name: str
    size: int
    checked: int
    skipped: int = Field(description="looked at, but next to a kink or an overflow, where a difference says nothing")
    largest_error: Figure = Field(
        description="largest relative error; null where nothing was checked or it is infinite"
    )
    index: list[int] | None = Field(description="where in the block that is")
    analytic: Figure = Field(description="∂L/∂ that parameter by backpropagation")
    numeric: Figure = Field(description="the same by central differences")
    tolerance: float
    passed: bool


class GradientCheckAnswer(Message):
    """Backpropagation held against central differences, block by block."""

    passed: bool
    blocks: list[BlockCheck]
