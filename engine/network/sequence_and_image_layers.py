"""The part of a network that reads sequences and pictures: recurrent layers, embeddings, convolutions and pooling."""

from engine.data.dataset import Image
from engine.network.builder import Layer, Signal, Writer
from engine.network.layout import Block
from engine.ops.activation import CODES as ACTIVATION_CODES
from engine.ops.recurrent import RECURRENT
from engine.ops.row import (
    ACTIVATION,
    EMBEDDING,
    GRU,
    INPUT_SLOT,
    LSTM,
    MAX_POOL,
    ONE_HOT,
    PATCHES,
    PER_STEP,
    PRODUCT,
    RNN,
)
from engine.spec.layers import ConvolutionSpec, EmbeddingSpec, GruSpec, LstmSpec, MaxPoolSpec, OneHotSpec, RnnSpec

OPS = {"rnn": RNN, "lstm": LSTM, "gru": GRU}


class FormWriter(Writer):
    """Writes the rows of these layers. ValueError where one cannot read what comes before it."""

    def _affine_blocks(self, name: str, n_in: int, units: int, frozen: bool, bias: bool) -> dict[str, Block]:
        """W and, where there are biases, b of a dense layer."""
        blocks = {"weights": self.layout.add(f"{name}.weights", (n_in, units), frozen=frozen)}
        if bias:
            blocks["biases"] = self.layout.add(f"{name}.biases", (units,), frozen=frozen)
        return blocks

    def _per_step(
        self, name: str, x: Signal, units: int, activation: str, frozen: bool, bias: bool, with_loss: bool
    ) -> Signal:
        """a_t = f(x_t W + b) of every step, with the same W and b."""
        assert x.steps is not None
        steps, n_in = x.steps, x.width // x.steps
        blocks = self._affine_blocks(name, n_in, units, frozen, bias)
        z, a = self._slot(steps * units), self._slot(steps * units)
        place = {"parameters": blocks["weights"].offset, "n_in": n_in, "n_out": units, "steps": steps}
        self._row(name, PER_STEP if bias else PRODUCT, 0, x.slot, z, **place)
        if not with_loss:
            self._apply(name, activation, z, a, steps * units)
        shape = steps, units
        layer = Layer(name, "dense", (x.layer,), n_in, units, activation, z, a, blocks, frozen, shape, repeats=steps)
        self.layers.append(layer)
        return Signal(a, steps * units, name, steps, per_step=True)

    def _apply(self, name: str, activation: str, z: int, a: int, width: int) -> None:
        self._row(name, ACTIVATION, ACTIVATION_CODES[activation], z, a, n_in=width, n_out=width)

    def _recurrent(self, spec: RnnSpec | LstmSpec | GruSpec, x: Signal) -> Signal:
        """h_t from x_t and h_{t-1}, of every step or of the last alone."""
        name, op, n = self._name(spec.kind), OPS[spec.kind], spec.units
        if x.steps is None:
            raise _no_steps(name, x)
        steps, n_in, gates = x.steps, x.width // x.steps, len(RECURRENT[op].gates)
        blocks = {
            "weights": self.layout.add(f"{name}.weights", (n_in, gates * n), frozen=spec.frozen),
            "recurrent": self.layout.add(f"{name}.recurrent", (n, gates * n), frozen=spec.frozen),
            "biases": self.layout.add(f"{name}.biases", (gates * n,), frozen=spec.frozen),
        }
        if op == GRU:
            blocks["recurrent_biases"] = self.layout.add(f"{name}.recurrent_biases", (n,), frozen=spec.frozen)
        activation = spec.activation if isinstance(spec, RnnSpec) else "tanh"
        kept, inner, states = (self._slot(steps * k * n) for k in (gates, len(RECURRENT[op].inner), 1))
        self._row(
            name, op, ACTIVATION_CODES[activation], x.slot, states, parameters=blocks["weights"].offset,
            n_in=n_in, n_out=n, steps=steps, gates=kept, inner=inner, whole=int(spec.return_sequences),
            truncate=spec.truncate or steps,
        )  # fmt: skip
        output, shape = (states, (steps, n)) if spec.return_sequences else (states + (steps - 1) * n, ())
        sources = (x.layer,)
        self.layers.append(
            Layer(
                name, spec.kind, sources, n_in, n, activation, output, output, blocks, spec.frozen, shape, gates, steps
            )
        )
        if spec.return_sequences:
            return Signal(output, steps * n, name, steps, per_step=True)
        return x.flat(output, n, name)

    def _table(self, spec: EmbeddingSpec | OneHotSpec, x: Signal) -> Signal:
        """Of every input column, a whole number, its row of a table."""
        name, columns, is_learnt = self._name(spec.kind), x.width, isinstance(spec, EmbeddingSpec)
        if x.slot != INPUT_SLOT or x.layer in {layer.name for layer in self.layers}:
            raise ValueError(
                f"Received {name} after another layer, expected it to be the first: it reads the whole numbers of the "
                "data. Move it to the front."
            )
        frozen = isinstance(spec, EmbeddingSpec) and spec.frozen
        n = spec.units if isinstance(spec, EmbeddingSpec) else spec.vocabulary
        blocks = (
            {"weights": self.layout.add(f"{name}.weights", (spec.vocabulary, n), frozen=frozen)} if is_learnt else {}
        )
        z, place = self._slot(columns * n), blocks["weights"].offset if is_learnt else 0
        op = EMBEDDING if is_learnt else ONE_HOT
        self._row(name, op, 0, x.slot, z, parameters=place, n_in=spec.vocabulary, n_out=n, steps=columns)
        shape = (columns, n) if x.steps is None else (x.steps, columns // x.steps * n)
        self.layers.append(
            Layer(
                name,
                spec.kind,
                (x.layer,),
                spec.vocabulary,
                n,
                "linear",
                z,
                z,
                blocks,
                frozen,
                shape,
            )
        )
        made = x.flat(z, columns * n, name)
        return made if x.steps is None else Signal(z, columns * n, name, x.steps)

    def _convolution(self, spec: ConvolutionSpec, x: Signal) -> Signal:
        """The patches that the filters see, a dense layer that is the same for all of them, and its activation."""
        name, size, padding, n = (
            self._name("conv2d"),
            spec.size,
            spec.size - 1 if spec.padding == "same" else 0,
            spec.filters,
        )
        height, width, channels = _image_of(x, name, size, padding)
        high, wide, seen = height + padding - size + 1, width + padding - size + 1, size * size * channels
        blocks = {
            "weights": self.layout.add(f"{name}.weights", (seen, n), frozen=spec.frozen),
            "biases": self.layout.add(f"{name}.biases", (n,), frozen=spec.frozen),
        }
        patches, z, a = (self._slot(high * wide * k) for k in (seen, n, n))
        self._row(
            name, PATCHES, 0, x.slot, patches, n_in=x.width, n_out=high * wide * seen,
            height=height, width=width, channels=channels, size=size, padding=padding,
        )  # fmt: skip
        place = {"parameters": blocks["weights"].offset, "n_in": seen, "n_out": n, "steps": high * wide}
        self._row(name, PER_STEP, 0, patches, z, **place)
        self._apply(name, spec.activation, z, a, high * wide * n)
        shape = high, wide, n
        layer = Layer(
            name, "conv2d", (x.layer,), seen, n, spec.activation, z, a, blocks, spec.frozen, shape, repeats=high * wide
        )
        self.layers.append(layer)
        return Signal(a, layer.width, name, image=shape)

    def _max_pool(self, spec: MaxPoolSpec, x: Signal) -> Signal:
        """The largest of every window, channel by channel."""
        name, size = self._name("max_pool"), spec.size
        height, width, channels = _image_of(x, name, size, 0)
        shape = height // size, width // size, channels
        count = shape[0] * shape[1] * channels
        chosen, z = self._slot(count), self._slot(count)
        self._row(
            name, MAX_POOL, 0, x.slot, z, n_in=x.width, n_out=count,
            height=height, width=width, channels=channels, size=size, work=chosen,
        )  # fmt: skip
        self.layers.append(Layer(name, "max_pool", (x.layer,), channels, channels, "linear", z, z, {}, shape=shape))
        return Signal(z, count, name, image=shape)


def _no_steps(name: str, x: Signal) -> ValueError:
    if x.flat_by is not None:
        return ValueError(
            f"Received {name} after {x.flat_by}, which gives no time steps, expected a layer that does. "
            "Set return_sequences of a recurrent layer before it to true, or put it before dense layers."
        )
    return ValueError(
        f"Received {name} on data that are no sequence, expected time steps to go through. "
        "Choose a sequence, or give own data their number of steps."
    )


def _image_of(x: Signal, name: str, size: int, padding: int) -> Image:
    """The picture that a layer reads, which its filters or windows fit into."""
    if x.image is None and x.flat_by is not None:
        raise ValueError(
            f"Received {name} after {x.flat_by}, which gives no picture, expected it before. "
            "Put convolutions and pooling before dense layers."
        )
    if x.image is None:
        raise ValueError(
            f"Received {name} on data that are no pictures, expected height, width and channels. "
            "Choose pictures, or give own data their image."
        )
    height, width, _ = x.image
    most = min(height, width) + padding
    if size > most:
        raise ValueError(
            f"Received size {size} of {name} on a picture of {height} × {width}, expected {most} at the most. "
            "Make it smaller, or leave out a layer before it."
        )
    return x.image
