"""Network: a RunSpec compiled to a tape and a layout. Kernels, probes and traces read these, not the architecture."""

import numpy as np
from numpy.typing import NDArray

from engine.compiled.jit import Array
from engine.data.dataset import Form
from engine.errors import InputError
from engine.network.builders import BUILDERS
from engine.network.builders.dense import dense
from engine.network.initial_parameters import initial_parameters
from engine.network.layer import INPUTS, Layer, Signal
from engine.network.layout import Layout
from engine.network.tape_builder import TapeBuilder
from engine.ops import OPS
from engine.ops.loss import LOSS
from engine.ops.losses import LOSS_CODES, LOSSES
from engine.ops.row import CODE, INPUT_SLOT, OP, TRAINING
from engine.ops.steps_loss import STEPS_LOSS
from engine.spec.layers import BatchNormSpec, EmbeddingSpec, OneHotSpec, flat_layers
from engine.spec.run import RunSpec


class Network:
    """The compiled form of a spec for inputs of `n_in` features and `n_out` targets.

    `tape` (for inference) and `training_tape` are (rows, COLUMNS) int64, their last row the loss; `owners` names the
    layer of each row. `layers` are in the order of the tape, and `layout` names the slices of the flat parameter vector.
    `width` is the sum of all slots' widths: a batch of B padded columns needs buffers of width · B numbers. `prediction`,
    `target` and `losses` are slots: the output layer's output, and the loss's targets and values. Outputs and targets of a
    sample have `output_width` numbers, `n_out` for every step with a target. Inputs expanded to features are neither
    sequences nor images. `vocabulary`: if not None, inputs are whole numbers below it.

    Raises InputError if a layer cannot read the output of the layer before it, or the outputs do not match the targets.
    """

    def __init__(self, spec: RunSpec, n_in: int, n_out: int, form: Form | None = None) -> None:
        form = form or Form()
        if spec.features is not None:
            form = Form(target_steps=form.target_steps)
        self.n_in: int = n_in
        self.n_out: int = n_out
        self.output_width: int = n_out * form.target_steps
        layers = spec.network.layers
        has_batch_norm = any(isinstance(layer, BatchNormSpec) for layer in flat_layers(layers))
        builder = TapeBuilder(
            n_in, BUILDERS, marks_samples=has_batch_norm, residual_blocks=spec.network.residual_blocks
        )
        x = Signal(INPUT_SLOT, n_in, INPUTS, form.steps, image=form.image)
        x = builder.chain(layers, x, "network.layers")
        check_steps(x, form)
        self._add_output(builder, spec, x, form.target_steps if x.per_step else 0)
        self.layers: list[Layer] = builder.layers
        self.layout: Layout = builder.layout
        self.owners: list[str] = builder.owners
        self.width: int = builder.width
        self.tape: NDArray[np.int64] = np.array(builder.rows, dtype=np.int64)
        self.training_tape: NDArray[np.int64] = self._training_tape()
        first = layers[0] if layers else None
        self.vocabulary: int | None = first.vocabulary if isinstance(first, EmbeddingSpec | OneHotSpec) else None

    def _add_output(self, builder: TapeBuilder, spec: RunSpec, x: Signal, steps: int) -> None:
        """Add the output layer and the loss, which is a mean over `steps` (0: one output per sample)."""
        network, activation = spec.network, spec.network.output_activation
        assert activation is not None and spec.loss is not None  # a validated spec leaves nothing null
        with_loss = LOSSES[spec.loss].output_activation is not None
        output = dense(
            builder, "output", x, self.n_out, activation,
            frozen=network.output_frozen, bias=network.output_bias, with_loss=with_loss,
        )  # fmt: skip
        self.prediction: int = output.slot
        self.target: int = builder.slot(self.output_width)
        self.losses: int = builder.slot(2 + steps)
        last = builder.layers[-1]
        builder.row(
            last.name, STEPS_LOSS if steps else LOSS, last.pre_activation if with_loss else last.output, last.output,
            LOSS_CODES[spec.loss], n_in=self.output_width, n_out=1, target=self.target, loss_values=self.losses,
            second=builder.sample_mask, steps=steps,
        )  # fmt: skip

    def _training_tape(self) -> NDArray[np.int64]:
        """Return the tape with the code TRAINING in the rows of ops that train differently, unless they are frozen."""
        tape = self.tape.copy()
        frozen = {layer.name for layer in self.layers if layer.frozen}
        for row, owner in zip(tape, self.owners, strict=True):
            if OPS[row[OP]].trains_differently and owner not in frozen:
                row[CODE] = TRAINING
        return tape

    @property
    def work(self) -> int:
        """Approximate number of multiply-adds in one sample's forward pass."""
        return sum(layer.size * layer.repeats for layer in self.layers)

    def initial_parameters(self, spec: RunSpec, rng: np.random.Generator) -> Array:
        """Return initial parameters (n,), drawn from `rng` as `spec` says."""
        return initial_parameters(self.layers, self.layout, spec.network, rng)

    def check_inputs(self, inputs: Array) -> None:
        """Raise InputError if prepared inputs (N, n_in) are not in the vocabulary of an embedding or one-hot layer."""
        if self.vocabulary is None:
            return
        fits = (inputs >= 0) & (inputs < self.vocabulary) & (inputs == np.floor(inputs))
        if not fits.all():
            number, column = np.argwhere(~fits)[0]
            raise InputError(
                f"Received {inputs[number, column]:g} in row {number}, column {column} of the inputs of "
                f"{self.layers[0].name}, expected whole numbers from 0 to {self.vocabulary - 1}.",
                "Correct the data, or give the layer a larger vocabulary.",
            )


def check_steps(x: Signal, form: Form) -> None:
    """Raise InputError unless the output layer, which reads `x`, has an output at every step that has a target."""
    if x.per_step and form.target_steps != x.steps:
        raise InputError(
            f"Received {x.layer} with an output at each of {x.steps} steps, for data with one target per sequence.",
            "Set return_sequences of the last recurrent layer to false.",
        )
    if not x.per_step and form.target_steps > 1:
        raise InputError(
            f"Received data with targets at each of {form.target_steps} steps, expected a network with an output at "
            "each.",
            "Set return_sequences of the last recurrent layer to true, with only dense layers after it.",
        )
