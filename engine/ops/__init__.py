"""Registry of the tape's ops. Each op has a file, with its forward pass, its backward pass and its entry."""

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
from engine.ops.op import Op
from engine.ops.patches import PATCHES
from engine.ops.per_step import PER_STEP
from engine.ops.product import PRODUCT
from engine.ops.rnn import RNN
from engine.ops.steps_loss import STEPS_LOSS

OPS: tuple[Op, ...] = (
    DENSE,
    ACTIVATION,
    LOSS,
    FORK,
    ADD,
    CONCAT,
    LAYER_NORM,
    BATCH_NORM,
    DROPOUT,
    PER_STEP,
    STEPS_LOSS,
    EMBEDDING,
    ONE_HOT,
    RNN,
    LSTM,
    GRU,
    PATCHES,
    MAX_POOL,
    PRODUCT,
)
"""All ops; the index of an op is its code in the column OP of a row."""

OP_CODES = {op: code for code, op in enumerate(OPS)}
