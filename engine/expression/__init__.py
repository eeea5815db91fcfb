"""Scalar automatic differentiation, in both modes: text -> Wengert list -> values, tangents and adjoints.

`tokens` and `parser` read the text, `operations` is the table of operations, `wengert` evaluates and differentiates the
list. It is separate from the network's tape, because here every row is a single number to display.

Sources: R. E. Wengert, "A simple automatic derivative evaluation program" (1964), forward mode; S. Linnainmaa, "The
representation of the cumulative rounding error of an algorithm as a Taylor expansion of the local rounding errors"
(1970), reverse mode.
"""
