"""Functions of one number that compiled code and NumPy write differently: exponentials, tanh, erf and a choice.

The compiled ones are branch-free, so that LLVM vectorises loops over them.
"""

import math

import numpy as np

from engine.compiled.jit import COMPILED, jit

if COMPILED:
    from llvmlite import ir
    from numba import njit, types

    from engine.compiled.jit import intrinsic

    @intrinsic
    def _bits_of(_typing, number):
        def generate(_context, builder, _signature, arguments):
            return builder.bitcast(arguments[0], ir.IntType(64))

        return types.int64(types.float64), generate

    @intrinsic
    def float_of(_typing, bits):
        """The float64 whose bits are those of an int64."""

        def generate(_context, builder, _signature, arguments):
            return builder.bitcast(arguments[0], ir.DoubleType())

        return types.float64(types.int64), generate

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

    @njit
    def erf(x):
        """The error function."""
        return math.erf(x)

else:
    import scipy.special

    def float_of(bits: np.int64) -> np.float64:
        """The float64 whose bits are those of an int64."""
        return np.float64(bits.view(np.float64))

    where, exp, expm1, tanh, erf = np.where, np.exp, np.expm1, np.tanh, scipy.special.erf
