"""Automatic differentiation of numbers, vectors and matrices, in both modes: text -> Wengert list -> values, tangents and
adjoints.

`tokens`, `arrays` and `parser` read the text into a `program`; `operations` is the table of operations, whose derivatives
are the linear maps of `local`; `wengert` evaluates and differentiates the list by the `passes` of both modes. It is
separate from the network's tape, because here every row is shown, and no kernel needs it.

Sources: R. E. Wengert, "A simple automatic derivative evaluation program" (1964), forward mode; S. Linnainmaa, "The
representation of the cumulative rounding error of an algorithm as a Taylor expansion of the local rounding errors"
(1970), reverse mode; M. B. Giles, "Collected matrix derivative results for forward and reverse mode algorithmic
differentiation" (2008), rules of matrices.
"""
