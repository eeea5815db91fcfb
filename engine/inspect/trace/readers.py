"""The table of readers: how the row of each op is traced."""

from collections.abc import Callable

from engine.inspect.trace import dense_and_loss, norm_and_residual, sequence_and_image
from engine.inspect.trace.dense_and_loss import ActivationTrace, DenseTrace, LossTrace
from engine.inspect.trace.norm_and_residual import AddTrace, ConcatTrace, DropoutTrace, ForkTrace, NormTrace
from engine.inspect.trace.sample_pass import Pass
from engine.inspect.trace.sequence_and_image import (
    EmbeddingTrace,
    MaxPoolTrace,
    PatchesTrace,
    PerStepTrace,
    RecurrentTrace,
)
from engine.network.layer import Layer
from engine.ops.activation import ACTIVATION
from engine.ops.add import ADD
from engine.ops.batch_norm import BATCH_NORM
from engine.ops.concat import CONCAT
from engine.ops.dense import DENSE
from engine.ops.dropout import DROPOUT
from engine.ops.embedding import EMBEDDING
from engine.ops.fork import FORK
from engine.ops.gru import GRU
from engine.ops.layer_norm import LAYER_NORM
from engine.ops.loss import LOSS
from engine.ops.lstm import LSTM
from engine.ops.max_pool import MAX_POOL
from engine.ops.one_hot import ONE_HOT
from engine.ops.op import Op, Row
from engine.ops.patches import PATCHES
from engine.ops.per_step import PER_STEP
from engine.ops.product import PRODUCT
from engine.ops.rnn import RNN
from engine.ops.steps_loss import STEPS_LOSS

OpTrace = (
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
    | EmbeddingTrace
    | PatchesTrace
    | MaxPoolTrace
)

Reader = Callable[[Pass, Row, Layer], OpTrace]


def _product(sample: Pass, row: Row, layer: Layer) -> OpTrace:
    read: Reader = sequence_and_image.per_step if layer.shape else dense_and_loss.dense
    return read(sample, row, layer)


READERS: dict[Op, Reader] = {
    DENSE: dense_and_loss.dense,
    ACTIVATION: dense_and_loss.activation,
    LOSS: dense_and_loss.loss,
    FORK: norm_and_residual.fork,
    ADD: norm_and_residual.add,
    CONCAT: norm_and_residual.concat,
    LAYER_NORM: norm_and_residual.layer_norm,
    BATCH_NORM: norm_and_residual.batch_norm,
    DROPOUT: norm_and_residual.dropout,
    PER_STEP: sequence_and_image.per_step,
    STEPS_LOSS: dense_and_loss.loss,
    EMBEDDING: sequence_and_image.embedding,
    ONE_HOT: sequence_and_image.embedding,
    RNN: sequence_and_image.recurrent,
    LSTM: sequence_and_image.recurrent,
    GRU: sequence_and_image.recurrent,
    PATCHES: sequence_and_image.patches,
    MAX_POOL: sequence_and_image.max_pool,
    PRODUCT: _product,
}
"""Op -> its reader."""
