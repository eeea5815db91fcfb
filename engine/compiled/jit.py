"""The one place that knows Numba: what compiles the engine, and what stands in where nothing does.

The engine is written once, in plain NumPy syntax. Where Numba can be imported (and NUMBA_DISABLE_JIT is not set) the
decorators here compile it to native code that runs without the GIL; elsewhere the same source runs as NumPy. What must
differ between the two (`columns`, `tanh`, `where`, the lifting of a scalar formula over an array) has one name here.

Two sets of flags. `contract` lets LLVM fuse a·b + c. `reassoc` also lets it reorder sums, which a vectorised dot product
needs and which `exp` below would not survive. Neither assumes that NaN and Inf do not occur, as bare `fastmath=True`
would.
"""

import hashlib
import logging
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Array = NDArray[np.float64]
Kernel = Callable[..., Any]

LANES = 8
"""A batch is stored in a multiple of this many columns: as many as the widest vectors hold, so that compiled loops over it
go through whole ones, and few columns are padding."""


def _cache_directory() -> Path:
    """Where kernels are kept: named by a hash of the engine's sources, because Numba looks at one file at a time.

    A directory that cannot be written (a read-only container) is copied to a temporary one: Numba insists on writing.
    """
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(source.read_bytes())
    root = os.environ.get("BACKPROP_CACHE_DIR") or platformdirs.user_cache_dir("backprop-playground")
    directory = Path(root) / f"kernels-{digest.hexdigest()[:16]}"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=directory).close()
    except OSError:
        copy = Path(tempfile.gettempdir()) / directory.name
        if directory.is_dir() and not copy.is_dir():
            shutil.copytree(directory, copy)
        return copy
    return directory


try:
    import numba
    from llvmlite import ir
    from numba.core import cgutils
    from numba.extending import intrinsic as numba_intrinsic
    from numba.np.linalg import ensure_blas

    COMPILED = not numba.config.DISABLE_JIT
except ImportError as error:
    logging.getLogger(__name__).warning("Numba cannot be imported (%s): the engine runs as plain NumPy, slower", error)
    COMPILED = False

# One thread for each product: sessions run side by side, and the bits must not depend on the number of cores. NumPy's
# BLAS is there already; SciPy's, which compiled products call, reads the variable when the first kernel loads it.
threadpool_limits(1, "blas")
os.environ["OPENBLAS_NUM_THREADS"] = "1"

if COMPILED:
    numba.config.CACHE_DIR = str(_cache_directory())

    def _intrinsic(function: Kernel) -> Kernel:
        return numba_intrinsic(function)

    COMMON = {"error_model": "numpy", "_nrt": False}
    """Options of all kernels. References are not counted, which took a small net longer than its mathematics: Python
    holds on to the arrays meanwhile, and nothing is allocated, for a kernel that would allocate does not compile."""
    INNER = {**COMMON, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    """Options of functions that only compiled code calls: Python's way in would double the time they take to compile."""

    def _content(value: Any) -> str:
        """What a function is made of, as text: its code and all that it closes over."""
        inner = getattr(value, "py_func", None) or getattr(value, "_defn", None) or value
        if isinstance(inner, list | tuple):
            return ",".join(map(_content, inner))
        code = inner if isinstance(inner, CodeType) else getattr(inner, "__code__", None)
        if code is None:
            return repr(inner)
        cells = [cell.cell_contents for cell in getattr(inner, "__closure__", None) or ()]
        parts = code.co_code.hex(), code.co_names, _content(code.co_consts), _content(cells)
        return f"{getattr(inner, '__module__', '')}:{code.co_firstlineno}:{parts}"

    def _named(function: Kernel) -> Kernel:
        """The function; a lambda or an inner one under a name of its own.

        Numba tells the many `loop`s and `<lambda>`s apart by a number that it counts up in each process. Kernels on disk
        that two processes have compiled would else bring different functions under one symbol, of which a third process
        would take whichever comes first.
        """
        if "<" in function.__qualname__:
            function.__qualname__ += f"_{hashlib.sha256(_content(function).encode()).hexdigest()[:16]}"
        return function

    def jit(function: Kernel) -> Kernel:
        """A compiled function, called from other compiled functions."""
        return numba.njit(_named(function), fastmath={"contract"}, **INNER)

    def jit_sums(function: Kernel) -> Kernel:
        """As `jit`, for loops whose sums may be reordered."""
        return numba.njit(_named(function), fastmath={"contract", "reassoc", "nsz"}, **INNER)

    def jit_view(function: Kernel) -> Kernel:
        """As `jit`, for a function that returns a view: Numba lets none do so unless references are counted, which of
        a view without an owner is next to nothing."""
        return numba.njit(_named(function), **{**INNER, "_nrt": True})

    def entry(function: Kernel) -> Kernel:
        """A compiled function that Python calls: kept on disk, runs without the GIL. It allocates nothing."""
        return numba.njit(function, nogil=True, cache=True, **COMMON)

    def choose(functions: Sequence[Kernel]) -> Kernel:
        """A function of (code, *arguments) that calls functions[code]: a table of names, compiled to one switch."""

        @_intrinsic
        def switch(typing, code, arguments):
            table = [numba.types.Dispatcher(function) for function in functions]
            chosen = [(function, function.get_call_type(typing, arguments.types, {})) for function in table]

            def generate(context, builder, signature, values):
                unpacked = cgutils.unpack_tuple(builder, values[1])
                end = builder.append_basic_block("end")
                choice = builder.switch(values[0], end)
                for number, (function, types) in enumerate(chosen):
                    block = builder.append_basic_block(f"case_{number}")
                    choice.add_case(ir.Constant(values[0].type, number), block)
                    builder.position_at_end(block)
                    call = context.get_function(function, types)
                    context.add_linking_libs(call.libs)
                    call(builder, unpacked)
                    builder.branch(end)
                builder.position_at_end(end)
                return context.get_dummy_value()

            return numba.types.none(code, arguments), generate

        @jit
        def call(code, *arguments):
            switch(code, arguments)

        return call

    def lift(formula: Kernel) -> Kernel:
        """The loop `out[i] = formula(x[i], …)` over flat arrays: a function of (x, …, out)."""
        scalar = jit(formula)
        # compiled code has no loop over a tuple of arrays that LLVM could vectorise, hence one loop for each count
        if formula.__code__.co_argcount == 1:

            @jit
            def loop(x, out):
                for i in range(out.size):
                    out[i] = scalar(x[i])

        elif formula.__code__.co_argcount == 2:

            @jit
            def loop(x, y, out):
                for i in range(out.size):
                    out[i] = scalar(x[i], y[i])

        else:

            @jit
            def loop(x, y, z, out):
                for i in range(out.size):
                    out[i] = scalar(x[i], y[i], z[i])

        return loop

    def _view(layout: str, dimensions: int) -> Any:
        """Signature and code of a view of a flat float64 array. It costs no reference count: the buffer outlives it."""
        int64 = numba.types.int64
        view = numba.types.Array(numba.types.float64, dimensions, layout)
        signature = view(numba.types.Array(numba.types.float64, 1, "C"), *[int64] * (dimensions + 1))

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

    @_intrinsic
    def vector(_typing, buffer, offset, size):
        """buffer[offset : offset + size]"""
        return _view("C", 1)

    @_intrinsic
    def rows(_typing, buffer, offset, height, width):
        """A (height, width) view of `buffer` from `offset` on, each row contiguous."""
        return _view("C", 2)

    @_intrinsic
    def columns(_typing, buffer, offset, height, width):
        """A (height, width) view of `buffer` from `offset` on, each column contiguous."""
        return _view("F", 2)

    elements: Kernel = range
    """elements(size): the numbers of `size` elements, for a loop over flat arrays of that size."""

    def _product(beta: float) -> Any:
        """Code of out = a @ b + beta · out by BLAS, out contiguous by rows; what np.dot calls, without its checks."""
        ensure_blas()

        def generate(context, builder, signature, arguments):
            char, whole, pointer = ir.IntType(8), ir.IntType(64), ir.IntType(8).as_pointer()
            given = [
                context.make_array(of)(context, builder, value)
                for of, value in zip(signature.args, arguments, strict=True)
            ]
            (m, k), (_, n), _ = [cgutils.unpack_tuple(builder, array.shape) for array in given]
            one, share = (
                builder.bitcast(cgutils.alloca_once_value(builder, ir.Constant(ir.DoubleType(), number)), pointer)
                for number in (1.0, beta)
            )

            def operand(number, height, width):  # dgemm counts by columns, so it is asked for outᵀ = bᵀ aᵀ
                by_rows = signature.args[number].layout == "C"
                how = ir.Constant(char, ord("n" if by_rows else "t"))
                return how, builder.bitcast(given[number].data, pointer), width if by_rows else height

            (how_b, b_data, b_stride), (how_a, a_data, a_stride) = operand(1, k, n), operand(0, m, k)
            out_data = builder.bitcast(given[2].data, pointer)
            sizes, scalars = [whole] * 3, [pointer] * 2
            kinds = [char, char, char, *sizes, *scalars, whole, pointer, whole, *scalars, whole]
            gemm = cgutils.get_or_insert_function(
                builder.module, ir.FunctionType(ir.IntType(32), kinds), "numba_xxgemm"
            )
            double = ir.Constant(char, ord("d"))
            builder.call(
                gemm, [double, how_b, how_a, n, m, k, one, b_data, b_stride, a_data, a_stride, share, out_data, n]
            )
            return context.get_dummy_value()

        return generate

    @_intrinsic
    def dot(_typing, a, b, out):
        """out = a @ b; out is contiguous by rows."""
        return numba.types.none(a, b, out), _product(0.0)

    @_intrinsic
    def add_dot(_typing, a, b, out):
        """out += a @ b; out is contiguous by rows."""
        return numba.types.none(a, b, out), _product(1.0)

    @_intrinsic
    def _bits_of(_typing, number):
        def generate(_context, builder, _signature, arguments):
            return builder.bitcast(arguments[0], ir.IntType(64))

        return numba.types.int64(numba.types.float64), generate

    @_intrinsic
    def float_of(_typing, bits):
        """The float64 whose bits are those of an int64."""

        def generate(_context, builder, _signature, arguments):
            return builder.bitcast(arguments[0], ir.DoubleType())

        return numba.types.float64(numba.types.int64), generate

    @jit
    def where(condition, then, otherwise):
        """`then` where the condition holds, else `otherwise`."""
        return then if condition else otherwise

    @jit
    def _exponential_parts(x):
        """(expm1(r), 2^k) of x = k ln 2 + r, |r| <= ln 2 / 2, for |x| <= 708. Branch-free, so that LLVM vectorises it.

        Adding 1.5·2^52 leaves k in the low bits of the sum; ln 2 is subtracted in two parts (Cody & Waite 1980).
        """
        shifted = x * 1.4426950408889634 + 6755399441055744.0
        k = shifted - 6755399441055744.0
        r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10
        p = 1.0 / 6227020800.0  # Taylor's series to r^13 / 13!: its remainder is below 2e-17 of the result
        p = p * r + 1.0 / 479001600.0
        p = p * r + 1.0 / 39916800.0
        p = p * r + 1.0 / 3628800.0
        p = p * r + 1.0 / 362880.0
        p = p * r + 1.0 / 40320.0
        p = p * r + 1.0 / 5040.0
        p = p * r + 1.0 / 720.0
        p = p * r + 1.0 / 120.0
        p = p * r + 1.0 / 24.0
        p = p * r + 1.0 / 6.0
        p = p * r + 0.5
        power = float_of((_bits_of(shifted) + np.int64(1023)) << np.int64(52))
        return r + r * r * p, power

    @jit
    def expm1(x):
        """e^x - 1, exact to the last bits near 0; Inf from x = 709 on."""
        clamped = where(x > 709.0, 709.0, where(x < -708.0, -708.0, x))
        m, power = _exponential_parts(clamped)
        return where(x > 709.0, np.inf, power * m + (power - 1.0))

    @jit
    def exp(x):
        """e^x; Inf from x = 709 on, at least e^-708."""
        clamped = where(x > 709.0, 709.0, where(x < -708.0, -708.0, x))
        m, power = _exponential_parts(clamped)
        return where(x > 709.0, np.inf, power * m + power)

    @jit
    def tanh(x):
        """expm1(2|x|) / (expm1(2|x|) + 2) with the sign of x; relative error below 4e-16."""
        doubled = where(np.abs(x) > 22.0, 44.0, 2.0 * np.abs(x))  # 1 to the last bit from 22 on; NaN stays NaN
        m, power = _exponential_parts(doubled)
        e = power * m + (power - 1.0)
        return np.copysign(e / (e + 2.0), x)

    @numba.njit
    def erf(x):
        """The error function."""
        return math.erf(x)

else:
    import scipy.special

    def jit(function: Kernel) -> Kernel:
        """Interpreted: the function itself."""
        return function

    jit_sums = jit_view = jit

    def entry(function: Kernel) -> Kernel:
        """Interpreted: the function itself, as silent about NaN and Inf as compiled code."""
        return np.errstate(all="ignore")(function)

    def choose(functions: Sequence[Kernel]) -> Kernel:
        """A function of (code, *arguments) that calls functions[code]."""
        return lambda code, *arguments: functions[code](*arguments)

    def lift(formula: Kernel) -> Kernel:
        """`out[:] = formula(x, …)` over whole arrays."""

        def whole(*arrays: Array) -> None:
            arrays[-1][:] = formula(*arrays[:-1])

        return whole

    def vector(buffer: Array, offset: int, size: int) -> Array:
        """buffer[offset : offset + size]"""
        return buffer[offset : offset + size]

    def rows(buffer: Array, offset: int, height: int, width: int) -> Array:
        """A (height, width) view of `buffer` from `offset` on, each row contiguous."""
        return buffer[offset : offset + height * width].reshape(height, width)

    def columns(buffer: Array, offset: int, height: int, width: int) -> Array:
        """A (height, width) view of `buffer` from `offset` on, each column contiguous."""
        return buffer[offset : offset + height * width].reshape(width, height).T

    def float_of(bits: np.int64) -> np.float64:
        """The float64 whose bits are those of an int64."""
        return np.float64(bits.view(np.float64))

    def _at_once(size: int) -> tuple[slice]:
        """All elements at once, for the body of a loop over flat arrays."""
        return (slice(None),)

    elements = _at_once

    def dot(a: Array, b: Array, out: Array) -> None:
        """out = a @ b"""
        np.dot(a, b, out)

    def add_dot(a: Array, b: Array, out: Array) -> None:
        """out += a @ b"""
        out += a @ b

    where, exp, expm1, tanh, erf = np.where, np.exp, np.expm1, np.tanh, scipy.special.erf

copy = lift(lambda x: x)
"""copy(x, out): out[:] = x. Assigning one slice to another compiles a second's worth of shape checks."""
