"""The only place that knows Numba: the compiler's decorators and matrix products written as vectors."""
