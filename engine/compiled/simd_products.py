"""Products of small matrices with SIMD instructions, faster than LLVM's code for plain loops and than a call of BLAS.

Batches are (B, n) with each column contiguous and B a multiple of LANES (see `engine.network.tape`). A product keeps its
sums in registers: LANES samples of LANES columns of Z = X W, or LANES columns of one row of dW = Aᵀ dZ, for which LANES
samples of dZ are transposed in registers once for all rows. Without compilation NumPy multiplies and this module is empty.

Source: Goto & van de Geijn 2008, "Anatomy of high-performance matrix multiplication", on register blocks.
"""

from engine.compiled.buffers import LANES
from engine.compiled.jit import COMPILED, Kernel

if COMPILED:
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic

    _INTEGER, _VECTOR = ir.IntType(64), ir.VectorType(ir.DoubleType(), LANES)
    _ZERO, _ZEROS = ir.Constant(_INTEGER, 0), ir.Constant(_VECTOR, [0.0] * LANES)

    def _chosen(builder, x, y, numbers):
        """Select elements of the vectors x and y by their numbers; those of y are numbered after those of x."""
        return builder.shuffle_vector(x, y, ir.Constant(ir.VectorType(ir.IntType(32), len(numbers)), numbers))

    def _spread(builder, pointer, count=LANES):
        """A vector of `count` copies of the number at `pointer`."""
        one = builder.insert_element(_ZEROS, builder.load(pointer), ir.Constant(ir.IntType(32), 0))
        return _chosen(builder, one, _ZEROS, [0] * count)

    def _load(builder, pointer, count=LANES):
        vector = builder.load(builder.bitcast(pointer, ir.VectorType(ir.DoubleType(), count).as_pointer()))
        vector.align = 8
        return vector

    def _store(builder, vector, pointer):
        builder.store(vector, builder.bitcast(pointer, vector.type.as_pointer())).align = 8

    def _multiply_add(builder, x, y, total):
        """total + x y, fused if the processor can."""
        return builder.fadd(total, builder.fmul(x, y, flags=["contract"]), flags=["contract"])

    def _transposed(builder, vectors):
        """LANES vectors, transposed by swapping the off-diagonal halves of blocks of 2, 4, …"""
        half = 1
        while half < LANES:
            left = [lane if not lane & half else LANES + lane - half for lane in range(LANES)]
            right = [lane + half if not lane & half else LANES + lane for lane in range(LANES)]
            for first in (number for number in range(LANES) if not number & half):
                x, y = vectors[first], vectors[first + half]
                vectors[first], vectors[first + half] = _chosen(builder, x, y, left), _chosen(builder, x, y, right)
            half *= 2
        return vectors

    class _Matrix:
        """A matrix in the generated code; a vector is one row."""

        def __init__(self, context, builder, kind, value):
            array = context.make_array(kind)(context, builder, value)
            self._builder, self._data, self._by_rows = builder, array.data, kind.layout == "C"
            self.height, self.width = [ir.Constant(_INTEGER, 1), *cgutils.unpack_tuple(builder, array.shape)][-2:]

        def at(self, i, j):
            """Pointer to row i, column j."""
            line, place, length = (i, j, self.width) if self._by_rows else (j, i, self.height)
            return self._builder.gep(self._data, [self._builder.add(self._builder.mul(line, length), place)])

    def _matrices(context, builder, signature, arguments):
        return [_Matrix(context, builder, *pair) for pair in zip(signature.args, arguments, strict=True)]

    def _numbers(builder, begin, count):
        """begin, begin + 1, …"""
        return [builder.add(begin, ir.Constant(_INTEGER, number)) for number in range(count)]

    def _stepping(builder, begin, end, step):
        """for number in range(begin, end, step)"""
        return cgutils.for_range_slice(builder, begin, end, ir.Constant(_INTEGER, step))

    def _by_columns(builder, width, write):
        """Call `write(first, count)` for all columns of a matrix: LANES at a time, then 4, 2 and 1 of the rest."""
        begin, count = _ZERO, LANES
        while count:
            end = builder.and_(width, ir.Constant(_INTEGER, -count))
            with _stepping(builder, begin, end, count) as (first, _):
                write(first, count)
            begin, count = end, count // 2

    def _product(write):
        """Return the intrinsic of three matrices whose code `write(builder, x, y, out)` generates."""

        @intrinsic
        def product(_typing, x, y, out):
            def generate(context, builder, signature, arguments):
                write(builder, *_matrices(context, builder, signature, arguments))
                return context.get_dummy_value()

            return types.none(x, y, out), generate

        return product

    def _write_times(builder, X, W, Z, begin):
        """Z = X W plus the initial values `begin(c, place)` of LANES rows of column c, which are at `place`."""

        def columns(first, count):
            numbers = _numbers(builder, first, count)
            with _stepping(builder, _ZERO, X.height, LANES) as (k, _):
                places = [Z.at(k, c) for c in numbers]
                begins = [begin(c, place) for c, place in zip(numbers, places, strict=True)]
                sums = [cgutils.alloca_once_value(builder, vector) for vector in begins]
                with cgutils.for_range(builder, X.width) as loop:
                    x = _load(builder, X.at(k, loop.index))
                    for total, c in zip(sums, numbers, strict=True):
                        w = _spread(builder, W.at(loop.index, c))
                        builder.store(_multiply_add(builder, x, w, builder.load(total)), total)
                for total, place in zip(sums, places, strict=True):
                    _store(builder, builder.load(total), place)

        _by_columns(builder, Z.width, columns)

    @intrinsic
    def affine(_typing, A, W, b, Z):
        """Z = A W + b, columns contiguous in A and Z."""

        def generate(context, builder, signature, arguments):
            A, W, b, Z = _matrices(context, builder, signature, arguments)
            _write_times(builder, A, W, Z, lambda c, _: _spread(builder, b.at(_ZERO, c)))
            return context.get_dummy_value()

        return types.none(A, W, b, Z), generate

    def _transposed_times(fresh):
        def write(builder, A, dZ, dW):
            def columns(first, count):
                with _stepping(builder, _ZERO, A.height, LANES) as (k, _):
                    loaded = [_load(builder, dZ.at(k, c)) for c in _numbers(builder, first, count)]
                    samples = _transposed(builder, loaded + [_ZEROS] * (LANES - count))
                    samples = [_chosen(builder, sample, _ZEROS, [*range(count)]) for sample in samples]
                    is_first = builder.icmp_signed("==", k, _ZERO)
                    with cgutils.for_range(builder, A.width) as loop:
                        place = dW.at(loop.index, first)
                        total = _load(builder, place, count)
                        if fresh:
                            total = builder.select(is_first, ir.Constant(total.type, [0.0] * count), total)
                        for number, sample in zip(_numbers(builder, k, LANES), samples, strict=True):
                            a = _spread(builder, A.at(number, loop.index), count)
                            total = _multiply_add(builder, a, sample, total)
                        _store(builder, total, place)

            _by_columns(builder, dZ.width, columns)

        return _product(write)

    times: Kernel = _product(lambda builder, X, W, Z: _write_times(builder, X, W, Z, lambda c, place: _ZEROS))
    """times(X, W, Z): Z = X W, columns contiguous in X and Z."""
    add_times: Kernel = _product(
        lambda builder, X, W, Z: _write_times(builder, X, W, Z, lambda c, place: _load(builder, place))
    )
    """add_times(X, W, Z): Z += X W, columns contiguous in X and Z."""
    transposed_times: Kernel = _transposed_times(fresh=True)
    """transposed_times(A, dZ, dW): dW = Aᵀ dZ, columns contiguous in A and dZ, rows in dW."""
    add_transposed_times: Kernel = _transposed_times(fresh=False)
    """add_transposed_times(A, dZ, dW): dW += Aᵀ dZ, columns contiguous in A and dZ, rows in dW."""
