"""Convolution and max pooling on the tape."""

from engine.data.dataset import Image
from engine.errors import InputError
from engine.network.builders.dense import apply_activation
from engine.network.layer import Layer, Signal
from engine.network.tape_builder import TapeBuilder
from engine.ops.max_pool import MAX_POOL
from engine.ops.patches import PATCHES
from engine.ops.per_step import PER_STEP
from engine.spec.layers import ConvolutionSpec, MaxPoolSpec


def build_convolution(builder: TapeBuilder, spec: ConvolutionSpec, x: Signal, field: str) -> Signal:
    """Add the patches that the filters see, a dense layer with the same weights for every patch, and its activation."""
    name, size, n = builder.name("conv2d"), spec.size, spec.filters
    padding = size - 1 if spec.padding == "same" else 0
    height, width, channels = _image_of(x, name, size, padding)
    rows, columns, seen = height + padding - size + 1, width + padding - size + 1, size * size * channels
    places = rows * columns
    blocks = builder.blocks(name, PER_STEP, seen, n, spec.frozen)
    patches, z, a = (builder.slot(places * k) for k in (seen, n, n))
    builder.row(
        name, PATCHES, x.slot, patches, n_in=x.width, n_out=places * seen,
        height=height, width=width, channels=channels, size=size, padding=padding,
    )  # fmt: skip
    builder.row(name, PER_STEP, patches, z, blocks=blocks, n_in=seen, n_out=n, steps=places)
    apply_activation(builder, name, spec.activation, z, a, places * n)
    shape = rows, columns, n
    builder.layers.append(
        Layer(name, "conv2d", (x.layer,), seen, n, spec.activation, z, a, blocks, spec.frozen, shape, repeats=places)
    )
    return Signal(a, places * n, name, image=shape)


def build_max_pool(builder: TapeBuilder, spec: MaxPoolSpec, x: Signal, field: str) -> Signal:
    """Add the maximum of every window, channel by channel."""
    name, size = builder.name("max_pool"), spec.size
    height, width, channels = _image_of(x, name, size, 0)
    shape = height // size, width // size, channels
    count = shape[0] * shape[1] * channels
    chosen, z = builder.slot(count), builder.slot(count)
    builder.row(
        name, MAX_POOL, x.slot, z, n_in=x.width, n_out=count,
        height=height, width=width, channels=channels, size=size, work=chosen,
    )  # fmt: skip
    builder.layers.append(Layer(name, "max_pool", (x.layer,), channels, channels, "linear", z, z, {}, shape=shape))
    return Signal(z, count, name, image=shape)


def _image_of(x: Signal, name: str, size: int, padding: int) -> Image:
    """Return the image that a layer reads. Raises InputError if there is none, or if a filter or window is larger."""
    if x.image is None and x.flat_by is not None:
        raise InputError(
            f"Received {name} after {x.flat_by}, which does not output an image, expected it before that layer.",
            "Put convolutions and pooling before dense layers.",
        )
    if x.image is None:
        raise InputError(
            f"Received {name} on data that are no images, expected height, width and channels.",
            "Choose images, or give own data their image.",
        )
    height, width, _ = x.image
    most = min(height, width) + padding
    if size > most:
        raise InputError(
            f"Received size {size} of {name} on an image of {height} × {width}, expected at most {most}.",
            "Make it smaller, or leave out a layer before it.",
        )
    return x.image
