"""Expressions of scalars and their derivatives, both ways: text -> Wengert list -> values, tangents and adjoints.

`tokens` and `parser` read the text, `operations` is the table of what may stand in it, `wengert` is the list and its passes. It is
apart from the network's tape on purpose: every row here is one number, to be read.

Sources: R. E. Wengert, "A simple automatic derivative evaluation program" (1964), forward mode; S. Linnainmaa, "The
representation of the cumulative rounding error of an algorithm as a Taylor expansion of the local rounding errors"
(1970), reverse mode.
"""
