"""Decorators that compile the engine with Numba, and what replaces them without it.

The engine is written once, in plain NumPy syntax. If Numba can be imported (and NUMBA_DISABLE_JIT is not set) the
decorators compile it to native code that runs without the GIL; otherwise the same source runs as NumPy. `buffers`, `blas`
and `scalar_functions` give one name each to operations that the two need to write differently.

There are two sets of floating-point flags. `contract` lets LLVM fuse a·b + c. `reassoc` also lets it reorder sums, which a
vectorised dot product needs and `scalar_functions.exp` would not survive. Neither assumes that NaN and Inf do not occur,
as bare `fastmath=True` would.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compiled.cache import cache_directory

Array = NDArray[np.float64]
Kernel = Callable[..., Any]

try:
    import numba
    from llvmlite import ir
    from numba.core import cgutils
    from numba.extending import intrinsic as numba_intrinsic

    COMPILED = not numba.config.DISABLE_JIT
except ImportError as error:
    logging.getLogger(__name__).warning("Numba cannot be imported (%s): the engine runs as plain NumPy, slower", error)
    COMPILED = False

if COMPILED:
    numba.config.CACHE_DIR = str(cache_directory())

    def intrinsic(function: Kernel) -> Kernel:
        """Numba's decorator for functions that write LLVM code, with a type."""
        return numba_intrinsic(function)

    COMMON = {"error_model": "numpy", "_nrt": False}
    """Options of all kernels. Reference counting is off, because it took longer than the mathematics of a small network.
    It is not needed: Python holds the arrays during a call, and a kernel that allocates memory does not compile."""
    INNER = {**COMMON, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    """Options of functions that only compiled code calls. Wrappers for Python would double their compile time."""

    def _content(value: Any) -> str:
        """Return a function's code and the values it closes over, as text."""
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
        """Return the function, renamed if it is a lambda or an inner function, so that its name is unique.

        Numba numbers functions of one name in the order in which a process compiles them. Two processes that compile in
        different orders would store different functions under one symbol, and a third would load the wrong one.
        """
        if "<" in function.__qualname__:
            function.__qualname__ += f"_{hashlib.sha256(_content(function).encode()).hexdigest()[:16]}"
        return function

    def jit(function: Kernel) -> Kernel:
        """Compile a function that only compiled functions call."""
        return numba.njit(_named(function), fastmath={"contract"}, **INNER)

    def jit_sums(function: Kernel) -> Kernel:
        """Compile as `jit` does, and let sums be reordered."""
        return numba.njit(_named(function), fastmath={"contract", "reassoc", "nsz"}, **INNER)

    def jit_view(function: Kernel) -> Kernel:
        """Compile as `jit` does, for a function that returns a view.

        Numba returns arrays only if references are counted, which for a view without an owner costs almost nothing.
        """
        return numba.njit(_named(function), **{**INNER, "_nrt": True})

    def entry(function: Kernel) -> Kernel:
        """Compile a function that Python calls: cached on disk, runs without the GIL, allocates nothing."""
        return numba.njit(function, nogil=True, cache=True, **COMMON)

    def choose(functions: Sequence[Kernel]) -> Kernel:
        """Return a function of (code, *arguments) that calls functions[code], compiled to one switch."""

        @intrinsic
        def switch(typing, code, arguments):
            dispatchers = [numba.types.Dispatcher(function) for function in functions]
            cases = [(function, function.get_call_type(typing, arguments.types, {})) for function in dispatchers]

            def generate(context, builder, signature, values):
                unpacked = cgutils.unpack_tuple(builder, values[1])
                end = builder.append_basic_block("end")
                choice = builder.switch(values[0], end)
                for number, (function, types) in enumerate(cases):
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
        """Return the loop `out[i] = formula(x[i], …)` over flat arrays, a function of (x, …, out) with 1 to 3 inputs."""
        scalar = jit(formula)
        # LLVM does not vectorise a loop over a tuple of arrays, hence one loop for each number of inputs
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

else:

    def jit(function: Kernel) -> Kernel:
        """Return the function itself."""
        return function

    jit_sums = jit_view = jit

    def entry(function: Kernel) -> Kernel:
        """Return the function, without NumPy's warnings about NaN and Inf, as compiled code has none."""
        return np.errstate(all="ignore")(function)

    def choose(functions: Sequence[Kernel]) -> Kernel:
        """Return a function of (code, *arguments) that calls functions[code]."""
        return lambda code, *arguments: functions[code](*arguments)

    def lift(formula: Kernel) -> Kernel:
        """Return `out[:] = formula(x, …)` over whole arrays, a function of (x, …, out)."""

        def whole(*arrays: Array) -> None:
            arrays[-1][:] = formula(*arrays[:-1])

        return whole
