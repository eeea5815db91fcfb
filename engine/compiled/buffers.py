"""Views of flat float64 buffers, as vectors and as matrices of either order."""

from typing import Any

from engine.compiled.jit import COMPILED, Array, Kernel, lift

LANES = 8
"""Batches are stored in a multiple of this many columns, the width of the widest vector registers, so that compiled loops
over a batch have no remainder and little padding."""

if COMPILED:
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils

    from engine.compiled.jit import intrinsic

    def _view(layout: str, dimensions: int) -> Any:
        """Return the signature and code of a view of a flat float64 array, without an owner: the buffer outlives it."""
        int64 = types.int64
        view = types.Array(types.float64, dimensions, layout)
        signature = view(types.Array(types.float64, 1, "C"), *[int64] * (dimensions + 1))

        def generate(context, builder, signature, arguments):
            buffer, offset, *shape = arguments
            source = context.make_array(signature.args[0])(context, builder, buffer)
            result = context.make_array(view)(context, builder)
            item = ir.Constant(ir.IntType(64), 8)
            strides = [item]
            if dimensions == 2:
                strides = [builder.mul(shape[1], item), item] if layout == "C" else [item, builder.mul(shape[0], item)]
            context.populate_array(
                result,
                data=builder.gep(source.data, [offset]),
                shape=cgutils.pack_array(builder, shape),
                strides=cgutils.pack_array(builder, strides),
                itemsize=item,
                meminfo=None,
            )
            return result._getvalue()

        return signature, generate

    @intrinsic
    def vector(_typing, buffer, offset, size):
        """buffer[offset : offset + size]"""
        return _view("C", 1)

    @intrinsic
    def rows(_typing, buffer, offset, height, width):
        """A (height, width) view of `buffer` from `offset` on, each row contiguous."""
        return _view("C", 2)

    @intrinsic
    def columns(_typing, buffer, offset, height, width):
        """A (height, width) view of `buffer` from `offset` on, each column contiguous."""
        return _view("F", 2)

    elements: Kernel = range
    """elements(size): indices of the elements of flat arrays of that size, for a loop over them."""

else:

    def vector(buffer: Array, offset: int, size: int) -> Array:
        """buffer[offset : offset + size]"""
        return buffer[offset : offset + size]

    def rows(buffer: Array, offset: int, height: int, width: int) -> Array:
        """A (height, width) view of `buffer` from `offset` on, each row contiguous."""
        return buffer[offset : offset + height * width].reshape(height, width)

    def columns(buffer: Array, offset: int, height: int, width: int) -> Array:
        """A (height, width) view of `buffer` from `offset` on, each column contiguous."""
        return buffer[offset : offset + height * width].reshape(width, height).T

    def _all_at_once(size: int) -> tuple[slice]:
        """One index that takes all elements, for the body of a loop over flat arrays."""
        return (slice(None),)

    elements = _all_at_once

copy = lift(lambda x: x)
"""copy(x, out): out[:] = x. Assigning a slice instead adds a second of compile time, for checks of its shape."""
