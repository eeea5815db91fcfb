"""Functions that put layers on the tape, by the type of their specs."""

from typing import Any

from engine.network.builders.blocks import build_parallel, build_residual
from engine.network.builders.dense import build_activation, build_dense
from engine.network.builders.image import build_convolution, build_max_pool
from engine.network.builders.lookup import build_embedding, build_one_hot
from engine.network.builders.norm_and_dropout import build_batch_norm, build_dropout, build_layer_norm
from engine.network.builders.recurrent import build_gru, build_lstm, build_rnn
from engine.network.tape_builder import Build
from engine.spec.layers import (
    ActivationSpec,
    BatchNormSpec,
    ConvolutionSpec,
    DenseSpec,
    DropoutSpec,
    EmbeddingSpec,
    GruSpec,
    LayerNormSpec,
    LstmSpec,
    MaxPoolSpec,
    OneHotSpec,
    ParallelSpec,
    ResidualSpec,
    RnnSpec,
)

BUILDERS: dict[type[Any], Build] = {
    DenseSpec: build_dense,
    ActivationSpec: build_activation,
    LayerNormSpec: build_layer_norm,
    BatchNormSpec: build_batch_norm,
    DropoutSpec: build_dropout,
    ResidualSpec: build_residual,
    ParallelSpec: build_parallel,
    RnnSpec: build_rnn,
    LstmSpec: build_lstm,
    GruSpec: build_gru,
    EmbeddingSpec: build_embedding,
    OneHotSpec: build_one_hot,
    ConvolutionSpec: build_convolution,
    MaxPoolSpec: build_max_pool,
}
