"""Matrix products by BLAS."""

from typing import Any

import numpy as np

from engine.compiled.jit import COMPILED, Array

if COMPILED:
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils
    from numba.np.linalg import ensure_blas

    from engine.compiled.jit import intrinsic

    def _product(beta: float) -> Any:
        """Return the code of out = a @ b + beta · out by BLAS, out contiguous by rows, without the checks of np.dot."""
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

    @intrinsic
    def dot(_typing, a, b, out):
        """out = a @ b; out is contiguous by rows."""
        return types.none(a, b, out), _product(0.0)

    @intrinsic
    def add_dot(_typing, a, b, out):
        """out += a @ b; out is contiguous by rows."""
        return types.none(a, b, out), _product(1.0)

else:

    def dot(a: Array, b: Array, out: Array) -> None:
        """out = a @ b"""
        np.dot(a, b, out)

    def add_dot(a: Array, b: Array, out: Array) -> None:
        """out += a @ b"""
        out += a @ b
